// The reader's own notes on a page and marked passages, stored in this browser only.

const STORAGE_KEY = "ghi-chu";
const MAX_LETTERS = 5000;

export function readNotes() {
  try {
    return JSON.parse(window.localStorage.getItem(STORAGE_KEY)) ?? {};
  } catch {
    return {}; // invalid stored value
  }
}

export function writeNotes(place, entry) {
  const { [place]: _, ...others } = readNotes();
  const isEmpty = !entry || (!entry.note && !entry.passages.length);
  window.localStorage.setItem(STORAGE_KEY, JSON.stringify(isEmpty ? others : { ...others, [place]: entry }));
}

// Called by linking.js when the notes are opened, or when the page has some. Field and button
// are disabled until then, so that nothing is typed that is not saved.
export function start(page, section) {
  const { place, title } = section.dataset;
  const field = section.querySelector("textarea");
  const markButton = section.querySelector("[data-mark]");
  const entry = { note: "", passages: [], ...readNotes()[place], title };
  const save = () => writeNotes(place, entry);
  field.value = entry.note;
  field.addEventListener("input", () => {
    entry.note = field.value.slice(0, MAX_LETTERS);
    save();
  });
  let selection = null; // pressing the button may clear the selection
  page.addEventListener("selectionchange", () => (selection = selectedPassage(page) ?? selection));
  markButton.addEventListener("click", () => {
    const passage = selectedPassage(page) ?? selection;
    section.querySelector("[data-mark-how]").hidden = Boolean(passage);
    if (!passage) return;
    entry.passages.push(passage);
    selection = null;
    save();
    show(page, section, entry, save);
  });
  for (const control of [field, markButton]) control.disabled = false;
  show(page, section, entry, save);
}

function show(page, section, entry, save) {
  const lines = new Set(entry.passages.flatMap((passage) => passage.lines));
  for (const line of linesOf(page)) line.classList.toggle("noted", lines.has(line.textContent));
  const list = section.querySelector("ul");
  list.replaceChildren(...entry.passages.map((passage) => passageRow(page, section, passage, () => {
    entry.passages.splice(entry.passages.indexOf(passage), 1);
    save();
    show(page, section, entry, save);
  })));
}

function passageRow(page, section, { text }, drop) {
  const [row, quotation, button] = ["li", "q", "button"].map((name) => page.createElement(name));
  quotation.textContent = text;
  Object.assign(button, { type: "button", className: "button button--quiet button--small", textContent: section.dataset.drop });
  button.addEventListener("click", drop);
  row.append(quotation, " ", button);
  return row;
}

function selectedPassage(page) {
  const selection = page.getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const lines = linesOf(page).filter((line) => range.intersectsNode(line)).map((line) => line.textContent);
  const text = selection.toString().replace(/\s+/g, " ").trim().slice(0, MAX_LETTERS);
  return text && lines.length ? { text, lines } : null;
}

function linesOf(page) {
  const lines = [...page.querySelectorAll(".page-text__body [data-at]")];
  return lines.length ? lines : [...page.querySelectorAll(".page-text__body p")];
}
