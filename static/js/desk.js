// Says beside an answer when saving it did not reach the server: the element with data-when-failed
// nearest to the form that was sent is shown, and hidden again when the next attempt starts.
"use strict";

const place = (event) => event.target.closest("[data-answer]") || event.target;
const show = (event, failed) => {
  for (const note of place(event).querySelectorAll("[data-when-failed]")) note.hidden = !failed;
};
for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.addEventListener(name, (event) => show(event, true));
}
document.addEventListener("htmx:beforeRequest", (event) => show(event, false));
