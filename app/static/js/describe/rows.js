// Adds a row to a field that may have several values, and takes it away, without leaving the page.

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

/** Add an empty row after the last one, and return what is typed in. */
export function addRow(line) {
  const rows = line.querySelectorAll("[data-row]");
  const last = rows[rows.length - 1];
  const row = last.cloneNode(true);
  const control = controlOf(row);
  control.value = "";
  control.removeAttribute("required");
  last.after(row);
  number(line);
  return control;
}

export function controlOf(row) {
  return row.querySelector("input, select, textarea");
}

function removeRow(line, row) {
  const near = row.nextElementSibling?.matches("[data-row]")
    ? row.nextElementSibling
    : row.previousElementSibling;
  row.remove();
  number(line);
  controlOf(near).focus();
}

function number(line) {
  const name = line.dataset.line;
  const label = line.querySelector("label").firstChild.textContent.trim();
  const rows = [...line.querySelectorAll("[data-row]")];
  rows.forEach((row, place) => {
    const control = controlOf(row);
    control.id = place ? `o-${name}-${place + 1}` : `o-${name}`;
    if (place) control.setAttribute("aria-label", `${label}, dòng ${place + 1}`);
    else control.removeAttribute("aria-label");
    const button = row.querySelector("button");
    button.value = `${name}:${place}`;
    button.setAttribute("aria-label", `Bớt ${label}, dòng ${place + 1}`);
    button.hidden = rows.length === 1;
  });
}
