// Offers, under the search box, what may be meant by what was typed so far.

const PAUSE = 150;
const LONGEST = 80;

const box = document.querySelector("input[data-suggest]");
if (box && !navigator.connection?.saveData) start(box);

export function start(input) {
  const list = makeList(input);
  let waiting;
  let asking = new AbortController();

  input.addEventListener("input", () => {
    window.clearTimeout(waiting);
    asking.abort();
    const typed = input.value.trim();
    if (!typed || typed.length > LONGEST) return close(input, list);
    asking = new AbortController();
    waiting = window.setTimeout(() => offer(input, list, typed, asking.signal), PAUSE);
  });
  input.addEventListener("keydown", (event) => press(input, list, event));
  input.addEventListener("blur", () => {
    asking.abort();
    close(input, list);
  });
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
  list.addEventListener("click", (event) => take(input, list, event.target.closest("[role=option]")));
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

async function offer(input, list, typed, signal) {
  try {
    const address = `${input.dataset.suggest}?q=${encodeURIComponent(typed)}`;
    const answer = await fetch(address, { signal, credentials: "omit" });
    const offered = answer.ok ? await answer.json() : [];
    if (signal.aborted) return;
    const options = offered.map((one, place) => makeOption(input, list, one, place));
    list.replaceChildren(...options);
    if (options.length) open(input, list);
    else close(input, list);
  } catch {
    close(input, list); // the line is slow or down: the box works as it always did
  }
}

function makeOption(input, list, { text, kind }, place) {
  const option = document.createElement("li");
  option.id = `${list.id}-${place}`;
  option.className = "suggestion";
  option.setAttribute("role", "option");
  option.setAttribute("aria-selected", "false");
  option.dataset.text = text;
  const words = document.createElement("span");
  words.lang = "vi";
  words.textContent = text;
  const what = document.createElement("small");
  what.textContent = input.dataset[kind];
  option.append(words, " ", what);
  return option;
}

function press(input, list, event) {
  if (list.hidden || event.isComposing) return;
  const chosen = list.querySelector("[aria-selected=true]");
  if (event.key === "ArrowDown") choose(input, list, chosen ? chosen.nextSibling : list.firstChild);
  else if (event.key === "ArrowUp") choose(input, list, chosen ? chosen.previousSibling : list.lastChild);
  else if (event.key === "Escape") close(input, list);
  else if (event.key === "Enter" && chosen) take(input, list, chosen);
  else return;
  event.preventDefault();
}

function choose(input, list, option) {
  list.querySelector("[aria-selected=true]")?.setAttribute("aria-selected", "false");
  option?.setAttribute("aria-selected", "true");
  option?.scrollIntoView({ block: "nearest" });
  if (option) input.setAttribute("aria-activedescendant", option.id);
  else input.removeAttribute("aria-activedescendant"); // past either end one is back in the box
}

function take(input, list, option) {
  if (!option) return;
  input.value = option.dataset.text;
  close(input, list);
  input.form.requestSubmit();
}

function open(input, list) {
  input.removeAttribute("aria-activedescendant");
  input.setAttribute("aria-expanded", "true");
  list.hidden = false;
}

function close(input, list) {
  input.removeAttribute("aria-activedescendant");
  input.setAttribute("aria-expanded", "false");
  list.hidden = true;
}
