// Entry point of the correction editor: one key confirms an uncertain word and moves to the next.

import { keepDraft } from "./draft.js";
import { openLine } from "./line.js";

const form = document.querySelector("form.correct");
if (form) start(form, document);

export function start(form, page) {
  const editor = makeEditor(form, page);
  for (const item of form.querySelectorAll(".line")) editor.lines.push(openLine(item, editor));
  page.querySelector(".keys")?.removeAttribute("hidden");
  keepDraft(form, editor);
  form.addEventListener("keydown", (event) => saveOnCtrlEnter(form, event));
  const firstWord = editor.uncertainWords()[0];
  if (firstWord) editor.focusWord(firstWord);
}

function makeEditor(form, page) {
  const counter = page.querySelector("[data-left]");
  const undoSteps = [];
  const editor = {
    form,
    lines: [],
    sameWordUrl: form.dataset.alike,
    uncertainWords: () => [...form.querySelectorAll(".word[data-proposals]")],
    focusWord(word) {
      if (counter) counter.textContent = editor.uncertainWords().length;
      if (word) word.focus();
      else form.querySelector("[data-save]").focus();
    },
    /** Set a word to `text` (null confirms it), record how to undo this, and focus the next uncertain word. */
    accept(line, word, text) {
      const words = editor.uncertainWords();
      const next = words[words.indexOf(word) + 1] ?? words.find((other) => other !== word);
      undoSteps.push(line.settle(word, text));
      editor.focusWord(next);
    },
    undo() {
      const undoStep = undoSteps.pop();
      if (undoStep) editor.focusWord(undoStep());
    },
    highlight: (item) => highlightLine(page, item),
  };
  return editor;
}

function saveOnCtrlEnter(form, event) {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit(form.querySelector("[data-save]"));
  }
}

function highlightLine(page, item) {
  const marks = page.querySelector(".sheet__marks");
  if (!marks) return;
  let highlight = marks.querySelector(".sheet__here");
  if (!highlight) {
    highlight = page.createElementNS("http://www.w3.org/2000/svg", "rect");
    highlight.setAttribute("class", "sheet__here");
    marks.append(highlight);
  }
  const [x, y, width, height] = item.dataset.box.split(" ");
  for (const [name, value] of Object.entries({ x, y, width, height })) highlight.setAttribute(name, value);
  const frame = marks.closest(".sheet__frame");
  const scrollY = (y / marks.viewBox.baseVal.height) * frame.scrollHeight;
  frame.scrollTop = scrollY - frame.clientHeight / 2;
}
