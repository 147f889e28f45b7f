// Parts of a page that the server sends anew, and the forms whose answer is such a part.

// Puts what the server sent where it belongs: elements with data-part replace those of their id, the
// rest goes into `place`.
function putParts(html, place) {
  const sent = new DOMParser().parseFromString(html, "text/html").body;
  for (const part of sent.querySelectorAll("[data-part]")) {
    part.remove();
    document.getElementById(part.id)?.replaceWith(part);
  }
  if (place) place.replaceChildren(...sent.childNodes);
}

// <form data-swaps="selector">: sent without leaving the page, its answer replaces the nearest
// element of that selector. Without an answer the form's [data-when-failed] is shown.
document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-swaps]");
  if (!form || event.defaultPrevented) return;
  event.preventDefault();
  if (form.dataset.busy) return;
  form.dataset.busy = "yes";
  for (const note of form.querySelectorAll("[data-when-failed]")) note.hidden = true;
  const typed = new FormData(form, event.submitter);
  const asks = form.method === "get";
  const answered = await fetch(asks ? `${form.action}?${new URLSearchParams(typed)}` : form.action, {
    method: form.method,
    body: asks ? null : typed,
    redirect: "manual",
    headers: { "X-Part": "yes" },
  }).catch(() => null);
  delete form.dataset.busy;
  if (!answered || ![200, 409, 422].includes(answered.status)) {
    for (const note of form.querySelectorAll("[data-when-failed]")) note.hidden = false;
    return;
  }
  const place = form.closest(form.dataset.swaps);
  const sent = new DOMParser().parseFromString(await answered.text(), "text/html").body;
  const fresh = sent.firstElementChild;
  place.replaceWith(...sent.childNodes);
  const first = fresh?.querySelector("[data-warning]") ?? fresh?.querySelector("[aria-invalid], summary");
  first?.focus();
}, true);

// <details data-from="address">: what it holds is fetched when it is opened; without an answer the
// link in it leads to the same.
document.addEventListener("toggle", async (event) => {
  const box = event.target;
  if (!box.open || !box.dataset.from) return;
  const answered = await fetch(box.dataset.from, { headers: { "X-Part": "yes" } }).catch(() => null);
  if (!answered?.ok || answered.redirected) return;
  delete box.dataset.from;
  putParts(await answered.text(), box.querySelector("summary + *"));
}, true);

// What sends large files of evidence in parts is fetched when one is about to be chosen.
const uploads = document.querySelector("[data-uploads]");
function fetchUploads(event) {
  if (!event.target.querySelector?.("input[data-in-parts]") && !event.target.matches?.("input[data-in-parts]")) return;
  for (const one of TOUCHES) document.removeEventListener(one, fetchUploads, true);
  document.head.append(Object.assign(document.createElement("script"), { src: uploads.dataset.uploads }));
}
const TOUCHES = ["toggle", "focusin", "change"];
if (uploads) for (const one of TOUCHES) document.addEventListener(one, fetchUploads, true);
