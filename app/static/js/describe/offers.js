// Accepts or rejects proposed field values, by button or key, and focuses the next proposal.

import { addRow, controlOf } from "./rows.js";

const PENDING_OFFER = ".offer:not([hidden]) [data-value]";

export function startOffers(form) {
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    const action = button && ACTIONS[button.name];
    if (!action) return;
    event.preventDefault();
    action(form, button);
  });
  form.addEventListener("keydown", (event) => handleKey(form, event));
  if (!document.querySelector("[autofocus]")) form.querySelector(PENDING_OFFER)?.focus();
}

const ACTIONS = {
  nhan(form, button) {
    if (acceptOffer(form, button)) focusNext(form);
  },
  bo(form, button) {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name: "bo", value: button.value });
    form.append(field);
    button.closest(".offer").hidden = true;
    focusNext(form);
  },
  "nhan-het"(form, button) {
    for (const safeButton of form.querySelectorAll(`${PENDING_OFFER}[data-safe]`)) acceptOffer(form, safeButton);
    button.closest(".notice").hidden = true;
    focusNext(form);
  },
};

function handleKey(form, event) {
  const { key, target } = event;
  if (key === "Enter" && event.altKey) {
    const name = target.closest("[data-line]")?.dataset.line;
    const pendingButton = name && form.querySelector(`${PENDING_OFFER}[data-field="${name}"]`);
    if (!pendingButton) return;
    event.preventDefault();
    ACTIONS.nhan(form, pendingButton);
  } else if (key === "Delete" && target.matches(PENDING_OFFER)) {
    event.preventDefault();
    ACTIONS.bo(form, target.closest(".offer").querySelector("button[name=bo]"));
  }
}

/** Put a proposed value into its field; return false if the field does not accept it. */
function acceptOffer(form, button) {
  const { field, value } = button.dataset;
  const control = emptyControl(form.querySelector(`[data-line="${field}"]`));
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

function emptyControl(line) {
  const rows = [...line.querySelectorAll("[data-row]")];
  if (!rows.length) return controlOf(line);
  const unfilled = rows.map(controlOf).find((control) => !control.value);
  return unfilled || addRow(line);
}

function focusNext(form) {
  const next = form.querySelector(PENDING_OFFER);
  const target = next || emptyRequired(form) || form.querySelector("[data-final]") || form.querySelector("[data-save]");
  target.focus({ preventScroll: Boolean(next) });
  if (next) next.closest(".offer").scrollIntoView({ block: "center", behavior: "instant" });
}

/** Enter in a required field that was empty leads to the next one, and then to the final button. */
export function startRequired(form) {
  form.addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (key !== "Enter" || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (!target.required || !target.value.trim() || target.matches("textarea")) return;
    if (form.querySelector(PENDING_OFFER)) return;
    event.preventDefault();
    focusNext(form);
  });
}

function emptyRequired(form) {
  return [...form.querySelectorAll("[required]")].find((control) => !control.value.trim());
}
