// Stores the last page read of each item, in this browser only, and offers to continue there.

const STORAGE_KEY = "doc-tiep";
const MAX_ITEMS = 100;

start(document);

export function start(page) {
  const { item, number } = page.querySelector("[data-item]").dataset;
  if (number) savePage(item, Number(window.location.pathname.split("/").pop()) || Number(number));
  else offerToContinue(page.querySelector("[data-go-on]"), readPages()[item]);
  window.addEventListener("pagehide", () => {
    const current = Number(window.location.pathname.split("/").pop()); // the strip changes the address while scrolling
    if (number && current) savePage(item, current);
  });
}

function readPages() {
  try {
    return JSON.parse(window.localStorage.getItem(STORAGE_KEY)) ?? {};
  } catch {
    return {}; // invalid stored value
  }
}

function savePage(item, number) {
  const { [item]: _, ...otherPages } = readPages();
  const latest = Object.entries(otherPages).slice(1 - MAX_ITEMS);
  window.localStorage.setItem(STORAGE_KEY, JSON.stringify(Object.fromEntries([...latest, [item, number]])));
}

function offerToContinue(link, number) {
  if (!link || !number || number === 1) return;
  link.href = link.dataset.goOn.replace(/\d+$/, number);
  link.querySelector("b").textContent = number;
  link.hidden = false;
}
