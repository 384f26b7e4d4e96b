// Remembers, in the reader's own browser and nowhere else, at which page each item was left.

const KEPT = "doc-tiep";
const MOST = 100;

start(document);

export function start(page) {
  const { item, number } = page.querySelector("[data-item]").dataset;
  if (number) leave(item, Number(window.location.pathname.split("/").pop()) || Number(number));
  else offer(page.querySelector("[data-go-on]"), places()[item]);
  window.addEventListener("pagehide", () => {
    const now = Number(window.location.pathname.split("/").pop()); // the strip moves on by itself
    if (number && now) leave(item, now);
  });
}

function places() {
  try {
    return JSON.parse(window.localStorage.getItem(KEPT)) ?? {};
  } catch {
    return {}; // somebody wrote nonsense there
  }
}

function leave(item, number) {
  const { [item]: _, ...others } = places();
  const latest = Object.entries(others).slice(1 - MOST);
  window.localStorage.setItem(KEPT, JSON.stringify(Object.fromEntries([...latest, [item, number]])));
}

function offer(link, number) {
  if (!link || !number || number === 1) return;
  link.href = link.dataset.goOn.replace(/\d+$/, number);
  link.querySelector("b").textContent = number;
  link.hidden = false;
}
