// Service worker of the public site: caches the offline page, the help, read pages, images and static files.

const OFFLINE_URL = "/mat-mang";
const HELP_URL = "/tro-giup";
const VERSION = new URL(self.location).searchParams.get("v");
const SHELL_CACHE = `doc-vo-${VERSION}`;
const PAGE_CACHE = "doc-trang";
const IMAGE_CACHE = "doc-anh";
const FILE_CACHE = "doc-tep";
const MAX_ENTRIES = { [PAGE_CACHE]: 150, [IMAGE_CACHE]: 300, [FILE_CACHE]: 120 };
const MAX_IMAGE_BYTES = 40 << 20;
const MAX_AGE_MS = { [IMAGE_CACHE]: 24 * 3600 * 1000, [FILE_CACHE]: Infinity }; // an image may be withdrawn
const GONE = [403, 404, 410];
const TIMEOUT_MS = 10000; // then a cached page is shown instead of a slow response
const EXCLUDED_PATHS = /^\/(may|can-bo|api)(\/|$)/;
const IMAGE_PATH = /\/anh\/[0-9a-f]{64}(\.webp)?$/;

self.addEventListener("install", (event) => {
  event.waitUntil(cacheShell().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(Promise.all([deleteOldShells(), self.registration.navigationPreload?.enable(), self.clients.claim()]));
});

self.addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname, search } = new URL(url);
  if (method !== "GET" || origin !== self.location.origin) return;
  if (EXCLUDED_PATHS.test(pathname)) {
    // the preload request is already sent; without an answer from here the browser asks a second time
    if (mode === "navigate") event.respondWith(fetchUncached(event));
  } else if (mode === "navigate") event.respondWith(respondWithPage(event));
  else if (IMAGE_PATH.test(pathname)) event.respondWith(cacheFirst(event, IMAGE_CACHE));
  else if (pathname.startsWith("/static/") && search) event.respondWith(cacheFirst(event, FILE_CACHE));
  else if (pathname.startsWith("/static/")) event.respondWith(networkFirst(event));
});

// Caches the offline page with the static files it refers to, and the help.
async function cacheShell() {
  const response = await fetch(OFFLINE_URL);
  const html = await response.clone().text();
  const assetUrls = [...html.matchAll(/(?:href|src)="(\/static\/[^"]+)"/g)].map(([, url]) => url);
  const shell = await caches.open(SHELL_CACHE);
  await shell.put(OFFLINE_URL, response);
  await shell.add(HELP_URL);
  await (await caches.open(FILE_CACHE)).addAll(new Set(assetUrls));
}

async function deleteOldShells() {
  const names = await caches.keys();
  return Promise.all(names.filter((name) => /^doc-vo-/.test(name) && name !== SHELL_CACHE).map((name) => caches.delete(name)));
}

async function respondWithPage(event) {
  const cached = await cachedPage(PAGE_CACHE, event.request);
  const responsePromise = fetchPage(event);
  return cached
    ? Promise.race([responsePromise.catch(() => cached), resolveLater(cached)])
    : responsePromise.catch(async () => (await cachedPage(SHELL_CACHE, event.request)) ?? cachedPage(SHELL_CACHE, OFFLINE_URL));
}

async function fetchUncached(event) {
  return (await event.preloadResponse) ?? fetch(event.request);
}

async function fetchPage(event) {
  const response = await fetchUncached(event);
  if (response.headers.has("Dia-Chi-Keep") && !response.redirected) {
    event.waitUntil(store(PAGE_CACHE, event.request, response.clone()));
  } else if (GONE.includes(response.status)) event.waitUntil(forget(PAGE_CACHE, event.request));
  return response;
}

// A cached page shows the "cached copy" notice, which is hidden in the original.
async function cachedPage(cacheName, request) {
  const cached = await caches.match(request, { cacheName, ignoreSearch: true, ignoreVary: true });
  if (!cached) return undefined;
  const html = (await cached.text()).replace('class="notice kept" hidden', 'class="notice kept"');
  return new Response(html, { headers: cached.headers });
}

async function cacheFirst(event, cacheName) {
  const { request } = event;
  const cached = await caches.match(request, { cacheName, ignoreVary: true });
  const age = Date.now() - Date.parse(cached?.headers.get("Date"));
  if (cached && !(age > MAX_AGE_MS[cacheName])) return cached;
  try {
    const response = await fetch(request);
    const isPublic = response.status === 200 && /public/.test(response.headers.get("Cache-Control"));
    if (isPublic) event.waitUntil(store(cacheName, request, response.clone()));
    else if (GONE.includes(response.status)) event.waitUntil(forget(cacheName, request));
    return response;
  } catch {
    return (await caches.match(request, { cacheName, ignoreSearch: true, ignoreVary: true })) ?? Response.error();
  }
}

async function networkFirst(event) {
  try {
    const response = await fetch(event.request);
    if (response.status === 200) event.waitUntil(store(FILE_CACHE, event.request, response.clone()));
    return response;
  } catch {
    return (await caches.match(event.request, { cacheName: FILE_CACHE, ignoreVary: true })) ?? Response.error();
  }
}

async function store(cacheName, request, response) {
  const cache = await caches.open(cacheName);
  if (cacheName === PAGE_CACHE) await cache.delete(request, { ignoreSearch: true, ignoreVary: true });
  await cache.put(request, response);
  const requests = await cache.keys(); // oldest first
  const surplus = requests.slice(0, Math.max(0, requests.length - MAX_ENTRIES[cacheName]));
  for (const oldRequest of surplus) await cache.delete(oldRequest);
  if (cacheName === IMAGE_CACHE) await trimImages(cache, requests.slice(surplus.length));
}

async function forget(cacheName, request) {
  await (await caches.open(cacheName)).delete(request, { ignoreSearch: true, ignoreVary: true });
}

async function trimImages(cache, requests) {
  let remainingBytes = MAX_IMAGE_BYTES;
  for (const request of requests.reverse()) {
    const response = await cache.match(request);
    remainingBytes -= Number(response?.headers.get("Content-Length") ?? 0);
    if (remainingBytes < 0) await cache.delete(request);
  }
}

function resolveLater(cached) {
  return new Promise((resolve) => setTimeout(() => resolve(cached), TIMEOUT_MS));
}
