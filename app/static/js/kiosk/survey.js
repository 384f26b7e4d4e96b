// Sends the reader's survey answers at once: without a session id, never stored here, never retried.

import { handIn } from "./agent.js";

const SURVEY = "/api/k/v1/survey";

// The agent signs them, or without one the key of this browser: unsigned answers count no more than uses.
async function send(sender, body) {
  if (await handIn(body)) return;
  await sender.request(SURVEY, { method: "POST", body }, await sender.sign(SURVEY, body));
}

export function startSurvey(screen, sender, onInput) {
  const form = screen.page.querySelector("[data-survey]");
  form.addEventListener("input", onInput);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const answers = Object.fromEntries(new FormData(form));
    form.reset();
    screen.toggleNotice("asked", false);
    screen.toggleNotice("answered", true);
    send(sender, JSON.stringify(answers)).catch(() => null);
  });
  return form;
}
