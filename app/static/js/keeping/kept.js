// Lists the pages cached in this browser for offline reading, deletes them on request, and tries to open
// the page in whose place this one is shown.

const PAGE_CACHE = "doc-trang";
const OWN_CACHES = /^doc-/;

const OFFLINE_PATH = "/mat-mang";
const RETRY_MS = 15000;

if ("caches" in window) start(document);
if (window.location.pathname !== OFFLINE_PATH) waitForConnection(document);

export async function start(page) {
  const list = page.querySelector("[data-kept-list]");
  const cache = await caches.open(PAGE_CACHE);
  for (const request of (await cache.keys()).reverse()) {
    const link = page.createElement("a");
    link.href = request.url;
    link.textContent = await titleOf(await cache.match(request));
    const row = page.createElement("li");
    row.append(link);
    list.append(row);
  }
  const hasPages = list.children.length > 0;
  page.querySelector("[data-kept-none]").hidden = hasPages;
  const button = page.querySelector("[data-kept-clear]");
  button.hidden = !hasPages;
  button.addEventListener("click", async () => {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => OWN_CACHES.test(name)).map((name) => caches.delete(name)));
    window.location.reload();
  });
}

function waitForConnection(page) {
  const notice = page.querySelector("[data-waiting]");
  const question = new URL(window.location).searchParams.get("q");
  notice.hidden = false;
  notice.querySelector("[data-again]").href = window.location.href;
  notice.querySelector("[data-question]").hidden = !question;
  notice.querySelector("b").textContent = question;
  window.addEventListener("online", () => retry());
  window.setInterval(retry, RETRY_MS);
}

async function retry() {
  const response = await fetch(window.location.href, { method: "HEAD", cache: "no-store" }).catch(() => null);
  if (response) window.location.reload();
}

async function titleOf(response) {
  const html = await response.text();
  return new DOMParser().parseFromString(html, "text/html").title.replace(/ · [^·]*$/, "");
}
