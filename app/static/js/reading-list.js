// Reading list stored in this browser only: adds, removes and lists items and pages in order.

const STORAGE_KEY = "danh-sach";
const MAX_PLACES = 200;

start(document);

export function start(page) {
  for (const button of page.querySelectorAll("[data-list-add]")) bindAddButton(button);
  const section = page.querySelector("[data-list]");
  if (section) showList(section);
}

function readList() {
  try {
    const list = JSON.parse(window.localStorage.getItem(STORAGE_KEY));
    return Array.isArray(list) ? list.filter((place) => /^[0-9a-z]+(:\d+)?$/.test(place)) : [];
  } catch {
    return []; // invalid stored value
  }
}

function writeList(places) {
  window.localStorage.setItem(STORAGE_KEY, JSON.stringify([...new Set(places)].slice(-MAX_PLACES)));
}

function bindAddButton(button) {
  const place = button.dataset.listAdd;
  const addLabel = button.textContent;
  const showState = () => {
    const isListed = readList().includes(place);
    button.textContent = isListed ? button.dataset.on : addLabel;
    button.setAttribute("aria-pressed", isListed);
  };
  showState();
  button.parentElement.hidden = false;
  button.addEventListener("click", () => {
    const places = readList();
    writeList(places.includes(place) ? places.filter((entry) => entry !== place) : [...places, place]);
    showState();
  });
}

function showList(section) {
  const { list: sharedList, listAddress: listUrl } = section.dataset;
  const [ownPlaces, shownPlaces] = [readList(), sharedList ? sharedList.split(",") : []];
  if (!shownPlaces.length) {
    if (ownPlaces.length && !window.location.search) window.location.replace(listUrlOf(listUrl, ownPlaces));
    return;
  }
  const isOwn = shownPlaces.every((place) => ownPlaces.includes(place));
  section.querySelector("[data-list-shared]").hidden = isOwn;
  section.querySelector("[data-list-take]").addEventListener("click", () => {
    writeList([...ownPlaces, ...shownPlaces]);
    window.location.replace(listUrlOf(listUrl, readList()));
  });
  for (const button of section.querySelectorAll("[data-list-drop]")) {
    button.hidden = !isOwn;
    button.addEventListener("click", () => {
      writeList(ownPlaces.filter((place) => place !== button.dataset.listDrop));
      window.location.replace(listUrlOf(listUrl, readList()));
    });
  }
}

function listUrlOf(url, places) {
  return places.length ? `${url}?m=${places.join(",")}` : url;
}
