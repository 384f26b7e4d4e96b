// Keeps what was typed in this tab until it is saved: a lost line or an ended session loses nothing.

export function keepDraft(form, desk) {
  const key = `sua ${location.pathname}`;
  const base = form.elements.tren.value;
  if (new URLSearchParams(location.search).has("da-luu")) sessionStorage.removeItem(key);
  const compared = "clash" in form.dataset; // what was typed stands in the form itself
  if (compared) sessionStorage.setItem(key, JSON.stringify(told(form, desk, base)));
  const draft = JSON.parse(sessionStorage.getItem(key) ?? "null");
  if (draft?.base === base) restore(form, desk, draft);
  else if (draft) offerAgain(form, draft);
  let unsaved = false;
  form.addEventListener("corrected", () => {
    unsaved = true;
    sessionStorage.setItem(key, JSON.stringify(told(form, desk, base)));
  });
  form.addEventListener("submit", () => {
    unsaved = false;
    form.querySelectorAll("input[name=giu]").forEach((field) => field.remove());
    for (const line of desk.lines) for (const place of line.kept) form.append(hidden("giu", place));
  });
  window.addEventListener("beforeunload", (event) => {
    if (unsaved) event.preventDefault();
  });
}

function told(form, desk, base) {
  const lines = desk.lines.map((line) => [line.input.name, line.input.value]);
  return { base, lines, kept: desk.lines.flatMap((line) => [...line.kept]) };
}

function restore(form, desk, draft) {
  const kept = new Set(draft.kept);
  for (const line of desk.lines) {
    const text = new Map(draft.lines).get(line.input.name);
    for (const word of line.row.querySelectorAll("[data-place]")) {
      if (kept.has(word.dataset.place)) line.settle(word, null);
    }
    if (text === undefined || text === line.input.value) continue;
    line.input.value = text;
    line.retell();
  }
}

/** What was typed over words that are no more is sent as it is: the library compares. */
function offerAgain(form, draft) {
  const again = document.createElement("form");
  again.action = form.action;
  again.method = "post";
  again.className = "notice";
  again.append("Có chữ bạn gõ lúc trước chưa lưu. ", hidden("tren", draft.base));
  again.append(hidden("csrf_token", form.elements.csrf_token.value));
  draft.lines.forEach(([name, text]) => again.append(hidden(name, text)));
  draft.kept.forEach((place) => again.append(hidden("giu", place)));
  const send = document.createElement("button");
  send.className = "button button--small";
  send.textContent = "Xem và lưu";
  again.append(send);
  form.before(again);
}

function hidden(name, value) {
  const field = document.createElement("input");
  field.type = "hidden";
  field.name = name;
  field.value = value;
  return field;
}
