// Sends the reader's survey answers at once: without a session id, never stored here, never retried.

export function startSurvey(screen, sender, onInput) {
  const form = screen.page.querySelector("[data-survey]");
  form.addEventListener("input", onInput);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const answers = Object.fromEntries(new FormData(form));
    form.reset();
    screen.toggleNotice("asked", false);
    screen.toggleNotice("answered", true);
    sender.request("/api/k/v1/survey", { method: "POST", body: JSON.stringify(answers) }).catch(() => null);
  });
  return form;
}
