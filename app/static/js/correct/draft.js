// Keeps unsaved corrections in sessionStorage, so that a lost connection or an expired sign-in loses nothing.

export function keepDraft(form, editor) {
  const key = `sua ${location.pathname}`;
  const base = form.elements.tren.value;
  if (new URLSearchParams(location.search).has("da-luu")) sessionStorage.removeItem(key);
  const isComparison = "clash" in form.dataset; // then the form itself holds the typed text
  if (isComparison) sessionStorage.setItem(key, JSON.stringify(draftOf(form, editor, base)));
  const draft = JSON.parse(sessionStorage.getItem(key) ?? "null");
  if (draft?.base === base) restore(form, editor, draft);
  else if (draft) offerDraft(form, draft);
  let hasUnsaved = false;
  form.addEventListener("corrected", () => {
    hasUnsaved = true;
    sessionStorage.setItem(key, JSON.stringify(draftOf(form, editor, base)));
  });
  form.addEventListener("submit", () => {
    hasUnsaved = false;
    form.querySelectorAll("input[name=giu]").forEach((field) => field.remove());
    for (const line of editor.lines) for (const position of line.confirmed) form.append(hiddenField("giu", position));
  });
  window.addEventListener("beforeunload", (event) => {
    if (hasUnsaved) event.preventDefault();
  });
}

function draftOf(form, editor, base) {
  const lines = editor.lines.map((line) => [line.input.name, line.input.value]);
  return { base, lines, kept: editor.lines.flatMap((line) => [...line.confirmed]) };
}

function restore(form, editor, draft) {
  const confirmed = new Set(draft.kept);
  for (const line of editor.lines) {
    const text = new Map(draft.lines).get(line.input.name);
    for (const word of line.row.querySelectorAll("[data-place]")) {
      if (confirmed.has(word.dataset.place)) line.settle(word, null);
    }
    if (text === undefined || text === line.input.value) continue;
    line.input.value = text;
    line.syncWords();
  }
}

/** Offer to send a draft of an older page version unchanged; the server compares the two. */
function offerDraft(form, draft) {
  const draftForm = document.createElement("form");
  draftForm.action = form.action;
  draftForm.method = "post";
  draftForm.className = "notice";
  draftForm.append("Có chữ bạn gõ lúc trước chưa lưu. ", hiddenField("tren", draft.base));
  draftForm.append(hiddenField("csrf_token", form.elements.csrf_token.value));
  draft.lines.forEach(([name, text]) => draftForm.append(hiddenField(name, text)));
  draft.kept.forEach((position) => draftForm.append(hiddenField("giu", position)));
  const button = document.createElement("button");
  button.className = "button button--small";
  button.textContent = "Xem và lưu";
  draftForm.append(button);
  form.before(draftForm);
}

function hiddenField(name, value) {
  const field = document.createElement("input");
  field.type = "hidden";
  field.name = name;
  field.value = value;
  return field;
}
