// Wipes what a page can wipe after a reader: what the library left in this browser, and nobody else's.

import { closeBeside } from "./beside.js";

const OURS = /^may-/;

export function wipe(courier, page) {
  closeBeside();
  window.sessionStorage.clear();
  for (const key of Object.keys(window.localStorage)) {
    if (!OURS.test(key)) window.localStorage.removeItem(key);
  }
  for (const form of page.forms) form.reset();
  return courier.ask("/api/k/v1/wipe", { method: "POST" }).catch(() => null);
}
