// Fills the points of a map sheet with what is clicked on its image and on the map of the province.

const form = document.querySelector("[data-placing]");
const rows = [...form.querySelectorAll("[data-point]")];
const system = form.elements.he;
let current = rows.find((row) => !isFull(row)) ?? rows[0];
mark();

for (const row of rows) {
  row.addEventListener("focusin", () => {
    current = row;
    mark();
  });
}

form.querySelector("[data-sheet]")?.addEventListener("click", (event) => {
  const box = event.target.getBoundingClientRect();
  fill(0, (100 * (event.clientX - box.left)) / box.width, 3);
  fill(1, (100 * (event.clientY - box.top)) / box.height, 3);
  advance();
});

const map = form.querySelector("[data-map]");
map.addEventListener("click", (event) => {
  const { west, north, east, south } = map.dataset;
  const box = map.getBoundingClientRect();
  const hasOthers = rows.some((row) => row !== current && inputs(row)[2].value);
  if (system.value !== "wgs84" && hasOthers) return system.focus(); // one system for all points
  system.value = "wgs84";
  fill(2, +north + ((event.clientY - box.top) / box.height) * (south - north), 6);
  fill(3, +west + ((event.clientX - box.left) / box.width) * (east - west), 6);
  advance();
});

function inputs(row) {
  return [...row.querySelectorAll("input")];
}

function isFull(row) {
  return inputs(row).every((input) => input.value);
}

function fill(place, value, digits) {
  inputs(current)[place].value = value.toFixed(digits);
}

function advance() {
  if (isFull(current)) current = rows.find((row) => !isFull(row)) ?? current;
  mark();
}

function mark() {
  for (const row of rows) row.classList.toggle("placing__current", row === current);
}
