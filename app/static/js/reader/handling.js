// Page image controls of the reader: zoom (also by two taps), drag, stronger contrast, stepping between search hits.

const SIZES = [100, 150, 200, 300, 400];

start(document);

export function start(page) {
  const frames = [...page.querySelectorAll(".sheet__frame")];
  if (!frames.length) return;
  const toolbar = page.querySelector(".look");
  toolbar.addEventListener("click", (event) => {
    const control = event.target.closest("[data-zoom], [data-strong]");
    if (!control) return;
    event.preventDefault();
    if (control.dataset.zoom) zoom(page, frames, control.dataset.zoom);
    else toggleStrong(page, frames, control);
  });
  frames.forEach(enableDrag);
  for (const frame of frames) {
    frame.addEventListener("dblclick", (event) => event.target.closest(".sheet__text") || zoomAt(page, frames, frame, event));
  }
  bindMarkSteps(page, frames);
}

function zoom(page, frames, command) {
  const index = SIZES.indexOf(currentSize(frames[0]));
  const newIndex = command === "fit" ? 0 : Math.min(Math.max(index + (command === "in" ? 1 : -1), 0), SIZES.length - 1);
  for (const frame of frames) resize(frame, SIZES[index], SIZES[newIndex]);
  writeToUrls(page, "phong", newIndex ? SIZES[newIndex] : null);
}

// A second tap or click at the same point shows it twice as large, the next one fits the page again.
function zoomAt(page, frames, frame, { clientX, clientY }) {
  const paper = frame.firstElementChild;
  const before = paper.getBoundingClientRect();
  const share = [(clientX - before.left) / before.width, (clientY - before.top) / before.height];
  if (currentSize(frame) > 100) return zoom(page, frames, "fit");
  for (const command of ["in", "in"]) zoom(page, frames, command);
  const { left, top } = frame.getBoundingClientRect();
  frame.scrollTo(share[0] * paper.clientWidth - (clientX - left), share[1] * paper.clientHeight - (clientY - top));
}

function resize(frame, oldSize, newSize) {
  const paper = frame.firstElementChild;
  const sources = [...paper.querySelectorAll("source, img")].filter((source) => source.sizes);
  const centreRatio = (frame.scrollTop + frame.clientHeight / 2) / paper.clientHeight;
  paper.classList.replace(`sheet__paper--${oldSize}`, `sheet__paper--${newSize}`);
  frame.classList.toggle("sheet__frame--zoomed", newSize > 100);
  for (const source of sources) source.sizes = `${Math.round((frame.clientWidth * newSize) / 100)}px`;
  frame.scrollTop = centreRatio * paper.clientHeight - frame.clientHeight / 2;
}

function currentSize(frame) {
  return SIZES.find((size) => frame.firstElementChild.classList.contains(`sheet__paper--${size}`));
}

function toggleStrong(page, frames, control) {
  const isStrong = !frames[0].firstElementChild.classList.contains("sheet__paper--strong");
  for (const frame of frames) frame.firstElementChild.classList.toggle("sheet__paper--strong", isStrong);
  if (isStrong) control.setAttribute("aria-current", "true");
  else control.removeAttribute("aria-current");
  writeToUrls(page, "dam", isStrong ? 1 : null);
}

// Writes a view setting to the address, to links to other pages and to forms, as the server does.
function writeToUrls(page, name, value) {
  const links = [...page.querySelectorAll("main a[href*='/trang/']")];
  const pageLinks = links.filter((link) => /\/trang\/\d+$/.test(link.pathname));
  for (const link of pageLinks) {
    const url = new URL(link.href);
    setParam(url, name, value);
    link.href = url;
  }
  const currentUrl = new URL(window.location);
  setParam(currentUrl, name, value);
  window.history.replaceState(null, "", currentUrl);
  for (const form of page.querySelectorAll(".reader__tools form")) {
    form.querySelector(`[name=${name}]`)?.remove();
    if (value === null) continue;
    const field = page.createElement("input");
    Object.assign(field, { type: "hidden", name, value });
    form.append(field);
  }
}

function setParam({ searchParams }, name, value) {
  if (value === null) searchParams.delete(name);
  else searchParams.set(name, value);
}

function enableDrag(frame) {
  let origin = null;
  frame.addEventListener("pointerdown", (event) => {
    const canDrag = (frame.scrollHeight > frame.clientHeight || frame.scrollWidth > frame.clientWidth) && !event.target.closest(".sheet__text");
    if (event.pointerType !== "mouse" || !canDrag) return;
    event.preventDefault();
    frame.focus({ preventScroll: true });
    frame.setPointerCapture(event.pointerId);
    origin = { x: event.clientX + frame.scrollLeft, y: event.clientY + frame.scrollTop };
  });
  frame.addEventListener("pointermove", (event) => {
    if (origin) frame.scrollTo(origin.x - event.clientX, origin.y - event.clientY);
  });
  frame.addEventListener("pointerup", () => (origin = null));
}

function bindMarkSteps(page, frames) {
  const marks = frames.flatMap((frame) => [...frame.querySelectorAll("rect:not([class])")]);
  let current = 0;
  if (!marks.length) return;
  const showCurrent = () => {
    for (const mark of marks) mark.classList.toggle("here", mark === marks[current]);
    const { top, bottom } = marks[current].getBoundingClientRect();
    if (top < 0 || bottom > window.innerHeight) marks[current].scrollIntoView({ block: "center" });
  };
  showCurrent();
  page.querySelector(".reader__hits")?.addEventListener("click", (event) => {
    const link = event.target.closest("[data-hit]");
    const next = current + (link?.dataset.hit === "after" ? 1 : -1);
    if (!link || !marks[next]) return; // the link leads to the next page with results
    event.preventDefault();
    current = next;
    showCurrent();
  });
}
