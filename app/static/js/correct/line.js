// One text line of the page: its uncertain words can be confirmed one by one, or the line retyped.

import { showSuggestions } from "./offer.js";

export function openLine(item, editor) {
  const input = item.querySelector(".line__text");
  const row = item.querySelector(".line__words");
  const confirmed = new Set();
  const line = {
    item,
    input,
    confirmed,
    settle: (word, text) => settle(line, word, text),
    edit: (word) => edit(line, word),
    /** Update the words from the input, as after a draft or a comparison. */
    syncWords: () => syncWords(line),
    row,
    editor,
  };
  if (!item.classList.contains("line--clash")) input.hidden = true;
  if (input.value !== textOf(row)) syncWords(line);
  for (const word of row.querySelectorAll(".word[data-proposals]")) bindWord(line, word);
  row.tabIndex = 0;
  row.addEventListener("click", ({ target }) => {
    if (!target.matches(".word[data-proposals]")) edit(line, target === row ? null : target);
  });
  row.addEventListener("keydown", (event) => {
    if (event.target !== row || !["Enter", "F2"].includes(event.key) || event.ctrlKey) return;
    event.preventDefault();
    edit(line);
  });
  input.addEventListener("keydown", (event) => handleInputKey(line, event));
  input.addEventListener("change", () => syncWords(line));
  return line;
}

function bindWord(line, word) {
  word.tabIndex = 0;
  word.setAttribute("role", "button");
  word.removeAttribute("title");
  const suggestions = proposals(word);
  word.setAttribute(
    "aria-label",
    suggestions.length ? `${word.textContent}, đề xuất: ${suggestions.join(", ")}` : `${word.textContent}, không có đề xuất`,
  );
  word.addEventListener("focus", () => {
    line.item.parentElement.querySelector(".line--open")?.classList.remove("line--open");
    line.item.classList.add("line--open");
    showSuggestions(line, word, suggestions);
    line.editor.highlight(line.item);
  });
  word.addEventListener("click", () => word.focus());
  word.addEventListener("keydown", (event) => handleWordKey(line, word, suggestions, event));
}

function proposals(word) {
  return word.dataset.proposals ? word.dataset.proposals.split("|") : [];
}

function handleWordKey(line, word, suggestions, event) {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const { editor } = line;
  const actions = {
    Enter: () => editor.accept(line, word, suggestions[0] ?? null),
    0: () => editor.accept(line, word, null),
    ArrowDown: () => editor.focusWord(adjacentWord(editor, word, 1)),
    ArrowUp: () => editor.focusWord(adjacentWord(editor, word, -1)),
    F2: () => line.edit(word),
    Backspace: () => editor.undo(),
  };
  const suggestion = suggestions[Number(event.key) - 1];
  const action = suggestion ? () => editor.accept(line, word, suggestion) : actions[event.key];
  if (!action) return;
  event.preventDefault();
  action();
}

function adjacentWord(editor, word, step) {
  const words = editor.uncertainWords();
  return words[words.indexOf(word) + step] ?? word;
}

/** Confirm or replace a word; return a function that undoes this and returns the word. */
function settle(line, word, text) {
  const previous = { text: word.textContent, proposals: word.dataset.proposals, name: word.className };
  delete word.dataset.proposals;
  word.className = "word--checked";
  word.removeAttribute("tabindex");
  word.removeAttribute("role");
  if (text === null) line.confirmed.add(word.dataset.place);
  else word.textContent = text;
  line.input.value = textOf(line.row);
  line.item.querySelector(".offered")?.remove();
  reportChange(line);
  return () => {
    word.textContent = previous.text;
    word.dataset.proposals = previous.proposals;
    word.className = previous.name;
    word.tabIndex = 0;
    word.setAttribute("role", "button");
    line.confirmed.delete(word.dataset.place);
    line.input.value = textOf(line.row);
    reportChange(line);
    return word;
  };
}

function edit(line, word) {
  const { input, row } = line;
  input.hidden = false;
  input.dataset.before = input.value;
  input.focus();
  const start = word ? offsetOf(row, word) : input.value.length;
  input.setSelectionRange(start, start + (word?.textContent.length ?? 0));
}

function handleInputKey(line, event) {
  if (event.ctrlKey || event.isComposing || !["Enter", "Escape"].includes(event.key)) return;
  event.preventDefault();
  if (event.key === "Escape") line.input.value = line.input.dataset.before ?? line.input.value;
  syncWords(line);
  const nextWord = line.editor.uncertainWords().find((word) => follows(line.row, word));
  if (!line.item.classList.contains("line--clash")) line.input.hidden = true;
  line.editor.focusWord(nextWord);
}

function follows(row, word) {
  return row.contains(word) || Boolean(row.compareDocumentPosition(word) & Node.DOCUMENT_POSITION_FOLLOWING);
}

/** Update the row of words from the input; unchanged words keep their marks. */
function syncWords(line) {
  const newTexts = line.input.value.split(/\s+/).filter(Boolean);
  const words = [...line.row.children];
  let prefix = 0;
  while (prefix < Math.min(words.length, newTexts.length) && words[prefix].textContent === newTexts[prefix]) prefix++;
  let suffix = 0;
  const maxSuffix = Math.min(words.length, newTexts.length) - prefix;
  while (suffix < maxSuffix && words.at(-1 - suffix).textContent === newTexts.at(-1 - suffix)) suffix++;
  const newWords = newTexts.slice(prefix, newTexts.length - suffix).map((text) => {
    const span = document.createElement("span");
    span.className = "word--checked";
    span.textContent = text;
    return span;
  });
  const allWords = [...words.slice(0, prefix), ...newWords, ...words.slice(words.length - suffix)];
  line.row.replaceChildren(...allWords.flatMap((word) => [word, " "]));
  reportChange(line);
}

function reportChange(line) {
  line.editor.form.dispatchEvent(new CustomEvent("corrected"));
}

export function textOf(row) {
  return [...row.children].map((word) => word.textContent.trim()).join(" ");
}

function offsetOf(row, word) {
  const preceding = [...row.children].slice(0, [...row.children].indexOf(word));
  return preceding.reduce((sum, element) => sum + element.textContent.length + 1, 0);
}
