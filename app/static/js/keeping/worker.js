// Keeps the shell and what was read in this browser, and opens it when the line is down.

const OFFLINE = "/mat-mang";
const VERSION = new URL(self.location).searchParams.get("v");
const SHELL = `doc-vo-${VERSION}`;
const PAGES = "doc-trang";
const IMAGES = "doc-anh";
const FILES = "doc-tep";
const MOST = { [PAGES]: 150, [IMAGES]: 300, [FILES]: 120 };
const MOST_BYTES = 40 << 20; // of images
const PATIENCE = 10000; // before a kept page is shown in place of one that does not come
const NOT_OURS = /^\/(may|can-bo|api)(\/|$)/;
const IMAGE = /\/anh\/[0-9a-f]{64}(\.webp)?$/;

self.addEventListener("install", (event) => {
  event.waitUntil(stock().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(Promise.all([clear(), self.registration.navigationPreload?.enable(), self.clients.claim()]));
});

self.addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname, search } = new URL(url);
  if (method !== "GET" || origin !== self.location.origin || NOT_OURS.test(pathname)) return;
  if (mode === "navigate") event.respondWith(page(event));
  else if (IMAGE.test(pathname)) event.respondWith(keptOrFetched(event, IMAGES));
  else if (pathname.startsWith("/static/") && search) event.respondWith(keptOrFetched(event, FILES));
  else if (pathname.startsWith("/static/")) event.respondWith(fetchedOrKept(event));
});

// The page that is shown when nothing else can be, and all it is made of.
async function stock() {
  const answer = await fetch(OFFLINE);
  const text = await answer.clone().text();
  const parts = [...text.matchAll(/(?:href|src)="(\/static\/[^"]+)"/g)].map(([, address]) => address);
  await (await caches.open(SHELL)).put(OFFLINE, answer);
  await (await caches.open(FILES)).addAll(new Set(parts));
}

async function clear() {
  const names = await caches.keys();
  return Promise.all(names.filter((name) => /^doc-vo-/.test(name) && name !== SHELL).map((name) => caches.delete(name)));
}

async function page(event) {
  const kept = await recall(PAGES, event.request);
  const fresh = fetchPage(event);
  return kept ? Promise.race([fresh.catch(() => kept), later(kept)]) : fresh.catch(() => recall(SHELL, OFFLINE));
}

async function fetchPage(event) {
  const answer = (await event.preloadResponse) ?? (await fetch(event.request));
  if (answer.headers.has("Dia-Chi-Keep") && !answer.redirected) {
    event.waitUntil(keep(PAGES, event.request, answer.clone()));
  }
  return answer;
}

// What is kept says so of itself: the notice that stands hidden on every page is shown.
async function recall(name, request) {
  const kept = await caches.match(request, { cacheName: name, ignoreSearch: true, ignoreVary: true });
  if (!kept) return undefined;
  const text = (await kept.text()).replace('class="notice kept" hidden', 'class="notice kept"');
  return new Response(text, { headers: kept.headers });
}

async function keptOrFetched(event, name) {
  const { request } = event;
  const kept = await caches.match(request, { cacheName: name, ignoreVary: true });
  if (kept) return kept;
  try {
    const answer = await fetch(request);
    const lasting = answer.status === 200 && /immutable/.test(answer.headers.get("Cache-Control"));
    if (lasting) event.waitUntil(keep(name, request, answer.clone()));
    return answer;
  } catch {
    return (await caches.match(request, { cacheName: name, ignoreSearch: true, ignoreVary: true })) ?? Response.error();
  }
}

async function fetchedOrKept(event) {
  try {
    const answer = await fetch(event.request);
    if (answer.status === 200) event.waitUntil(keep(FILES, event.request, answer.clone()));
    return answer;
  } catch {
    return (await caches.match(event.request, { cacheName: FILES, ignoreVary: true })) ?? Response.error();
  }
}

async function keep(name, request, answer) {
  const cache = await caches.open(name);
  if (name === PAGES) await cache.delete(request, { ignoreSearch: true, ignoreVary: true });
  await cache.put(request, answer);
  const kept = await cache.keys(); // oldest first
  const over = kept.slice(0, Math.max(0, kept.length - MOST[name]));
  for (const old of over) await cache.delete(old);
  if (name === IMAGES) await lighten(cache, kept.slice(over.length));
}

async function lighten(cache, kept) {
  let room = MOST_BYTES;
  for (const request of kept.reverse()) {
    const answer = await cache.match(request);
    room -= Number(answer?.headers.get("Content-Length") ?? 0);
    if (room < 0) await cache.delete(request);
  }
}

function later(kept) {
  return new Promise((resolve) => setTimeout(() => resolve(kept), PATIENCE));
}
