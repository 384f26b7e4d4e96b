// Keeps this page and all it is made of in the browser, so that it opens with the line down.

const NAME = "may";

export async function stock(worker) {
  if (!navigator.serviceWorker) return;
  await navigator.serviceWorker.register(worker, { scope: window.location.pathname });
  const larder = await caches.open(NAME);
  const needed = [window.location.pathname, ...parts()];
  await larder.addAll(needed);
  const kept = new Set(needed.map((address) => new URL(address, window.location).href));
  for (const request of await larder.keys()) {
    if (!kept.has(request.url)) await larder.delete(request);
  }
}

function parts() {
  const named = document.querySelectorAll("link[href], script[src], img[src]");
  return new Set([...named].map((element) => element.href ?? element.src));
}
