// The page of a dimension. Without scripts every answer is saved by its “Save” button.

// Questions that hang on the answer just saved are shown, or not asked any more.
function tellAsked(hanging) {
  for (const [code, asked] of Object.entries(hanging)) {
    const section = document.getElementById(code);
    if (!section) continue;
    section.querySelector("[data-asked]").hidden = !asked;
    const note = section.querySelector("[data-not-asked]");
    if (note) note.hidden = asked;
  }
}

// A folded part says what it holds; who answered stands beside the button once somebody has.
function showInside(form) {
  const inside = form.querySelector("[data-inside]");
  if (!inside) return;
  const { note, department } = form.elements;
  const answered = form.querySelector("[id^='by-']")?.textContent.trim();
  const held = [note.value.trim(), !answered && department?.value.trim()].filter(Boolean);
  inside.textContent = held.map((one) => (one.length > 60 ? `${one.slice(0, 59)}…` : one)).join(" · ");
}

// An answer replaces “no data”, and “no data” the answer chosen: before the form is read.
document.addEventListener("change", (event) => {
  const form = event.target.closest("[data-answer] > form");
  if (!form) return;
  const standing = form.elements.standing;
  if (event.target.name.startsWith("answer-") && standing) standing.value = "answered";
  if (event.target.name !== "standing" || standing.value === "answered") return;
  for (const one of form.querySelectorAll("[name^='answer-']:checked")) one.checked = false;
}, true);

// “Use this number”: into the answer, and where it comes from into the detail; then it is saved.
document.addEventListener("submit", (event) => {
  const { number, note } = event.submitter?.dataset || {};
  if (!number) return;
  const { elements } = event.target;
  event.target.querySelector("[name^='answer-']").value = number;
  elements.standing.value = "answered";
  if (elements.note.value.includes(note)) return;
  elements.note.value = `${elements.note.value}\n${note}`.trim();
  elements.note.closest("details").open = true;
}, true);

if (person && box) begin();

// ------------------------------------------------------------------ without a connection
// The worker keeps this page and its files for the days without one.
async function keepThisPage() {
  const worker = navigator.serviceWorker;
  const known = Boolean(worker.controller);
  await worker.register(words.worker, { updateViaCache: "all" });
  if (known) return;
  const { active } = await worker.ready;
  const files = document.querySelectorAll("link[href], script[src]");
  active.postMessage({
    page: location.pathname,
    files: [...files].map((one) => one.href || one.src),
  });
}
if (document.querySelector(".mc-answer, [data-fresh]") && words.worker && navigator.serviceWorker) {
  addEventListener("load", () => keepThisPage().catch(() => {}));
}
