// The page of a dimension. Without this file every answer is saved by its “Save” button.
"use strict";

// Questions that hang on the answer just saved are shown, or not asked any more.
document.addEventListener("asked", (event) => {
  for (const [code, asked] of Object.entries(event.detail)) {
    const section = document.getElementById(code);
    if (!section) continue;
    section.querySelector("[data-asked]").hidden = !asked;
    const note = section.querySelector("[data-not-asked]");
    if (note) note.hidden = asked;
  }
});

// An answer replaces “no data”, and “no data” the answer chosen: before htmx collects the form.
document.addEventListener("change", (event) => {
  const form = event.target.closest("[data-answer] > form");
  if (!form) return;
  const standing = form.elements.standing;
  if (event.target.name.startsWith("answer-") && standing) standing.value = "answered";
  if (event.target.name !== "standing" || standing.value === "answered") return;
  for (const one of form.querySelectorAll("[name^='answer-']:checked")) one.checked = false;
}, true);

// A redirect to another page, such as the sign-in, is no answer to a save.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, requestConfig } = event.detail;
  if (!xhr.responseURL) return;
  if (new URL(xhr.responseURL).pathname === new URL(requestConfig.path, location).pathname) return;
  event.detail.shouldSwap = false;
  event.detail.isError = true;
});
