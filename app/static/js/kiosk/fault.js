// Form for reporting a broken device; offline, the report waits in the event queue.

export function startFaultReports(screen, report) {
  const form = screen.page.querySelector("[data-fault]");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const answers = new FormData(form);
    form.reset();
    form.parentElement.open = false;
    await report(Number(answers.get("what")) * 2 + Number(answers.get("useless")));
    screen.toggleNotice("reported", true);
  });
  screen.toggleNotice("fault", true);
}
