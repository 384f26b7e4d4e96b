// Shows the suggestions for a word under its line, each with its shortcut key.

export function showSuggestions(line, word, suggestions) {
  const editor = line.editor;
  editor.form.querySelector(".offered")?.remove();
  const row = document.createElement("div");
  row.className = "offered";
  suggestions.forEach((text, index) => row.append(button(`${index + 1}`, text, () => editor.accept(line, word, text))));
  row.append(button("0", `giữ “${word.textContent}”`, () => editor.accept(line, word, null)));
  row.append(button("F2", "gõ lại dòng", () => line.edit(word)));
  if (suggestions.length) row.append(sameWordLink(editor, word.textContent, suggestions[0]));
  line.row.after(row);
}

function button(key, text, action) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = "button button--small button--quiet";
  element.tabIndex = -1;
  const keyLabel = document.createElement("kbd");
  keyLabel.textContent = key;
  element.append(keyLabel, ` ${text}`);
  element.addEventListener("click", action);
  return element;
}

function sameWordLink(editor, misread, correction) {
  const link = document.createElement("a");
  link.href = `${editor.sameWordUrl}?${new URLSearchParams({ sai: misread, dung: correction })}`;
  link.target = "_blank";
  link.rel = "noopener";
  link.tabIndex = -1;
  link.textContent = "mọi chỗ giống";
  return link;
}
