// Knows the line: says what the page weighed, guesses what may be sent to a reader who has not chosen,
// has read pages kept in the reader's own browser, and says when the line is down.

const GUESS = "doan";
const LITTLE = "tiet-kiem";
const A_DAY = 86400;
const ENOUGH = 20000; // bytes: of less the line's speed cannot be told
const SLOW = 600; // kbit/s
const FAST = 1500;

window.addEventListener("load", () => setTimeout(() => start(document)));

export function start(page) {
  const files = ["navigation", "resource"]
    .flatMap((kind) => performance.getEntriesByType(kind))
    .filter((file) => file.transferSize > 0);
  const bytes = files.reduce((sum, file) => sum + file.transferSize, 0);
  tell(page.querySelector("[data-weighed]"), bytes);
  guess(page, bytes > ENOUGH ? (bytes * 8) / busy(files) : null);
  keep(page.documentElement);
}

// A public computer keeps nothing, also when it was somebody's own before.
async function keep(root) {
  const { keeper } = root.dataset;
  if (!navigator.serviceWorker || keeper === undefined) return;
  for (const line of ["offline", "online"]) {
    window.addEventListener(line, () => (root.querySelector(".kept").hidden = line === "online"));
  }
  if (keeper) {
    await navigator.serviceWorker.register(keeper, { scope: "/" }).catch(() => null); // not allowed here
    return;
  }
  const registered = await navigator.serviceWorker.getRegistrations();
  const ours = registered.filter(({ scope }) => new URL(scope).pathname === "/");
  await Promise.all(ours.map((keeping) => keeping.unregister()));
  const names = await caches.keys();
  await Promise.all(names.filter((name) => /^doc-/.test(name)).map((name) => caches.delete(name)));
}

function tell(place, bytes) {
  if (!place) return;
  place.querySelector("b").textContent = `${Math.max(1, Math.round(bytes / 1000))} KB`;
  place.hidden = false;
}

// Returns for how many milliseconds something was coming in.
function busy(files) {
  let until = 0;
  let sum = 1;
  for (const file of [...files].sort((one, other) => one.responseStart - other.responseStart)) {
    sum += Math.max(0, file.responseEnd - Math.max(until, file.responseStart));
    until = Math.max(until, file.responseEnd);
  }
  return sum;
}

function guess(page, speed) {
  const told = navigator.connection;
  const slow = told?.saveData || /2g|3g/.test(told?.effectiveType) || (speed && speed < SLOW);
  if (slow) page.cookie = `${GUESS}=${LITTLE}; max-age=${A_DAY}; path=/; samesite=lax`;
  else if (speed > FAST) page.cookie = `${GUESS}=; max-age=0; path=/; samesite=lax`;
}
