// Keeps the pages of a diagnosis a person opened, and their files, for the days without a connection.
//
// The network comes first; a page is kept only when the server names for whom (X-Kept-For), and
// keeping one drops the pages of anybody else. Served below the desk, so that it answers there alone,
// with ABSENT put before it: the page that stands for those that are not on this device.
"use strict";

const FILES = "files";
const MOST = { pages: 60, files: 120 };
const PATIENCE = 10_000;
const FOR = "X-Kept-For";

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));

addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  if (request.mode === "navigate") event.respondWith(page(event));
  else if (["style", "script", "font", "image"].includes(request.destination)) {
    event.respondWith(file(request));
  }
});

// The first time, the page was there before its worker.
addEventListener("message", (event) => {
  const { page, files } = event.data;
  const fresh = fetch(page, { redirect: "manual" }).then((answered) => keepPage(page, answered));
  event.waitUntil(Promise.allSettled([fresh, ...files.map((one) => file(new Request(one)))]));
});

async function page(event) {
  const path = new URL(event.request.url).pathname;
  const old = await find("pages ", path);
  const asked = fetch(event.request);
  event.waitUntil(asked.then((fresh) => keepPage(path, fresh.clone())).catch(() => {}));
  if (!old) return asked.catch(absent);
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE));
  const fresh = await Promise.race([asked, late]).catch(() => null);
  return fresh && fresh.status < 500 ? fresh : asOld(old);
}

async function keepPage(path, fresh) {
  const person = fresh.headers.get(FOR);
  if (!person || !fresh.ok) return;
  const mine = `pages ${person}`;
  for (const name of await caches.keys()) {
    if (name.startsWith("pages ") && name !== mine) await caches.delete(name);
  }
  await keep(mine, path, fresh, MOST.pages);
}

async function file(request) {
  try {
    const fresh = await fetch(request);
    // A device without room keeps nothing, and the page has its file all the same.
    if (fresh.ok) await keep(FILES, request.url, fresh.clone(), MOST.files).catch(() => {});
    return fresh;
  } catch (error) {
    const old = await find(FILES, request.url);
    if (old) return old;
    throw error;
  }
}

async function find(prefix, key) {
  for (const name of await caches.keys()) {
    const found = name.startsWith(prefix) && (await (await caches.open(name)).match(key));
    if (found) return found;
  }
}

async function keep(name, key, response, most) {
  const cache = await caches.open(name);
  await cache.delete(key);
  await cache.put(key, response);
  const keys = await cache.keys();
  for (const one of keys.slice(0, Math.max(0, keys.length - most))) await cache.delete(one);
}

// For a person who has pages here: it says so, and its script leads to them. For anybody else the
// browser says what it says.
async function absent(error) {
  const mine = (await caches.keys()).find((name) => name.startsWith("pages "));
  const [one] = mine ? await (await caches.open(mine)).matchAll() : [];
  if (!one) throw error;
  const text = ABSENT.replace("{person}", mine.slice("pages ".length));
  return new Response(text, { status: 503, headers: cleared(one.headers) });
}

// The page says by itself that it is an old one, and from when by the server's clock.
async function asOld(old) {
  const when = Date.parse(old.headers.get("Date")) || Date.now();
  const text = (await old.text()).replace("<html ", `<html data-kept="${when}" `);
  return new Response(text, { headers: cleared(old.headers) });
}

// The headers of a page for another text, its policy among them.
function cleared(kept) {
  const headers = new Headers(kept);
  for (const one of ["Content-Length", "Content-Encoding", FOR]) headers.delete(one);
  return headers;
}
