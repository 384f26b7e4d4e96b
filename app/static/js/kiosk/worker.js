// Service worker of the kiosk page: serves cached files when the network is down or slow.

const TIMEOUT_MS = 4000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { pathname } = new URL(event.request.url);
  if (event.request.method !== "GET" || pathname.startsWith("/api/")) return;
  event.respondWith(fetchOrCached(event.request));
});

async function fetchOrCached(request) {
  const responsePromise = fetch(request);
  const cached = await caches.match(request, { ignoreVary: true });
  return cached ? Promise.race([responsePromise.catch(() => cached), resolveLater(cached)]) : responsePromise;
}

function resolveLater(cached) {
  return new Promise((resolve) => setTimeout(() => resolve(cached), TIMEOUT_MS));
}
