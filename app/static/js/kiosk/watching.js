// Reports user input, on this page and on library pages in other windows.

const INPUT_EVENTS = ["keydown", "pointerdown", "pointermove", "wheel", "touchstart"];

export function watchInput(onInput) {
  for (const eventType of INPUT_EVENTS) {
    document.addEventListener(eventType, onInput, { passive: true, capture: true });
  }
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && onInput());
  new BroadcastChannel("may").addEventListener("message", onInput);
}
