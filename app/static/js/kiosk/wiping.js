// Clears the library's own data in this browser after a reader: storage, forms and the library window.

import { closeLibraryWindow } from "./beside.js";

const OWN_KEYS = /^may-/;

export function wipe(sender, page) {
  closeLibraryWindow();
  window.sessionStorage.clear();
  for (const key of Object.keys(window.localStorage)) {
    if (!OWN_KEYS.test(key)) window.localStorage.removeItem(key);
  }
  for (const form of page.forms) form.reset();
  return sender.request("/api/k/v1/wipe", { method: "POST" }).catch(() => null);
}
