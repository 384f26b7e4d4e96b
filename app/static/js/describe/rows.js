// Adds and removes rows of repeatable fields without reloading the page.

export function startRows(form) {
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=them], button[name=bot]");
    if (!button) return;
    event.preventDefault();
    const line = button.closest("[data-line]");
    if (button.name === "them") addRow(line).focus();
    else removeRow(line, button.closest("[data-row]"));
  });
}

/** Add an empty row after the last one, and return its input. */
export function addRow(line) {
  const rows = line.querySelectorAll("[data-row]");
  const last = rows[rows.length - 1];
  const row = last.cloneNode(true);
  const control = controlOf(row);
  control.value = "";
  control.removeAttribute("required");
  last.after(row);
  numberRows(line);
  return control;
}

export function controlOf(row) {
  return row.querySelector("input, select, textarea");
}

function removeRow(line, row) {
  const neighbour = row.nextElementSibling?.matches("[data-row]")
    ? row.nextElementSibling
    : row.previousElementSibling;
  row.remove();
  numberRows(line);
  controlOf(neighbour).focus();
}

function numberRows(line) {
  const name = line.dataset.line;
  const label = line.querySelector("label").firstChild.textContent.trim();
  const rows = [...line.querySelectorAll("[data-row]")];
  rows.forEach((row, index) => {
    const control = controlOf(row);
    control.id = index ? `o-${name}-${index + 1}` : `o-${name}`;
    if (index) control.setAttribute("aria-label", `${label}, dòng ${index + 1}`);
    else control.removeAttribute("aria-label");
    const button = row.querySelector("button");
    button.value = `${name}:${index}`;
    button.setAttribute("aria-label", `Bớt ${label}, dòng ${index + 1}`);
    button.hidden = rows.length === 1;
  });
}
