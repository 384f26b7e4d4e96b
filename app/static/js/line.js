// Connection script of every public page: shows the page's transfer size, sets the data-saver cookie on
// slow connections and loads the web font on others, registers the offline service worker, shows the offline
// notice and keeps questions.

const SLOW_COOKIE = "doan";
const SLOW_VALUE = "tiet-kiem";
const DAY_SECONDS = 86400;
const MIN_BYTES = 20000; // fewer bytes do not give a reliable speed
const SLOW_KBITS = 600; // per second
const FAST_KBITS = 1500;

window.addEventListener("load", () => setTimeout(() => start(document)));

export function start(page) {
  const files = ["navigation", "resource"]
    .flatMap((kind) => performance.getEntriesByType(kind))
    .filter((file) => file.transferSize > 0);
  const bytes = files.reduce((sum, file) => sum + file.transferSize, 0);
  showPageWeight(page.querySelector("[data-weighed]"), bytes);
  const isSlow = rememberSlowConnection(page, bytes > MIN_BYTES ? (bytes * 8) / busyMilliseconds(files) : null);
  const font = page.querySelector("noscript[data-letters]"); // whose style is not there yet on a first view
  if (font && !isSlow) font.outerHTML = font.textContent;
  registerWorker(page.documentElement);
  keepQuestions(page);
}

// A public computer has the worker too; the end of a session deletes the pages it stored.
async function registerWorker(root) {
  const { keeper: workerUrl } = root.dataset;
  if (!navigator.serviceWorker || !workerUrl) return;
  for (const eventName of ["offline", "online"]) {
    window.addEventListener(eventName, () => (root.querySelector(".kept").hidden = eventName === "online"));
  }
  await navigator.serviceWorker.register(workerUrl, { scope: "/" }).catch(() => null); // not allowed in this browser
}

// A question asked without a connection stays in its box and is sent when the connection returns.
function keepQuestions(page) {
  for (const form of page.querySelectorAll("form[role=search]")) {
    form.addEventListener("submit", (event) => {
      if (navigator.onLine) return;
      event.preventDefault();
      page.querySelector(".kept").hidden = page.querySelector("[data-asked]").hidden = false;
      window.addEventListener("online", () => form.submit(), { once: true });
    });
  }
}

function showPageWeight(element, bytes) {
  if (!element) return;
  element.querySelector("b").textContent = `${Math.max(1, Math.round(bytes / 1000))} KB`;
  element.hidden = false;
}

// Returns the number of milliseconds in which at least one response was arriving.
function busyMilliseconds(files) {
  let busyUntil = 0;
  let busyTime = 1;
  for (const file of [...files].sort((first, second) => first.responseStart - second.responseStart)) {
    busyTime += Math.max(0, file.responseEnd - Math.max(busyUntil, file.responseStart));
    busyUntil = Math.max(busyUntil, file.responseEnd);
  }
  return busyTime;
}

function rememberSlowConnection(page, speed) {
  const connection = navigator.connection;
  const isSlow = connection?.saveData || /2g|3g/.test(connection?.effectiveType) || (speed && speed < SLOW_KBITS);
  if (isSlow) page.cookie = `${SLOW_COOKIE}=${SLOW_VALUE}; max-age=${DAY_SECONDS}; path=/; samesite=lax`;
  else if (speed > FAST_KBITS) page.cookie = `${SLOW_COOKIE}=; max-age=0; path=/; samesite=lax`;
  return isSlow;
}
