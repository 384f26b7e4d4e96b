// Puts a proposed value into its field at once; it is kept when the form is saved.

start(document);

export function start(page) {
  for (const button of page.querySelectorAll("button[data-field]")) {
    button.addEventListener("click", (event) => {
      event.preventDefault();
      take(page, button);
    });
  }
  page.addEventListener("keydown", (event) => {
    if (!event.altKey || event.key !== "Enter") return;
    const offered = page.querySelector(`.offer:not([hidden]) [data-field="${event.target.id}"]`);
    if (!offered) return;
    event.preventDefault();
    take(page, offered);
  });
}

function take(page, button) {
  const field = page.getElementById(button.dataset.field);
  field.value = button.dataset.value;
  button.closest(".offer").hidden = true;
  const next = page.querySelector(".offer:not([hidden]) [data-field]");
  (next ? page.getElementById(next.dataset.field) : field).focus();
}
