// Entry point of the description form: repeatable rows, proposals, field checks, name suggestions, saving by key.

import { startChecks } from "./checks.js";
import { startNames } from "./names.js";
import { startOffers, startRequired } from "./offers.js";
import { startRows } from "./rows.js";

const form = document.querySelector("form[data-describe]");
if (form) start(form);

export function start(form) {
  startRows(form);
  startOffers(form);
  startRequired(form);
  startChecks(form);
  startNames(form);
  form.querySelector("[data-keys]")?.removeAttribute("hidden");
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.repeat) return;
    // the title, a link or the picture may have the focus; only publishing also leaves other forms
    const elsewhere = event.target.closest?.("form") ?? form;
    if (event.defaultPrevented || (elsewhere !== form && !event.shiftKey)) return;
    event.preventDefault();
    const final = event.shiftKey && form.querySelector("[data-final]");
    form.requestSubmit(final || form.querySelector("[data-save]"));
  });
}
