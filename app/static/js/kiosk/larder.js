// Caches the kiosk page and its files in the browser, so that it opens offline.

const CACHE_NAME = "may";

export async function cachePage(workerUrl) {
  if (!navigator.serviceWorker) return;
  await navigator.serviceWorker.register(workerUrl, { scope: window.location.pathname });
  const cache = await caches.open(CACHE_NAME);
  const urls = [window.location.pathname, ...pageAssets()];
  await cache.addAll(urls);
  const absoluteUrls = new Set(urls.map((url) => new URL(url, window.location).href));
  for (const request of await cache.keys()) {
    if (!absoluteUrls.has(request.url)) await cache.delete(request);
  }
}

function pageAssets() {
  const elements = document.querySelectorAll("link[href], script[src], img[src]");
  return new Set([...elements].map((element) => element.href ?? element.src));
}
