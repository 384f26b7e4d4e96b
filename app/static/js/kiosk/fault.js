// Tells that something here is broken; with the line down it waits in the queue like all else.

export function hearOfFaults(screen, tell) {
  const form = screen.page.querySelector("[data-fault]");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const said = new FormData(form);
    form.reset();
    form.parentElement.open = false;
    await tell(Number(said.get("what")) * 2 + Number(said.get("useless")));
    screen.notice("reported", true);
  });
  screen.notice("fault", true);
}
