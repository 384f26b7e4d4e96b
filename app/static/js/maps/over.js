// Shows more or less of a map sheet with a slider; moves and zooms the map without loading the page.

const map = document.querySelector("[data-over-map]");
const tools = document.querySelector("[data-map-tools]");
const slider = tools.querySelector("[data-slider]");
const MOST_SPAN = 3000;
const LEAST_SPAN = 4;

slider.hidden = false;
slider.querySelector("input").addEventListener("input", (event) => {
  map.querySelector("[data-sheet]").setAttribute("opacity", event.target.value / 100);
});

tools.addEventListener("click", (event) => {
  const link = event.target.closest("[data-zoom], [data-east]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (link.dataset.zoom) zoom(2 ** -link.dataset.zoom);
  else move(+link.dataset.east, +link.dataset.south);
});

map.tabIndex = 0;
map.addEventListener("keydown", (event) => {
  const directions = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const factors = { "+": 0.5, "=": 0.5, "-": 2 };
  if (directions[event.key]) move(...directions[event.key]);
  else if (factors[event.key]) zoom(factors[event.key]);
  else return;
  event.preventDefault();
});

let held = null;
map.addEventListener("pointerdown", (event) => {
  held = [event.clientX, event.clientY];
  map.setPointerCapture(event.pointerId);
});
map.addEventListener("pointermove", (event) => {
  if (!held) return;
  const perPixel = box()[2] / map.getBoundingClientRect().width;
  shift((held[0] - event.clientX) * perPixel, (held[1] - event.clientY) * perPixel);
  held = [event.clientX, event.clientY];
});
map.addEventListener("pointerup", () => {
  held = null;
});

function box() {
  return map.getAttribute("viewBox").split(" ").map(Number);
}

function shift(east, south) {
  const [x, y, width, height] = box();
  map.setAttribute("viewBox", `${x + east} ${y + south} ${width} ${height}`);
}

function move(east, south) {
  shift((east * box()[2]) / 4, (south * box()[3]) / 4);
}

function zoom(factor) {
  const [x, y, width, height] = box();
  const span = Math.min(Math.max(width * factor, LEAST_SPAN), MOST_SPAN);
  map.setAttribute("viewBox", `${x + (width - span) / 2} ${y + (height - span) / 2} ${span} ${span}`);
}
