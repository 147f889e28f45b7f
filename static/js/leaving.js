// Signing out: what was not sent is told first, then all that is private leaves this device.

const leaving = document.querySelector("form[data-sign-out]");

async function showLeaving() {
  const left = (await unsent()).length > 0;
  for (const one of leaving.querySelectorAll("[data-anyway]")) one.hidden = !left;
  leaving.querySelector("[data-plainly]").hidden = left;
  return left;
}

async function clearDevice() {
  await kept.clear();
  if (!window.caches) return;
  for (const name of await caches.keys()) if (name.startsWith("pages ")) await caches.delete(name);
}

leaving?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const anyway = event.submitter && "anyway" in event.submitter.dataset;
  if (!anyway && (await showLeaving())) return;
  queue.length = 0;
  await clearDevice();
  leaving.submit();
});
