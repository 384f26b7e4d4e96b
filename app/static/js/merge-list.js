// Offers to add this browser's reading list to the account; nothing is sent until the button is pressed.

const form = document.querySelector("[data-merge]");
const accountPlaces = form.dataset.merge.split(",");
const newPlaces = readList().filter((place) => !accountPlaces.includes(place));
if (newPlaces.length) {
  form.elements.m.value = newPlaces.join(",");
  form.querySelector("[data-merge-count]").textContent = newPlaces.length;
  form.hidden = false;
}

function readList() {
  try {
    const list = JSON.parse(window.localStorage.getItem("danh-sach"));
    return Array.isArray(list) ? list.filter((place) => /^[0-9a-z]+(:\d+)?$/.test(place)) : [];
  } catch {
    return []; // invalid stored value
  }
}
