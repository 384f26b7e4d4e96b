// Makes the reader quick to the hand: keys, swipes, the list of keys, the next pages fetched ahead.

const QUIET = "phim-tat"; // kept in this browser: letters are no shortcuts
const SWIPE = 60; // pixels
const LEADS = {
  ArrowLeft: "a[rel=prev]",
  ArrowRight: "a[rel=next]",
  r: "[data-turn]",
  c: "[data-strong]",
  t: "[data-text-over]",
  f: "[data-fill]",
  n: "[data-hit=after]",
  p: "[data-hit=before]",
  "+": "[data-zoom=in]",
  "=": "[data-zoom=in]",
  "-": "[data-zoom=out]",
  0: "[data-zoom=fit]",
};

start(document);

export function start(page) {
  const keys = page.querySelector(".keys-dialog");
  listKeys(page, keys);
  fill(page);
  page.addEventListener("keydown", (event) => press(page, keys, event));
  for (const frame of page.querySelectorAll(".sheet__frame")) swipe(page, frame);
  window.addEventListener("load", () => fetchAhead(page.querySelector("img[data-ahead]")));
}

function press(page, keys, event) {
  if (keys.open || !isPlain(event)) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (key.length === 1 && window.localStorage.getItem(QUIET)) return;
  const zoomed = key.startsWith("Arrow") && page.querySelector(".sheet__frame--zoomed:focus");
  const control = page.querySelector(LEADS[key] ?? "_");
  if (control && !zoomed) {
    // who steps from mark to mark on this page (see handling.js) has not left it yet
    const step = new CustomEvent("step", { cancelable: true, detail: control.dataset.hit });
    if (!control.dataset.hit || page.dispatchEvent(step)) control.click();
  } else if (key === "/") {
    event.preventDefault();
    page.querySelector("#tim-trong").focus();
  } else if (key === "?") {
    page.querySelector("[data-keys]").click();
  }
}

function isPlain(event) {
  // the box of the list of keys keeps the focus for a moment after the list is closed
  const typing = event.target.closest?.("input:not([type=checkbox]), textarea, select");
  return !typing && !event.ctrlKey && !event.altKey && !event.metaKey;
}

function listKeys(page, keys) {
  const off = keys.querySelector("[data-keys-off]");
  off.checked = Boolean(window.localStorage.getItem(QUIET));
  off.addEventListener("change", () => {
    if (off.checked) window.localStorage.setItem(QUIET, "tắt");
    else window.localStorage.removeItem(QUIET);
  });
  page.querySelector("[data-keys]").addEventListener("click", (event) => {
    event.preventDefault();
    keys.showModal();
  });
}

function fill(page) {
  const button = page.querySelector("[data-fill]");
  button.hidden = !page.fullscreenEnabled;
  button.addEventListener("click", () => {
    if (page.fullscreenElement) page.exitFullscreen();
    else page.querySelector("main").requestFullscreen();
  });
}

function swipe(page, frame) {
  let from = null;
  frame.addEventListener("touchstart", ({ touches }) => {
    const [finger] = touches;
    const free = touches.length === 1 && !frame.classList.contains("sheet__frame--zoomed");
    from = free ? { x: finger.clientX, y: finger.clientY } : null;
  }, { passive: true });
  frame.addEventListener("touchend", ({ changedTouches: [finger] }) => {
    if (!from || window.visualViewport?.scale > 1) return;
    const [x, y] = [finger.clientX - from.x, finger.clientY - from.y];
    if (Math.abs(x) < SWIPE || Math.abs(x) < 2 * Math.abs(y)) return;
    page.querySelector(x < 0 ? "a[rel=next]" : "a[rel=prev]")?.click();
  });
}

function fetchAhead(image) {
  if (!image || navigator.connection?.saveData) return;
  for (const files of image.dataset.ahead.split("|").filter(Boolean)) {
    const next = new Image();
    next.fetchPriority = "low";
    if (image.sizes) next.sizes = image.sizes; // the same sizes choose the file the page will ask for
    next.srcset = files;
  }
}
