// Tells the page that counts the use of this public computer that somebody is reading here.

const EVERY = 3000;
const kiosk = new BroadcastChannel("may");
let told = -EVERY;

for (const input of ["keydown", "pointerdown", "pointermove", "wheel", "touchstart"]) {
  document.addEventListener(input, tell, { passive: true, capture: true });
}

function tell() {
  if (performance.now() - told < EVERY) return;
  told = performance.now();
  kiosk.postMessage("");
}
