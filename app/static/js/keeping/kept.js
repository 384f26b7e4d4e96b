// Lists the pages cached in this browser for offline reading, and deletes them on request.

const PAGE_CACHE = "doc-trang";
const OWN_CACHES = /^doc-/;

if ("caches" in window) start(document);

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

async function titleOf(response) {
  const html = await response.text();
  return new DOMParser().parseFromString(html, "text/html").title.replace(/ · [^·]*$/, "");
}
