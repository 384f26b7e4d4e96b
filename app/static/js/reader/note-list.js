// Lists all notes of this browser, exports them as a text file, and deletes them.

import { readNotes, writeNotes } from "./notes.js";

start(document);

export function start(page) {
  const section = page.querySelector("[data-note-list]");
  const entries = Object.entries(readNotes());
  section.querySelector("[data-none]").hidden = entries.length > 0;
  section.querySelector("[data-some]").hidden = entries.length === 0;
  section.querySelector("ul").replaceChildren(...entries.map(([place, entry]) => noteRow(page, section, place, entry)));
  section.querySelector("[data-export]").onclick = () => download(page, section, Object.entries(readNotes()));
}

function noteRow(page, section, place, { title, note, passages }) {
  const row = page.createElement("li");
  const link = page.createElement("a");
  link.href = addressOf(place);
  link.textContent = titleOf(section, place, title);
  row.append(link);
  for (const { text } of passages) row.append(Object.assign(page.createElement("blockquote"), { textContent: text }));
  if (note) row.append(Object.assign(page.createElement("p"), { className: "my-notes__text", textContent: note }));
  const button = page.createElement("button");
  Object.assign(button, { type: "button", className: "button button--quiet button--small", textContent: section.dataset.drop });
  button.setAttribute("aria-label", `${section.dataset.drop}: ${link.textContent}`);
  button.addEventListener("click", () => {
    if (!window.confirm(section.dataset.sure)) return;
    writeNotes(place, null);
    start(page);
  });
  row.append(button);
  return row;
}

function addressOf(place) {
  const [item, number] = place.split(":");
  return `/tai-lieu/${encodeURIComponent(item)}/trang/${encodeURIComponent(number)}`;
}

function titleOf(section, place, title) {
  return `${title}, ${section.dataset.page} ${place.split(":")[1]}`;
}

function download(page, section, entries) {
  const parts = entries.map(([place, { title, note, passages }]) =>
    [titleOf(section, place, title), window.location.origin + addressOf(place), ...passages.map(({ text }) => `“${text}”`), note]
      .filter(Boolean)
      .join("\r\n"),
  );
  const file = new Blob([`\ufeff${parts.join("\r\n\r\n")}\r\n`], { type: "text/plain;charset=utf-8" });
  const link = page.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = section.dataset.file;
  link.click();
  URL.revokeObjectURL(link.href);
}
