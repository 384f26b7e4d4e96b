// Lets a reader handle the sheet: zoom and drag it, make it stronger, step from mark to mark.

const STEPS = [100, 150, 200, 300, 400];

start(document);

export function start(page) {
  const frames = [...page.querySelectorAll(".sheet__frame")];
  if (!frames.length) return;
  const look = page.querySelector(".look__tools");
  look.addEventListener("click", (event) => {
    const control = event.target.closest("[data-zoom], [data-strong]");
    if (!control) return;
    event.preventDefault();
    if (control.dataset.zoom) zoom(page, frames, control.dataset.zoom);
    else strengthen(page, frames, control);
  });
  frames.forEach(drag);
  step(page, frames);
}

function zoom(page, frames, how) {
  const at = STEPS.indexOf(sizeOf(frames[0]));
  const to = how === "fit" ? 0 : Math.min(Math.max(at + (how === "in" ? 1 : -1), 0), STEPS.length - 1);
  for (const frame of frames) resize(frame, STEPS[at], STEPS[to]);
  keep(page, "phong", to ? STEPS[to] : null);
}

function resize(frame, was, now) {
  const paper = frame.firstElementChild;
  const image = paper.querySelector("img");
  const middle = (frame.scrollTop + frame.clientHeight / 2) / paper.clientHeight;
  paper.classList.replace(`sheet__paper--${was}`, `sheet__paper--${now}`);
  frame.classList.toggle("sheet__frame--zoomed", now > 100);
  if (image?.sizes) image.sizes = `${Math.round((frame.clientWidth * now) / 100)}px`;
  frame.scrollTop = middle * paper.clientHeight - frame.clientHeight / 2;
}

function sizeOf(frame) {
  return STEPS.find((size) => frame.firstElementChild.classList.contains(`sheet__paper--${size}`));
}

function strengthen(page, frames, control) {
  const strong = !frames[0].firstElementChild.classList.contains("sheet__paper--strong");
  for (const frame of frames) frame.firstElementChild.classList.toggle("sheet__paper--strong", strong);
  if (strong) control.setAttribute("aria-current", "true");
  else control.removeAttribute("aria-current");
  keep(page, "dam", strong ? 1 : null);
}

// Says so in the address, and in those that lead on, as the library itself would.
function keep(page, name, value) {
  const leading = [...page.querySelectorAll("main a[href*='/trang/']")];
  const there = leading.filter((link) => /\/trang\/\d+$/.test(link.pathname));
  for (const link of there) {
    const address = new URL(link.href);
    put(address, name, value);
    link.href = address;
  }
  const here = new URL(window.location);
  put(here, name, value);
  window.history.replaceState(null, "", here);
  for (const form of page.querySelectorAll(".reader__bar form")) {
    form.querySelector(`[name=${name}]`)?.remove();
    if (value === null) continue;
    const field = page.createElement("input");
    Object.assign(field, { type: "hidden", name, value });
    form.append(field);
  }
}

function put({ searchParams }, name, value) {
  if (value === null) searchParams.delete(name);
  else searchParams.set(name, value);
}

function drag(frame) {
  let from = null;
  frame.addEventListener("pointerdown", (event) => {
    const free = frame.classList.contains("sheet__frame--zoomed") && !event.target.closest(".sheet__text");
    if (event.pointerType !== "mouse" || !free) return;
    event.preventDefault();
    frame.focus({ preventScroll: true });
    frame.setPointerCapture(event.pointerId);
    from = { x: event.clientX + frame.scrollLeft, y: event.clientY + frame.scrollTop };
  });
  frame.addEventListener("pointermove", (event) => {
    if (from) frame.scrollTo(from.x - event.clientX, from.y - event.clientY);
  });
  frame.addEventListener("pointerup", () => (from = null));
}

function step(page, frames) {
  const marks = frames.flatMap((frame) => [...frame.querySelectorAll("rect")]);
  let at = 0;
  if (!marks.length) return;
  const show = () => {
    for (const mark of marks) mark.classList.toggle("here", mark === marks[at]);
    const { top, bottom } = marks[at].getBoundingClientRect();
    if (top < 0 || bottom > window.innerHeight) marks[at].scrollIntoView({ block: "center" });
  };
  show();
  page.addEventListener("step", (event) => {
    const to = at + (event.detail === "after" ? 1 : -1);
    if (!marks[to]) return;
    event.preventDefault();
    at = to;
    show();
  });
}
