// Makes the desk of corrections quick to the hand: one key accepts a word and leads to the next.

import { keepDraft } from "./draft.js";
import { openLine } from "./line.js";

const form = document.querySelector("form.correct");
if (form) start(form, document);

export function start(form, page) {
  const desk = makeDesk(form, page);
  for (const item of form.querySelectorAll(".line")) desk.lines.push(openLine(item, desk));
  page.querySelector(".keys")?.removeAttribute("hidden");
  keepDraft(form, desk);
  form.addEventListener("keydown", (event) => pressAnywhere(form, event));
  const first = desk.doubts()[0];
  if (first) desk.go(first);
}

function makeDesk(form, page) {
  const left = page.querySelector("[data-left]");
  const done = [];
  const desk = {
    form,
    lines: [],
    alike: form.dataset.alike,
    doubts: () => [...form.querySelectorAll(".word[data-proposals]")],
    go(word) {
      if (left) left.textContent = desk.doubts().length;
      if (word) word.focus();
      else form.querySelector("[data-save]").focus();
    },
    /** Settle a word as `text`, remember how it was, and lead to the next doubtful one. */
    accept(line, word, text) {
      const words = desk.doubts();
      const next = words[words.indexOf(word) + 1] ?? words.find((one) => one !== word);
      done.push(line.settle(word, text));
      desk.go(next);
    },
    undo() {
      const last = done.pop();
      if (last) desk.go(last());
    },
    show: (item) => showOnSheet(page, item),
  };
  return desk;
}

function pressAnywhere(form, event) {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit(form.querySelector("[data-save]"));
  }
}

function showOnSheet(page, item) {
  const marks = page.querySelector(".sheet__marks");
  if (!marks) return;
  let here = marks.querySelector(".sheet__here");
  if (!here) {
    here = page.createElementNS("http://www.w3.org/2000/svg", "rect");
    here.setAttribute("class", "sheet__here");
    marks.append(here);
  }
  const [x, y, width, height] = item.dataset.box.split(" ");
  for (const [name, value] of Object.entries({ x, y, width, height })) here.setAttribute(name, value);
  const frame = marks.closest(".sheet__frame");
  const at = (y / marks.viewBox.baseVal.height) * frame.scrollHeight;
  frame.scrollTop = at - frame.clientHeight / 2;
}
