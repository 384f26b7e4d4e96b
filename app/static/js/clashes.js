// Takes the other person's text of a field that two people changed into the form, by a button.

for (const button of document.querySelectorAll("[data-take]")) {
  const control = controlOf(button.dataset.take);
  if (!control) continue;
  button.hidden = false;
  button.addEventListener("click", () => take(control, button.dataset.text));
}

/** The page answers the address of its form; repeated fields and choices are changed by hand. */
function controlOf(name) {
  const form = [...document.forms].find((form) => new URL(form.action).pathname === location.pathname && form.method === "post");
  const control = form?.elements.namedItem(name);
  return control?.matches?.("input:not([type=checkbox]):not([type=radio]), textarea") ? control : undefined;
}

function take(control, text) {
  control.value = text;
  control.dispatchEvent(new Event("input", { bubbles: true }));
  control.focus();
}
