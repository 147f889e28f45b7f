// What waits on this device holds back what would leave without it, and pages that count answers are
// asked for anew once it is sent.

// <h1 data-fresh="address">: the page tells how far the diagnosis below that address is.
const counted = document.querySelector("[data-fresh]")?.dataset.fresh;
// <form data-after="address">: sent once no answer below that address is on this device alone.
const held = [...document.querySelectorAll("form[data-after]")];
let stale = false;

function saved(action) {
  stale ||= Boolean(counted) && action.startsWith(counted);
}

function renew() {
  if (!stale || pumping) return;
  stale = false;
  location.reload();
}

async function hold() {
  if (!held.length) return;
  const left = await unsent();
  for (const form of held) {
    const waits = left.some((one) => one.action.startsWith(form.dataset.after));
    form.querySelector("[data-held]").hidden = !waits;
    for (const one of form.querySelectorAll("button:not([name])")) one.disabled = waits;
  }
}

// Another page of this person may have begun a text since.
for (const form of held) {
  form.addEventListener("submit", async (event) => {
    if (event.submitter?.name || form.dataset.looked) return;
    event.preventDefault();
    await hold();
    if (event.submitter?.disabled) return;
    form.dataset.looked = "yes";
    form.requestSubmit(event.submitter);
    delete form.dataset.looked;
  });
}
