// Large files of evidence over a bad line: they leave in parts as soon as they are chosen, go on where
// the line was cut, and stand in their form as kept. Without this file a form carries its file as ever.
"use strict";
(() => {
  const words = document.querySelector("[data-uploads]").dataset;
  const PART = 256 * 1024;
  const PATIENCE = 60_000;
  const PAUSES = [1, 2, 4, 8, 15, 30];
  const ROUNDS = 3;

  // The file cannot be taken as it is; the message is the sentence for the person.
  class Refused extends Error {}
  // It cannot go this way: the form takes it along.
  class Whole extends Error {}

  const under = new WeakMap(); // of a file's control: what is on its way from it

  window.addEventListener("change", (event) => {
    const input = event.target.closest?.("input[data-in-parts]");
    if (input) chosen(input);
  }, true);

  // A form whose file is on its way waits for it. Before anybody else hears of the submission.
  window.addEventListener("submit", (event) => {
    const waiting = [...event.target.querySelectorAll("input[data-in-parts]")].find((one) => under.has(one));
    if (!waiting) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const run = under.get(waiting);
    run.submitter = event.submitter;
    if (!run.submits) run.note.after(words.after);
    run.submits = true;
  }, true);

  // What was chosen before this file was there.
  for (const one of document.querySelectorAll("input[data-in-parts]")) if (one.files.length) chosen(one);

  async function chosen(input) {
    under.get(input)?.stop.abort();
    under.delete(input);
    noteOf(input)?.remove();
    const files = [...input.files];
    if (files.reduce((sum, one) => sum + one.size, 0) <= PART) return;
    const run = { stop: new AbortController(), note: note(input), input };
    under.set(input, run);
    try {
      await sendAll(run, files);
    } catch (error) {
      if (run.stop.signal.aborted) return;
      if (error instanceof Refused) {
        input.value = "";
        run.note.fail(error.message);
        under.delete(input);
        return;
      }
      run.note.say(words.whole);
    }
    under.delete(input);
    if (run.submits) input.form.requestSubmit(run.submitter);
  }

  async function sendAll(run, files) {
    for (let round = 0; round < ROUNDS; round += 1) {
      const keys = [];
      for (const file of files) keys.push(await send(run, file));
      if (await finish(run, files, keys)) return;
    }
    throw new Whole();
  }

  // Returns the key under which the server has the whole file.
  async function send(run, file) {
    const facts = { name: file.name, size: file.size, mark: file.lastModified, sha256: await digest(file) };
    let { key, offset } = (await ask(run, file, 0, words.begin, new URLSearchParams(facts))).told;
    while (offset < file.size) {
      run.note.progress(file, offset);
      const part = await bytes(file.slice(offset, offset + PART));
      const { status, told } = await ask(run, file, offset, `${words.part}?${new URLSearchParams({ key, offset })}`, part);
      if (status === 409 && told.offset === undefined) ({ key, offset } = (await ask(run, file, 0, words.begin, new URLSearchParams(facts))).told);
      else offset = told.offset;
    }
    return key;
  }

  // Whether the server kept the whole: if not, something was lost there, and it begins anew.
  async function finish(run, files, keys) {
    const last = files[files.length - 1];
    run.note.say(words.looking, last);
    const body = new URLSearchParams([["at", run.input.id], ...keys.map((key) => ["key", key])]);
    const { status, told } = await ask(run, last, last.size, words.done, body);
    if (status !== 200) return false;
    const field = run.input.closest(".mc-field");
    for (const one of field.querySelectorAll("[data-held], [data-warning]")) one.remove();
    const held = new DOMParser().parseFromString(told.held, "text/html").body;
    run.input.before(...held.childNodes);
    run.input.value = "";
    run.note.say(words.kept);
    return true;
  }

  // Asks until there is an answer that counts, with growing pauses that end when the line is back.
  async function ask(run, file, offset, address, body) {
    for (let tries = 0; ; tries += 1) {
      const answered = await once(run, address, body);
      if (run.stop.signal.aborted) throw new Whole();
      const { status } = answered || {};
      if (status === 200 || status === 409 || status === 422) {
        const told = await answered.json().catch(() => null);
        if (told && status === 422) throw new Refused(told.error);
        if (told) return { status, told };
      } else if (answered && status < 500 && status !== 408 && status !== 429) throw new Whole();
      run.note.say(words.waiting, file, offset);
      await pause(PAUSES[Math.min(tries, PAUSES.length - 1)], run.stop.signal);
    }
  }

  async function once(run, address, body) {
    const over = new AbortController();
    const end = () => over.abort();
    const clock = setTimeout(end, PATIENCE);
    run.stop.signal.addEventListener("abort", end);
    const headers = { "X-CSRFToken": run.input.form.elements.csrfmiddlewaretoken.value };
    if (!(body instanceof URLSearchParams)) headers["Content-Type"] = "application/octet-stream";
    try {
      return await fetch(address, { method: "POST", body, headers, redirect: "manual", signal: over.signal });
    } catch {
      return null;
    } finally {
      clearTimeout(clock);
      run.stop.signal.removeEventListener("abort", end);
    }
  }

  function pause(seconds, signal) {
    return new Promise((go) => {
      const on = () => {
        clearTimeout(clock);
        window.removeEventListener("online", on);
        signal.removeEventListener("abort", on);
        go();
      };
      const clock = setTimeout(on, seconds * 1000);
      window.addEventListener("online", on);
      signal.addEventListener("abort", on);
    });
  }

  // A file that was moved or changed after it was chosen cannot be read any more.
  async function bytes(part) {
    try {
      return await part.arrayBuffer();
    } catch {
      throw new Whole();
    }
  }

  // Only where the page came over a safe line do browsers count it.
  async function digest(file) {
    if (!window.crypto?.subtle) return "";
    const counted = await crypto.subtle.digest("SHA-256", await bytes(file));
    return [...new Uint8Array(counted)].map((one) => one.toString(16).padStart(2, "0")).join("");
  }

  function noteOf(input) {
    return input.closest(".mc-field").querySelector("[data-uploading]");
  }

  // What is said below the control: a bar for the eye, a sentence for everybody.
  function note(input) {
    const box = document.createElement("div");
    box.dataset.uploading = "yes";
    const bar = Object.assign(document.createElement("progress"), { max: 100, value: 0 });
    const text = document.createElement("p");
    text.className = "mc-small";
    const more = document.createElement("p");
    more.className = "mc-small";
    more.setAttribute("role", "status");
    bar.setAttribute("aria-label", input.form.querySelector(`label[for="${input.id}"]`)?.textContent || "");
    box.append(bar, text, more);
    input.after(box);
    const write = (sentence, file, offset) => sentence
      .replace("{name}", file ? file.name : "")
      .replace("{done}", file && file.size ? `${Math.floor((100 * offset) / file.size)}%` : "0%");
    return {
      progress(file, offset) {
        bar.hidden = false;
        bar.value = (100 * offset) / file.size;
        text.textContent = write(words.sending, file, offset);
        more.textContent = "";
      },
      say(sentence, file, offset = 0) {
        bar.hidden = sentence !== words.waiting;
        text.textContent = "";
        more.textContent = write(sentence, file, offset);
      },
      after(sentence) {
        const told = Object.assign(document.createElement("p"), { className: "mc-small", textContent: sentence });
        told.setAttribute("role", "status");
        box.append(told);
      },
      fail(sentence) {
        bar.hidden = true;
        text.textContent = "";
        more.className = "mc-error";
        more.setAttribute("role", "alert");
        more.textContent = sentence;
      },
    };
  }
})();
