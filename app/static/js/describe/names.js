// Suggests authority names while the user types, matched by preferred or variant name.

const PAUSE_MS = 200;

export function startNames(form) {
  let timer;
  form.addEventListener("input", (event) => {
    const control = event.target;
    if (!control.matches?.("input[data-names]")) return;
    clearTimeout(timer);
    timer = setTimeout(() => fetchNames(control), PAUSE_MS);
  });
}

async function fetchNames(control) {
  const query = control.value.trim();
  if (query.length < 2) return;
  try {
    const response = await fetch(`${control.dataset.names}&q=${encodeURIComponent(query)}`);
    if (response.ok && control.value.trim() === query) showNames(control, query, await response.json());
  } catch {
    // the names already in the page are still offered
  }
}

function showNames(control, query, matches) {
  const list = listOf(control);
  list.replaceChildren(...matches.map((match) => optionOf(query, match)));
}

/** A browser offers only options that contain the typed text, so the label starts with it. */
function optionOf(query, { name, met: matchedName }) {
  const option = document.createElement("option");
  option.value = name;
  const isVisible = name.toLowerCase().includes(query.toLowerCase());
  if (!isVisible) option.label = matchedName === name ? `${query} → ${name}` : `${query} → ${matchedName} = ${name}`;
  return option;
}

function listOf(control) {
  if (control.list) return control.list;
  const list = document.createElement("datalist");
  list.id = `danh-muc-${control.name}`;
  control.form.append(list);
  control.setAttribute("list", list.id);
  return list;
}
