// Lists what is kept in this browser to be read with the line down, and throws it away when asked.

const PAGES = "doc-trang";
const OURS = /^doc-/;

if ("caches" in window) start(document);

export async function start(page) {
  const list = page.querySelector("[data-kept-list]");
  const cache = await caches.open(PAGES);
  for (const request of (await cache.keys()).reverse()) {
    const link = page.createElement("a");
    link.href = request.url;
    link.textContent = await titleOf(await cache.match(request));
    const line = page.createElement("li");
    line.append(link);
    list.append(line);
  }
  const any = list.children.length > 0;
  page.querySelector("[data-kept-none]").hidden = any;
  const button = page.querySelector("[data-kept-clear]");
  button.hidden = !any;
  button.addEventListener("click", async () => {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => OURS.test(name)).map((name) => caches.delete(name)));
    window.location.reload();
  });
}

async function titleOf(answer) {
  const text = await answer.text();
  return new DOMParser().parseFromString(text, "text/html").title.replace(/ · [^·]*$/, "");
}
