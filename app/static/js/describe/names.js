// Offers names the catalogue knows while one is typed, whichever of its names is typed.

const PAUSE = 200;

export function startNames(form) {
  let waiting;
  form.addEventListener("input", (event) => {
    const control = event.target;
    if (!control.matches?.("input[data-names]")) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => offer(control), PAUSE);
  });
}

async function offer(control) {
  const typed = control.value.trim();
  if (typed.length < 2) return;
  try {
    const answer = await fetch(`${control.dataset.names}&q=${encodeURIComponent(typed)}`);
    if (answer.ok && control.value.trim() === typed) show(control, typed, await answer.json());
  } catch {
    // the names in the page are offered still
  }
}

function show(control, typed, found) {
  const list = listOf(control);
  list.replaceChildren(...found.map((one) => optionOf(typed, one)));
}

/** A browser offers only what has the letters typed in it: so they stand before the name. */
function optionOf(typed, { name, met }) {
  const option = document.createElement("option");
  option.value = name;
  const meets = name.toLowerCase().includes(typed.toLowerCase());
  if (!meets) option.label = met === name ? `${typed} → ${name}` : `${typed} → ${met} = ${name}`;
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
