// First script of every public page: lets its picture arrive before the other scripts and the print style.

start(document);

export async function start(page) {
  if (!isFirstView()) insertStyle(page, "letters");
  await Promise.all([...page.querySelectorAll("img[fetchpriority=high]")].map(arrival));
  insertStyle(page, "later");
  for (const { dataset } of page.querySelectorAll("script[data-src]")) {
    page.head.append(Object.assign(page.createElement("script"), { type: "module", src: dataset.src }));
  }
}

// On a later view the web font is in the browser's cache, or the line was too slow for it.
function isFirstView() {
  const files = performance.getEntriesByType("resource");
  return files.some(({ name, transferSize }) => name.includes("/static/css/") && transferSize > 0);
}

// A style that can wait stands in a <noscript>, which shows it to browsers without scripts at once.
function insertStyle(page, name) {
  const style = page.querySelector(`noscript[data-${name}]`);
  if (style) style.outerHTML = style.textContent;
}

function arrival(picture) {
  if (picture.complete) return null;
  return new Promise((resolve) => ["load", "error"].forEach((end) => picture.addEventListener(end, resolve)));
}
