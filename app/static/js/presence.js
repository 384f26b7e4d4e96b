// Reports user input on library pages to the kiosk page, which counts the use of this public computer.

const INTERVAL_MS = 3000;
const channel = new BroadcastChannel("may");
let lastReport = -INTERVAL_MS;

for (const eventType of ["keydown", "pointerdown", "pointermove", "wheel", "touchstart"]) {
  document.addEventListener(eventType, reportInput, { passive: true, capture: true });
}

function reportInput() {
  if (performance.now() - lastReport < INTERVAL_MS) return;
  lastReport = performance.now();
  channel.postMessage("");
}
