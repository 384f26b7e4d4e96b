// Hears that somebody is at this computer: on this page, and on the library's pages beside it.

const INPUTS = ["keydown", "pointerdown", "pointermove", "wheel", "touchstart"];

export function watch(heard) {
  for (const input of INPUTS) {
    document.addEventListener(input, heard, { passive: true, capture: true });
  }
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && heard());
  new BroadcastChannel("may").addEventListener("message", heard);
}
