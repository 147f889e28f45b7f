// The answers of a page: each change is kept on this device first, then sent, then forgotten.
//
// A record is one question's text on its way: who wrote it, upon which version, under which save id.
// It outlives the page, the session and the server; whichever page of this person comes next adopts
// it once the page that wrote it is gone.

const OWN = ["csrfmiddlewaretoken", "base", "save"];
const PAUSE = 4_000;
const me = fresh();
const queue = [];
const answers = new Map();

// The page holds a lock of its name for as long as it lives.
navigator.locks?.request(`desk ${me}`, () => new Promise(() => {}));

function fresh() {
  return crypto.randomUUID?.() || "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (one) =>
    (one ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (one / 4)))).toString(16));
}

// Where an answer goes, however its page was asked for (?missing, ?lang=).
function addressOf(form) {
  return new URL(form.action).pathname;
}

// Whether an input holds something else than the page was sent with.
function differs(one) {
  if (one.defaultValue === undefined || one.type === "hidden") return false;
  return one.checked !== one.defaultChecked || one.value !== one.defaultValue;
}

class Answer {
  constructor(form) {
    this.form = form;
    this.record = null;
    form.addEventListener("input", () => this.edited());
    form.addEventListener("change", () => this.edited({ now: true }));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.edited({ now: true, over: event.submitter?.name === "over" && event.submitter.value });
    });
  }

  async edited({ now = false, over = "" } = {}) {
    const record = (this.record ||= this.begun());
    showInside(this.form);
    Object.assign(record, { fields: this.fields, said: this.said, at: Date.now() });
    Object.assign(record, { state: "waiting", ready: now, over, adopted: false });
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.kept(record, true), now ? 0 : PAUSE);
    if (now) return;
    clearTimeout(this.writing);
    this.writing = setTimeout(() => this.kept(record, false), 300);
  }

  begun() {
    const { form } = this;
    const section = form.closest("section");
    const record = { id: fresh(), save: fresh(), person, owner: me, begun: Date.now() };
    record.action = addressOf(form);
    record.base = form.elements.base.value;
    record.code = section.id;
    record.title = section.querySelector("h2").textContent.trim();
    record.page = `${location.pathname}#${section.id}`;
    queue.push(record);
    return record;
  }

  // Safe on this device; then it may leave.
  async kept(record, ready) {
    clearTimeout(this.writing);
    if (this.record !== record) return;
    await kept.put(record);
    if (this.record !== record) return;
    if (!ready || trouble) this.tell(trouble || "typing");
    if (!ready) return;
    record.ready = true;
    pump();
  }

  get fields() {
    return [...new FormData(this.form)].filter(([name]) => !OWN.includes(name));
  }

  get touched() {
    return [...this.form.elements].some(differs);
  }

  // What was written, as a person reads it.
  get said() {
    const given = [...this.form.elements].filter((one) => one.name && one.type !== "hidden");
    return given.map((one) => {
      const label = one.labels?.[0]?.textContent.trim() || "";
      if (one.type === "radio" || one.type === "checkbox") return one.checked ? label : "";
      return one.value && one.type !== "submit" ? `${label}: ${one.value}` : "";
    }).filter(Boolean);
  }

  fill(fields) {
    for (const one of this.form.elements) {
      if (!one.name || one.type === "hidden" || one.type === "submit") continue;
      const values = fields.filter(([name]) => name === one.name).map(([, value]) => value);
      if (one.type === "radio" || one.type === "checkbox") one.checked = values.includes(one.value);
      else one.value = values[0] ?? "";
      if (differs(one) && one.closest("details")) one.closest("details").open = true;
    }
    showInside(this.form);
  }

  show(html) {
    if (html) putParts(html, this.form.querySelector("[data-line]"));
  }

  // An error page came instead of a reply: what it says stands beside the text.
  refused(why) {
    this.tell("refused");
    const line = Object.assign(document.createElement("p"), { className: "mc-error" });
    line.textContent = why;
    this.form.querySelector(".mc-answer__problem").replaceChildren(line);
  }

  tell(name) {
    const place = this.form.querySelector("[data-line]");
    let line = place.querySelector(".mc-saved");
    if (!line) place.prepend((line = document.createElement("p")));
    line.className = `mc-saved mc-saved--${name === "refused" ? "failed" : "waiting"}`;
    const text = say(kept.safe ? name : "memory", this.record.at);
    if (line.textContent !== text) line.textContent = text;
  }
}

// ------------------------------------------------------------------ on their way
let trouble = "";
let pumping = false;
let again = false;
let wait = 0;
let retry;

async function pump() {
  again = pumping;
  if (pumping) return;
  pumping = true;
  clearTimeout(retry);
  let record;
  let became = "";
  while ((record = queue.find((one) => one.state === "waiting" && one.ready))) {
    const asked = { fields: record.fields, over: record.over };
    const told = await send(record);
    became = told.became;
    if (became !== "saved" && became !== "refused") break;
    await settle(record, asked, told);
  }
  pumping = false;
  trouble = { later: "waiting", "signed out": "signedOut" }[became] || "";
  wait = trouble ? Math.min(wait * 2 || 5_000, 60_000) : 0;
  if (trouble) {
    retry = setTimeout(pump, again ? 0 : wait);
    for (const answer of answers.values()) if (answer.record) answer.tell(trouble);
  }
  await showUnsent();
  renew();
}

async function settle(record, asked, told) {
  const answer = answers.get(record.action);
  if (answer && (!answer.record || answer.record === record)) answer.show(told.html);
  const same = JSON.stringify(record.fields) === JSON.stringify(asked.fields);
  if (told.became === "saved") {
    await acknowledged(record, asked, told, same);
  } else {
    // What comes next is another save: this one's id may stand for a text whose reply was lost.
    record.save = fresh();
    const why = told.why || reasons(told.html);
    if (same) Object.assign(record, { state: "refused", over: "", why });
    await kept.put(record);
  }
  if (answer?.record === record && told.why) answer.refused(told.why);
  if (told.asks) tellAsked(JSON.parse(told.asks));
}

async function acknowledged(record, asked, told, same) {
  const answer = answers.get(record.action);
  if (same) {
    queue.splice(queue.indexOf(record), 1);
    if (answer?.record === record) answer.record = null;
    await kept.remove(record.id);
    comeUp(answer, record.action);
  } else {
    const line = new DOMParser().parseFromString(told.html, "text/html");
    Object.assign(record, { base: line.querySelector("[name=base]").value, save: fresh(), over: "" });
    await kept.put(record);
  }
  const { action } = record;
  const news = { id: `saved ${person} ${action}`, state: "saved", person, action };
  Object.assign(news, { fields: asked.fields, html: told.html, begun: 0 });
  await kept.put(news);
  tabs?.postMessage(news);
  saved(action);
}

// An older text of the same question, refused behind the one just saved, has its turn in the page.
function comeUp(answer, action) {
  const left = queue.find((one) => one.action === action && one.state === "refused");
  if (!answer || answer.record || !left) return;
  Object.assign(left, { state: "waiting", ready: true, adopted: true });
  answer.record = left;
  answer.fill(left.fields);
}

function reasons(html) {
  const said = new DOMParser().parseFromString(html || "", "text/html");
  return [...said.querySelectorAll(".mc-error")].map((one) => one.textContent.trim()).join(" ");
}

function forget(record) {
  queue.splice(queue.indexOf(record), 1);
  const answer = answers.get(record.action);
  if (answer?.record === record) answer.record = null;
  return kept.remove(record.id);
}

// ------------------------------------------------------------------ other pages of the same person
const tabs = window.BroadcastChannel && new BroadcastChannel("desk");

// What was saved elsewhere stands here too, unless something is being written over it.
function take(news) {
  const answer = answers.get(news.action);
  if (!answer || answer.record) return;
  answer.show(news.html);
  answer.fill(news.fields);
}

async function heard(news) {
  if (news.person !== person) return;
  take(news);
  saved(news.action);
  await hold();
  renew();
}

async function adopt(found) {
  const record = (await kept.all()).find((one) => one.id === found.id);
  if (!record || record.owner !== found.owner) return;
  Object.assign(record, { owner: me, state: "waiting", ready: true, adopted: true });
  queue.push(record);
  await kept.put(record);
  const answer = answers.get(record.action);
  if (answer && (!answer.record || answer.record.adopted)) {
    answer.record = record;
    answer.fill(record.fields);
    answer.tell("typing");
  }
  pump();
}

function adoptOnceAlone(record) {
  if (!navigator.locks) return adopt(record);
  return navigator.locks.request(`desk ${record.owner}`, () => adopt(record));
}

// ------------------------------------------------------------------ the page
async function begin() {
  for (const form of document.querySelectorAll("[data-answer] > form[data-answers]")) {
    // What a browser puts back into the inputs of a page it shows again may be older than the page.
    if (performance.getEntriesByType("navigation")[0]?.type !== "navigate") form.reset();
    const answer = new Answer(form);
    answers.set(addressOf(form), answer);
    // On a poor line the page stands long before its scripts: what was chosen until now counts too.
    if (answer.touched) answer.edited({ now: true });
  }
  tabs?.addEventListener("message", (event) => heard(event.data));
  const old = document.documentElement.dataset.kept;
  for (const record of await kept.all()) {
    if (record.state !== "saved") adoptOnceAlone(record);
    else if (old) take(record);
    else if (answers.has(record.action)) await kept.remove(record.id);
  }
  showUnsent();
}

addEventListener("online", pump);
// A page the browser shows again as it was left may be closed by now: it is asked for anew, and
// takes up what was written. Where nothing can be kept, it stays as it is.
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  if (kept.safe && document.querySelector("[data-answers], [data-fresh]")) location.reload();
  else pump();
});
document.addEventListener("visibilitychange", () => {
  for (const answer of answers.values()) {
    if (answer.record?.state === "waiting") answer.kept(answer.record, true);
  }
  pump();
});
addEventListener("beforeunload", (event) => {
  if (!kept.safe && queue.length) event.preventDefault();
});
// Shown again even where only the place in the page differs.
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-again]");
  if (!link) return;
  event.preventDefault();
  history.replaceState(null, "", link.href);
  location.reload();
});
document.addEventListener("click", async (event) => {
  const link = event.target.closest("[data-theirs]");
  const answer = link && answers.get(addressOf(link.closest("form")));
  if (!answer?.record) return;
  event.preventDefault();
  await forget(answer.record);
  location.assign(link.href);
});
