// Keeps a reading list in this browser: what is on it, and in which order. Nothing is told to anyone.

const KEPT = "danh-sach";
const MOST = 200;

start(document);

export function start(page) {
  for (const button of page.querySelectorAll("[data-list-add]")) offer(button);
  const shown = page.querySelector("[data-list]");
  if (shown) show(shown);
}

function read() {
  try {
    const kept = JSON.parse(window.localStorage.getItem(KEPT));
    return Array.isArray(kept) ? kept.filter((place) => /^[0-9a-z]+(:\d+)?$/.test(place)) : [];
  } catch {
    return []; // somebody wrote nonsense there
  }
}

function write(places) {
  window.localStorage.setItem(KEPT, JSON.stringify([...new Set(places)].slice(-MOST)));
}

function offer(button) {
  const place = button.dataset.listAdd;
  const off = button.textContent;
  const tell = () => {
    const on = read().includes(place);
    button.textContent = on ? button.dataset.on : off;
    button.setAttribute("aria-pressed", on);
  };
  tell();
  button.parentElement.hidden = false;
  button.addEventListener("click", () => {
    const kept = read();
    write(kept.includes(place) ? kept.filter((other) => other !== place) : [...kept, place]);
    tell();
  });
}

function show(shown) {
  const { list, listAddress } = shown.dataset;
  const [kept, there] = [read(), list ? list.split(",") : []];
  if (!there.length) {
    if (kept.length && !window.location.search) window.location.replace(addressOf(listAddress, kept));
    return;
  }
  const isOwn = there.every((place) => kept.includes(place));
  shown.querySelector("[data-list-shared]").hidden = isOwn;
  shown.querySelector("[data-list-take]").addEventListener("click", () => {
    write([...kept, ...there]);
    window.location.replace(addressOf(listAddress, read()));
  });
  for (const button of shown.querySelectorAll("[data-list-drop]")) {
    button.hidden = !isOwn;
    button.addEventListener("click", () => {
      write(kept.filter((place) => place !== button.dataset.listDrop));
      window.location.replace(addressOf(listAddress, read()));
    });
  }
}

function addressOf(address, places) {
  return places.length ? `${address}?m=${places.join(",")}` : address;
}
