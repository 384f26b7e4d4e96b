// Search suggestions: a listbox under the search box, fetched while the reader types.

const PAUSE_MS = 150;
const MAX_LENGTH = 80;

const box = document.querySelector("input[data-suggest]");
if (box && !navigator.connection?.saveData) start(box);

export function start(input) {
  const list = makeList(input);
  let timer;
  let controller = new AbortController();

  input.addEventListener("input", () => {
    window.clearTimeout(timer);
    controller.abort();
    const query = input.value.trim();
    if (!query || query.length > MAX_LENGTH) return closeList(input, list);
    controller = new AbortController();
    timer = window.setTimeout(() => fetchSuggestions(input, list, query, controller.signal), PAUSE_MS);
  });
  input.addEventListener("keydown", (event) => handleKey(input, list, event));
  input.addEventListener("blur", () => {
    controller.abort();
    closeList(input, list);
  });
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
  list.addEventListener("click", (event) => acceptOption(input, list, event.target.closest("[role=option]")));
}

function makeList(input) {
  const list = document.createElement("ul");
  list.id = `${input.id}-goi-y`;
  list.className = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.dataset.suggestions);
  list.hidden = true;
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");
  input.after(list);
  return list;
}

async function fetchSuggestions(input, list, query, signal) {
  try {
    const url = `${input.dataset.suggest}?q=${encodeURIComponent(query)}`;
    const response = await fetch(url, { signal, credentials: "omit" });
    const suggestions = response.ok ? await response.json() : [];
    if (signal.aborted) return;
    const options = suggestions.map((suggestion, index) => makeOption(input, list, suggestion, index));
    list.replaceChildren(...options);
    if (options.length) openList(input, list);
    else closeList(input, list);
  } catch {
    closeList(input, list); // slow or offline: the box works without suggestions
  }
}

function makeOption(input, list, { text, kind }, index) {
  const option = document.createElement("li");
  option.id = `${list.id}-${index}`;
  option.className = "suggestion";
  option.setAttribute("role", "option");
  option.setAttribute("aria-selected", "false");
  option.dataset.text = text;
  const label = document.createElement("span");
  label.lang = "vi";
  label.textContent = text;
  const kindLabel = document.createElement("small");
  kindLabel.textContent = input.dataset[kind];
  option.append(label, " ", kindLabel);
  return option;
}

function handleKey(input, list, event) {
  if (list.hidden || event.isComposing) return;
  const selected = list.querySelector("[aria-selected=true]");
  if (event.key === "ArrowDown") selectOption(input, list, selected ? selected.nextSibling : list.firstChild);
  else if (event.key === "ArrowUp") selectOption(input, list, selected ? selected.previousSibling : list.lastChild);
  else if (event.key === "Escape") closeList(input, list);
  else if (event.key === "Enter" && selected) acceptOption(input, list, selected);
  else return;
  event.preventDefault();
}

function selectOption(input, list, option) {
  list.querySelector("[aria-selected=true]")?.setAttribute("aria-selected", "false");
  option?.setAttribute("aria-selected", "true");
  option?.scrollIntoView({ block: "nearest" });
  if (option) input.setAttribute("aria-activedescendant", option.id);
  else input.removeAttribute("aria-activedescendant"); // past either end the focus returns to the box
}

function acceptOption(input, list, option) {
  if (!option) return;
  input.value = option.dataset.text;
  closeList(input, list);
  input.form.requestSubmit();
}

function openList(input, list) {
  input.removeAttribute("aria-activedescendant");
  input.setAttribute("aria-expanded", "true");
  list.hidden = false;
}

function closeList(input, list) {
  input.removeAttribute("aria-activedescendant");
  input.setAttribute("aria-expanded", "false");
  list.hidden = true;
}
