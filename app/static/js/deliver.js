// Says before sending, not after, that the chosen files are too large; and says that it is sending.

const MEGABYTE = 1 << 20;

start(document.querySelector("form[enctype]"));

export function start(form) {
  const files = form.querySelector("[data-limit]");
  files.addEventListener("change", () => {
    const bytes = [...files.files].reduce((sum, file) => sum + file.size, 0);
    const tooLarge = bytes > files.dataset.limit * MEGABYTE;
    files.setCustomValidity(tooLarge ? files.dataset.tooLarge : "");
    files.reportValidity();
  });
  form.addEventListener("submit", () => {
    const status = form.querySelector("[data-sending]");
    status.textContent = status.dataset.sending;
    form.querySelector("button").disabled = true;
  });
}
