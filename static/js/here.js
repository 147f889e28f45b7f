// Which pages of the desk are on this device, for the days without a connection.

async function pagesHere() {
  const name = `pages ${person}`;
  if (!person || !window.caches || !(await caches.has(name))) return [];
  const cache = await caches.open(name);
  return Promise.all((await cache.keys()).map(async ({ url }) => {
    const html = await (await cache.match(url)).text();
    const { title } = new DOMParser().parseFromString(html, "text/html");
    return { path: new URL(url).pathname, title: title.split(" · ").slice(0, -1).join(" · ") };
  }));
}

// <ul data-here="words">: the links in it that lead to such a page say so.
async function markHere(list) {
  const paths = new Set((await pagesHere()).map((one) => one.path));
  for (const link of list.querySelectorAll("a")) {
    if (!paths.has(link.pathname)) continue;
    const beside = link.parentElement.querySelector("p");
    const note = beside || Object.assign(document.createElement("p"), { className: "mc-small" });
    note.textContent = [note.textContent.trim(), list.dataset.here].filter(Boolean).join(" · ");
    if (!beside) link.after(note);
  }
}

// <ul data-all-here>: in place of a page that is not there, those that are.
async function listHere(list) {
  const pages = await pagesHere();
  pages.sort((one, other) => one.path.localeCompare(other.path, undefined, { numeric: true }));
  list.replaceChildren(...pages.map(({ path, title }) => {
    const item = document.createElement("li");
    item.append(Object.assign(document.createElement("a"), { href: path, textContent: title }));
    return item;
  }));
}

// Once the server answers, the page becomes the one that was asked for, unless its reader is on the
// way to another.
function comeBack() {
  let pause = 5_000, next, going = false;
  const look = async () => {
    clearTimeout(next);
    const answered = await fetch(location.href, { method: "HEAD" }).catch(() => null);
    if (answered && !going) return location.reload();
    pause = Math.min(pause * 2, 60_000);
    next = setTimeout(look, pause);
  };
  addEventListener("beforeunload", () => { going = true; });
  addEventListener("online", look);
  next = setTimeout(look, pause);
}

for (const list of document.querySelectorAll("[data-here]")) markHere(list).catch(() => {});
for (const list of document.querySelectorAll("[data-all-here]")) {
  listHere(list).catch(() => {});
  comeBack();
}
