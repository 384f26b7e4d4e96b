// Offers to put the list of this browser into the account; nothing is sent unless the button is pressed.

const form = document.querySelector("[data-merge]");
const there = form.dataset.merge.split(",");
const kept = read().filter((place) => !there.includes(place));
if (kept.length) {
  form.elements.m.value = kept.join(",");
  form.querySelector("[data-merge-count]").textContent = kept.length;
  form.hidden = false;
}

function read() {
  try {
    const list = JSON.parse(window.localStorage.getItem("danh-sach"));
    return Array.isArray(list) ? list.filter((place) => /^[0-9a-z]+(:\d+)?$/.test(place)) : [];
  } catch {
    return []; // somebody wrote nonsense there
  }
}
