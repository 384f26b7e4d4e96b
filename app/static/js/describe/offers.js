// Puts proposed values into their fields, each at one key, and leads on to the next.

import { addRow, controlOf } from "./rows.js";

const WAITING = ".offer:not([hidden]) [data-value]";

export function startOffers(form) {
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    const act = button && ACTS[button.name];
    if (!act) return;
    event.preventDefault();
    act(form, button);
  });
  form.addEventListener("keydown", (event) => press(form, event));
  if (!form.querySelector("[autofocus]")) form.querySelector(WAITING)?.focus();
}

const ACTS = {
  nhan(form, button) {
    if (take(form, button)) goOn(form);
  },
  bo(form, button) {
    const told = document.createElement("input");
    Object.assign(told, { type: "hidden", name: "bo", value: button.value });
    form.append(told);
    button.closest(".offer").hidden = true;
    goOn(form);
  },
  "nhan-het"(form, button) {
    for (const safe of form.querySelectorAll(`${WAITING}[data-safe]`)) take(form, safe);
    button.closest(".notice").hidden = true;
    goOn(form);
  },
};

function press(form, event) {
  const { key, target } = event;
  if (key === "Enter" && event.altKey) {
    const name = target.closest("[data-line]")?.dataset.line;
    const offered = name && form.querySelector(`${WAITING}[data-field="${name}"]`);
    if (!offered) return;
    event.preventDefault();
    ACTS.nhan(form, offered);
  } else if (key === "Delete" && target.matches(WAITING)) {
    event.preventDefault();
    ACTS.bo(form, target.closest(".offer").querySelector("button[name=bo]"));
  }
}

/** Fill the field a proposal is for; say whether the field would have it. */
function take(form, button) {
  const { field, value } = button.dataset;
  const control = roomIn(form.querySelector(`[data-line="${field}"]`));
  control.value = value;
  if (control.value !== value) {
    control.value = "";
    control.focus();
    return false;
  }
  control.dispatchEvent(new Event("input", { bubbles: true }));
  button.closest(".offer").hidden = true;
  return true;
}

function roomIn(line) {
  const rows = [...line.querySelectorAll("[data-row]")];
  if (!rows.length) return controlOf(line);
  const empty = rows.map(controlOf).find((control) => !control.value);
  return empty || addRow(line);
}

function goOn(form) {
  const next = form.querySelector(WAITING);
  const to = next || form.querySelector("[data-final]") || form.querySelector("[data-save]");
  to.focus({ preventScroll: Boolean(next) });
  if (next) next.closest(".offer").scrollIntoView({ block: "center", behavior: "instant" });
}
