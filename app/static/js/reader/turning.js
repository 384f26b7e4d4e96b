// Reader navigation: keyboard shortcuts and their dialog, swipes, full screen, prefetching of the next pages.

const KEYS_OFF = "phim-tat"; // localStorage key: single-letter shortcuts are switched off
const MIN_SWIPE = 60; // pixels
const SELECTORS = {
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
  const dialog = page.querySelector(".keys-dialog");
  bindKeysDialog(page, dialog);
  bindFullscreen(page);
  page.addEventListener("keydown", (event) => handleKey(page, dialog, event));
  for (const frame of page.querySelectorAll(".sheet__frame")) bindSwipe(page, frame);
  window.addEventListener("load", () => prefetchWhenReading(page, page.querySelector("img[data-ahead]")));
}

function handleKey(page, dialog, event) {
  if (dialog.open || !isShortcut(event)) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (key.length === 1 && window.localStorage.getItem(KEYS_OFF)) return;
  const isPanning = key.startsWith("Arrow") && page.querySelector(".sheet__frame--zoomed:focus");
  const control = page.querySelector(SELECTORS[key] ?? "_");
  if (control && !isPanning) {
    control.click();
  } else if (key === "/") {
    event.preventDefault();
    page.querySelector("#tim-trong").focus();
  } else if (key === "?") {
    page.querySelector("[data-keys]").click();
  }
}

function isShortcut(event) {
  // the dialog's checkbox keeps the focus for a moment after the dialog is closed
  const isTyping = event.target.closest?.("input:not([type=checkbox]), textarea, select");
  return !isTyping && !event.ctrlKey && !event.altKey && !event.metaKey;
}

function bindKeysDialog(page, dialog) {
  const checkbox = dialog.querySelector("[data-keys-off]");
  checkbox.checked = Boolean(window.localStorage.getItem(KEYS_OFF));
  checkbox.addEventListener("change", () => {
    if (checkbox.checked) window.localStorage.setItem(KEYS_OFF, "tắt");
    else window.localStorage.removeItem(KEYS_OFF);
  });
  page.querySelector("[data-keys]").addEventListener("click", (event) => {
    event.preventDefault();
    dialog.showModal();
  });
}

function bindFullscreen(page) {
  const button = page.querySelector("[data-fill]");
  button.hidden = !page.fullscreenEnabled;
  button.addEventListener("click", () => {
    if (page.fullscreenElement) page.exitFullscreen();
    else page.querySelector("main").requestFullscreen();
  });
}

function bindSwipe(page, frame) {
  let touchStart = null;
  frame.addEventListener("touchstart", ({ touches }) => {
    const [finger] = touches;
    const canSwipe = touches.length === 1 && !frame.classList.contains("sheet__frame--zoomed");
    touchStart = canSwipe ? { x: finger.clientX, y: finger.clientY } : null;
  }, { passive: true });
  frame.addEventListener("touchend", ({ changedTouches: [finger] }) => {
    if (!touchStart || window.visualViewport?.scale > 1) return;
    const [x, y] = [finger.clientX - touchStart.x, finger.clientY - touchStart.y];
    if (Math.abs(x) < MIN_SWIPE || Math.abs(x) < 2 * Math.abs(y)) return;
    page.querySelector(x < 0 ? "a[rel=next]" : "a[rel=prev]")?.click();
  });
}

// The next pages are fetched after this one is complete, and on a first visit only once it is being read.
function prefetchWhenReading(page, image) {
  if (!image || navigator.connection?.saveData) return;
  if (/\/trang\/\d+/.test(page.referrer)) prefetchImages(image);
  else page.addEventListener("scroll", () => prefetchImages(image), { once: true, capture: true });
}

// They are fetched as the kind of file that the browser has chosen for this page.
function prefetchImages(image) {
  const { pathname } = new URL(image.currentSrc, document.baseURI);
  const chosen = [...image.parentElement.children].find(({ srcset }) => srcset.includes(pathname)) ?? image;
  for (const srcset of chosen.dataset.ahead.split("|").filter(Boolean)) {
    const next = new Image();
    next.fetchPriority = "low";
    if (image.sizes) next.sizes = image.sizes; // with the same sizes the browser chooses the file that the page will request
    next.srcset = srcset;
  }
}
