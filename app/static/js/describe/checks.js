// Shows next to a field, while the user types, how a date is understood and which words may be misspelt.

const PAUSE_MS = 350;

export function startChecks(form) {
  const url = form.dataset.check;
  if (!url) return;
  for (const control of form.querySelectorAll("[data-looks]")) checkWhileTyping(form, control, url);
}

function checkWhileTyping(form, control, url) {
  const note = document.createElement("p");
  note.className = "field__noticed";
  note.setAttribute("aria-live", "polite");
  control.after(note);
  let timer;
  let checkedText;
  const check = async () => {
    const text = control.value;
    // leaving the field for a suggestion must not redraw it under the pointer
    if (text === checkedText) return;
    checkedText = text;
    const params = new URLSearchParams({ loai: control.dataset.looks, chu: text });
    const result = text.trim() ? await fetchCheck(`${url}?${params}`) : NO_RESULT;
    if (text === checkedText) showResult(note, control, result);
  };
  control.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(check, PAUSE_MS);
  });
  control.addEventListener("change", () => {
    clearTimeout(timer);
    check();
  });
  if (control.value) check();
}

const NO_RESULT = { said: "", wrong: false, instead: [] };

async function fetchCheck(url) {
  try {
    const response = await fetch(url, { headers: { Accept: "application/json" } });
    return response.ok ? await response.json() : NO_RESULT;
  } catch {
    return NO_RESULT;
  }
}

function showResult(note, control, result) {
  note.textContent = result.said;
  note.classList.toggle("doubt", result.wrong);
  for (const suggestion of result.instead) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button--small button--quiet";
    button.textContent = suggestion;
    button.addEventListener("click", () => {
      control.value = suggestion;
      control.focus();
      control.dispatchEvent(new Event("change"));
    });
    note.append(" ", button);
  }
}
