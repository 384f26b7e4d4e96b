// Checks a MARC record while it is typed: the name of each field, its problem and remarks.

const PAUSE_MS = 350;

const form = document.querySelector("form[data-marc]");
if (form) start(form);

export function start(form) {
  const areas = [...form.querySelectorAll("textarea")];
  areas.forEach(fit);
  let timer;
  form.addEventListener("input", (event) => {
    if (event.target.matches("textarea")) fit(event.target);
    clearTimeout(timer);
    timer = setTimeout(() => check(form), PAUSE_MS);
  });
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector("[data-save]"));
  });
}

/** Makes a text area as high as its text. */
function fit(area) {
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight + 2}px`;
}

async function check(form) {
  try {
    const response = await fetch(form.dataset.marc, { method: "POST", body: new FormData(form) });
    if (response.ok) show(form, await response.json());
  } catch {
    // the record is checked again when it is sent
  }
}

function show(form, { lines, problems }) {
  const places = form.querySelectorAll("[data-line]");
  if (places.length !== lines.length) return;
  lines.forEach((line, index) => showLine(places[index], line));
  const list = form.querySelector("[data-record]");
  list.replaceChildren(...problems.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
}

function showLine(place, { name, parts, problem, remarks }) {
  const [label, subfields, trouble, note] = place.children;
  label.textContent = name;
  subfields.textContent = parts;
  trouble.textContent = problem;
  note.textContent = remarks.join(" ");
  const row = place.closest("li");
  row.classList.toggle("field--bad", Boolean(problem));
  const area = row.querySelector("textarea");
  if (problem) area.setAttribute("aria-invalid", "true");
  else area.removeAttribute("aria-invalid");
}
