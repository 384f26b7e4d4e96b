// Answers for the kiosk page when the line is down; while it is up, the library answers.

const PATIENCE = 4000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { pathname } = new URL(event.request.url);
  if (event.request.method !== "GET" || pathname.startsWith("/api/")) return;
  event.respondWith(fetchOrRecall(event.request));
});

async function fetchOrRecall(request) {
  const answer = fetch(request);
  const kept = await caches.match(request, { ignoreVary: true });
  return kept ? Promise.race([answer.catch(() => kept), later(kept)]) : answer;
}

function later(kept) {
  return new Promise((resolve) => setTimeout(() => resolve(kept), PATIENCE));
}
