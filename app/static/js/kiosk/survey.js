// Sends what a reader liked to tell: apart from every sitting, never kept here, never sent late.

export function askWhoLikes(screen, courier, linger) {
  const form = screen.page.querySelector("[data-survey]");
  form.addEventListener("input", linger);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const answers = Object.fromEntries(new FormData(form));
    form.reset();
    screen.notice("asked", false);
    screen.notice("answered", true);
    courier.ask("/api/k/v1/survey", { method: "POST", body: JSON.stringify(answers) }).catch(() => null);
  });
  return form;
}
