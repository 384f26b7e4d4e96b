// Clears the library's own data in this browser after a reader: storage, pages read, forms and the library window.

import { closeLibraryWindow } from "./beside.js";

const OWN_KEYS = /^may-/;
const READ_PAGES = ["doc-trang", "doc-anh"]; // caches of keeping/worker.js

export async function wipe(sender, page) {
  closeLibraryWindow();
  window.sessionStorage.clear();
  for (const form of page.forms) form.reset();
  await forgetReader();
  return sender.request("/api/k/v1/wipe", { method: "POST" }).catch(() => null);
}

// Deletes notes, lists and pages read; also before a session begins, because a power cut ends none.
export async function forgetReader() {
  for (const key of Object.keys(window.localStorage)) {
    if (!OWN_KEYS.test(key)) window.localStorage.removeItem(key);
  }
  if (!("caches" in window)) return;
  await Promise.all(READ_PAGES.map((name) => caches.delete(name)));
}
