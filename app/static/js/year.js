// Adds a slider beside the field of a year; letting it go shows that year.

for (const form of document.querySelectorAll("form.year")) {
  const field = form.querySelector("input[type=number]");
  const slider = document.createElement("input");
  for (const name of ["min", "max", "value"]) slider.setAttribute(name, field[name]);
  slider.type = "range";
  slider.value = field.value;
  slider.setAttribute("aria-label", form.querySelector("label").textContent);
  slider.addEventListener("input", () => { field.value = slider.value; });
  slider.addEventListener("change", () => form.submit());
  field.after(slider);
}
