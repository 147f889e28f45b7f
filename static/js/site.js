// Progressive enhancement only: every page works without this file.
"use strict";

// The error summary is read first, and its links put the cursor into the control.
const summary = document.querySelector("[data-summary]");
if (summary) summary.focus();

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-summary] a[href^='#']");
  const control = link && document.getElementById(link.hash.slice(1));
  if (!control) return closeMenus(event.target);
  event.preventDefault();
  const place = control.closest(".mc-field") || control;
  place.scrollIntoView();
  control.focus({ preventScroll: true });
});

// A second click within three seconds sends nothing; the buttons stay enabled, so that the name
// and value of the one pressed are sent.
const sent = new WeakMap();
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  const now = Date.now();
  if (now - (sent.get(event.target) || 0) < 3000) event.preventDefault();
  else sent.set(event.target, now);
});
window.addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("form").forEach((form) => sent.delete(form));
});

// Pages kept on this device for somebody else leave it when another person is here.
const visitor = document.querySelector("meta[name=person]")?.content;
if (visitor && window.caches) {
  caches.keys().then((names) => names
    .filter((name) => name.startsWith("pages ") && name !== `pages ${visitor}`)
    .forEach((name) => caches.delete(name)));
}

// Menus close on Escape and on a click elsewhere.
function closeMenus(target) {
  for (const menu of document.querySelectorAll("details.mc-menu[open]")) {
    if (!menu.contains(target)) menu.open = false;
  }
}
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = event.target.closest("details.mc-menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
