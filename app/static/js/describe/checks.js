// Says beside a field, while it is typed, how a date is understood and which words look misspelt.

const PAUSE = 350;

export function startChecks(form) {
  const address = form.dataset.check;
  if (!address) return;
  for (const control of form.querySelectorAll("[data-looks]")) watch(form, control, address);
}

function watch(form, control, address) {
  const note = document.createElement("p");
  note.className = "field__noticed";
  note.setAttribute("aria-live", "polite");
  control.after(note);
  let waiting;
  let latest = 0;
  const look = async () => {
    const turn = ++latest;
    const asked = new URLSearchParams({ loai: control.dataset.looks, chu: control.value });
    const answer = control.value.trim() ? await ask(`${address}?${asked}`) : NOTHING;
    if (turn === latest) show(note, control, answer);
  };
  control.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(look, PAUSE);
  });
  control.addEventListener("change", () => {
    clearTimeout(waiting);
    look();
  });
  if (control.value) look();
}

const NOTHING = { said: "", wrong: false, instead: [] };

async function ask(address) {
  try {
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    return answer.ok ? await answer.json() : NOTHING;
  } catch {
    return NOTHING;
  }
}

function show(note, control, answer) {
  note.textContent = answer.said;
  note.classList.toggle("doubt", answer.wrong);
  for (const one of answer.instead) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button--small button--quiet";
    button.textContent = one;
    button.addEventListener("click", () => {
      control.value = one;
      control.focus();
      control.dispatchEvent(new Event("change"));
    });
    note.append(" ", button);
  }
}
