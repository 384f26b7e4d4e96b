// One line of the page: its words can be walked through and settled, or the line typed over.

import { offer } from "./offer.js";

export function openLine(item, desk) {
  const input = item.querySelector(".line__text");
  const row = item.querySelector(".line__words");
  const kept = new Set();
  const line = {
    item,
    input,
    kept,
    settle: (word, text) => settle(line, word, text),
    edit: (word) => edit(line, word),
    /** Take over what the input says, as after a draft or a comparison. */
    retell: () => retell(line),
    row,
    desk,
  };
  if (!item.classList.contains("line--clash")) input.hidden = true;
  if (input.value !== textOf(row)) retell(line);
  for (const word of row.querySelectorAll(".word[data-proposals]")) ready(line, word);
  row.tabIndex = 0;
  row.addEventListener("click", ({ target }) => {
    if (!target.matches(".word[data-proposals]")) edit(line, target === row ? null : target);
  });
  row.addEventListener("keydown", (event) => {
    if (event.target !== row || !["Enter", "F2"].includes(event.key) || event.ctrlKey) return;
    event.preventDefault();
    edit(line);
  });
  input.addEventListener("keydown", (event) => pressInInput(line, event));
  input.addEventListener("change", () => retell(line));
  return line;
}

function ready(line, word) {
  word.tabIndex = 0;
  word.setAttribute("role", "button");
  word.removeAttribute("title");
  const list = proposals(word);
  word.setAttribute("aria-label", list.length ? `${word.textContent}, đề xuất: ${list.join(", ")}` : `${word.textContent}, không có đề xuất`);
  word.addEventListener("focus", () => {
    line.item.parentElement.querySelector(".line--open")?.classList.remove("line--open");
    line.item.classList.add("line--open");
    offer(line, word, list);
    line.desk.show(line.item);
  });
  word.addEventListener("click", () => word.focus());
  word.addEventListener("keydown", (event) => press(line, word, list, event));
}

function proposals(word) {
  return word.dataset.proposals ? word.dataset.proposals.split("|") : [];
}

function press(line, word, list, event) {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const { desk } = line;
  const acts = {
    Enter: () => desk.accept(line, word, list[0] ?? null),
    0: () => desk.accept(line, word, null),
    ArrowDown: () => desk.go(beside(desk, word, 1)),
    ArrowUp: () => desk.go(beside(desk, word, -1)),
    F2: () => line.edit(word),
    Backspace: () => desk.undo(),
  };
  const chosen = list[Number(event.key) - 1];
  const act = chosen ? () => desk.accept(line, word, chosen) : acts[event.key];
  if (!act) return;
  event.preventDefault();
  act();
}

function beside(desk, word, step) {
  const words = desk.doubts();
  return words[words.indexOf(word) + step] ?? word;
}

/** Settle a word; return what undoes it and gives the word back. */
function settle(line, word, text) {
  const before = { text: word.textContent, proposals: word.dataset.proposals, name: word.className };
  delete word.dataset.proposals;
  word.className = "word--checked";
  word.removeAttribute("tabindex");
  word.removeAttribute("role");
  if (text === null) line.kept.add(word.dataset.place);
  else word.textContent = text;
  line.input.value = textOf(line.row);
  line.item.querySelector(".offered")?.remove();
  changed(line);
  return () => {
    word.textContent = before.text;
    word.dataset.proposals = before.proposals;
    word.className = before.name;
    word.tabIndex = 0;
    word.setAttribute("role", "button");
    line.kept.delete(word.dataset.place);
    line.input.value = textOf(line.row);
    changed(line);
    return word;
  };
}

function edit(line, word) {
  const { input, row } = line;
  input.hidden = false;
  input.dataset.before = input.value;
  input.focus();
  const start = word ? placeIn(row, word) : input.value.length;
  input.setSelectionRange(start, start + (word?.textContent.length ?? 0));
}

function pressInInput(line, event) {
  if (event.ctrlKey || event.isComposing || !["Enter", "Escape"].includes(event.key)) return;
  event.preventDefault();
  if (event.key === "Escape") line.input.value = line.input.dataset.before ?? line.input.value;
  retell(line);
  const after = line.desk.doubts().find((word) => follows(line.row, word));
  if (!line.item.classList.contains("line--clash")) line.input.hidden = true;
  line.desk.go(after);
}

function follows(row, word) {
  return row.contains(word) || Boolean(row.compareDocumentPosition(word) & Node.DOCUMENT_POSITION_FOLLOWING);
}

/** Let the row of words say what the input says; words that stay keep their marks. */
function retell(line) {
  const typed = line.input.value.split(/\s+/).filter(Boolean);
  const words = [...line.row.children];
  let start = 0;
  while (start < Math.min(words.length, typed.length) && words[start].textContent === typed[start]) start++;
  let end = 0;
  const most = Math.min(words.length, typed.length) - start;
  while (end < most && words.at(-1 - end).textContent === typed.at(-1 - end)) end++;
  const fresh = typed.slice(start, typed.length - end).map((text) => {
    const made = document.createElement("span");
    made.className = "word--checked";
    made.textContent = text;
    return made;
  });
  const stay = [...words.slice(0, start), ...fresh, ...words.slice(words.length - end)];
  line.row.replaceChildren(...stay.flatMap((word) => [word, " "]));
  changed(line);
}

function changed(line) {
  line.desk.form.dispatchEvent(new CustomEvent("corrected"));
}

export function textOf(row) {
  return [...row.children].map((word) => word.textContent.trim()).join(" ");
}

function placeIn(row, word) {
  const before = [...row.children].slice(0, [...row.children].indexOf(word));
  return before.reduce((sum, one) => sum + one.textContent.length + 1, 0);
}
