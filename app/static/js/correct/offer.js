// Shows under a line what may be meant by its word, each with the key that takes it.

export function offer(line, word, list) {
  const desk = line.desk;
  desk.form.querySelector(".offered")?.remove();
  const row = document.createElement("div");
  row.className = "offered";
  list.forEach((text, place) => row.append(button(`${place + 1}`, text, () => desk.accept(line, word, text))));
  row.append(button("0", `giữ “${word.textContent}”`, () => desk.accept(line, word, null)));
  row.append(button("F2", "gõ lại dòng", () => line.edit(word)));
  if (list.length) row.append(alike(desk, word.textContent, list[0]));
  line.row.after(row);
}

function button(key, text, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button button--small button--quiet";
  made.tabIndex = -1;
  const shown = document.createElement("kbd");
  shown.textContent = key;
  made.append(shown, ` ${text}`);
  made.addEventListener("click", act);
  return made;
}

function alike(desk, seen, meant) {
  const link = document.createElement("a");
  link.href = `${desk.alike}?${new URLSearchParams({ sai: seen, dung: meant })}`;
  link.target = "_blank";
  link.rel = "noopener";
  link.tabIndex = -1;
  link.textContent = "mọi chỗ giống";
  return link;
}
