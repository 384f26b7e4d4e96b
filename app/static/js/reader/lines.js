// Marks the line under the pointer in the image and in the text, and scrolls both together.

const TOGETHER = window.matchMedia("(min-width: 62.5rem)"); // image beside the text, as in reader.css
const SVG = "http://www.w3.org/2000/svg";

start(document);

export function start(page) {
  page.addEventListener("pointerover", ({ target }) => markTextLine(target.closest?.("[data-at]")));
  page.addEventListener("pointermove", markUnderPointer);
  const desk = page.querySelector(".reader__desk");
  const body = desk?.querySelector(".page-text__body");
  if (!body?.querySelector("[data-at]")) return;
  bindKeys(body);
  const boxes = [...body.querySelectorAll("[data-at]")].map(boxOf);
  const isHorizontal = boxes.some(({ width, height }) => width > 2 * height); // vertical lines all begin at the top
  if (isHorizontal && desk.querySelector(".sheet__marks")) scrollTogether(desk, body);
}

// Image and text stand together on the desk, in a spread and in the strip of pages.
function partsOf(element) {
  const desk = element.closest(".reader__desk, .spread__page, .strip__page");
  return { desk, marks: desk?.querySelector(".sheet__marks"), lines: [...(desk?.querySelectorAll("[data-at]") ?? [])] };
}

function boxOf(line) {
  const [left, top, width, height] = line.dataset.at.split(" ").map(Number);
  return { left, top, width, height, middle: top + height / 2 };
}

function markUnderPointer(event) {
  const paper = event.target.closest?.(".sheet__paper");
  if (!paper) return;
  const { desk, marks, lines } = partsOf(paper);
  if (!marks || !lines.length) return;
  const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(marks.getScreenCTM().inverse());
  const line = lines.find((each) => contains(boxOf(each), x, y));
  if (!line || line.classList.contains("line-here")) return;
  markTextLine(line);
  const { top, bottom } = line.getBoundingClientRect();
  if (desk.matches(".reader__desk") && TOGETHER.matches && (top < 0 || bottom > window.innerHeight)) line.scrollIntoView({ block: "center" });
}

function contains({ left, top, width, height }, x, y) {
  return x >= left && x <= left + width && y >= top && y <= top + height;
}

function markTextLine(line) {
  if (!line) return;
  for (const marked of document.querySelectorAll(".line-here")) {
    if (marked.matches("rect")) marked.remove();
    else marked.classList.remove("line-here");
  }
  line.classList.add("line-here");
  const { marks } = partsOf(line);
  if (!marks) return;
  const rect = document.createElementNS(SVG, "rect");
  const { left, top, width, height } = boxOf(line);
  for (const [name, value] of Object.entries({ x: left, y: top, width, height, class: "line-here" })) rect.setAttribute(name, value);
  marks.append(rect);
}

// With the keyboard focus in the text, the arrows up and down go from line to line.
function bindKeys(body) {
  body.tabIndex = 0;
  body.setAttribute("role", "group");
  body.setAttribute("aria-labelledby", body.closest(".page-text").querySelector("[id]").id);
  body.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || event.target !== body || event.ctrlKey || event.altKey || event.metaKey) return;
    const lines = [...body.querySelectorAll("[data-at]")];
    const line = lines[lines.findIndex((each) => each.classList.contains("line-here")) + step];
    if (!line) return; // at the ends the page scrolls as usual
    event.preventDefault();
    markTextLine(line);
    line.scrollIntoView({ block: "center" });
  });
}

// The part that the reader points at or touches leads; the other follows, so that the same line stands at the same height.
function scrollTogether(desk, body) {
  const frame = desk.querySelector(".sheet__frame");
  const lines = [...body.querySelectorAll("[data-at]")];
  const tools = document.querySelector(".reader__tools");
  let isImageLeading = false;
  new ResizeObserver(() => desk.style.setProperty("--tools", `${tools.offsetHeight}px`)).observe(tools);
  for (const name of ["pointerover", "pointerdown", "focusin"]) {
    document.addEventListener(name, ({ target }) => (isImageLeading = frame.contains(target)));
  }
  frame.addEventListener("scroll", () => isImageLeading && canFollow(frame) && textFollows(frame, lines), { passive: true });
  window.addEventListener("scroll", () => !isImageLeading && canFollow(frame) && imageFollows(frame, lines), { passive: true });
}

function canFollow(frame) {
  return TOGETHER.matches && frame.scrollHeight > frame.clientHeight + 1 && !frame.querySelector(".sheet__turned");
}

function imageFollows(frame, lines) {
  const line = nearest(lines, (each) => heightOf(each), window.innerHeight / 2);
  const { top } = frame.getBoundingClientRect();
  frame.scrollTop = yOnPaper(frame, line) - (heightOf(line) - top);
}

function textFollows(frame, lines) {
  const { top } = frame.getBoundingClientRect();
  const line = nearest(lines, (each) => yOnPaper(frame, each), frame.scrollTop + frame.clientHeight / 2);
  window.scrollBy({ top: heightOf(line) - top - (yOnPaper(frame, line) - frame.scrollTop), behavior: "instant" });
}

function nearest(lines, measure, aim) {
  return lines.reduce((best, each) => (Math.abs(measure(each) - aim) < Math.abs(measure(best) - aim) ? each : best));
}

function heightOf(line) {
  const { top, height } = line.getBoundingClientRect();
  return top + height / 2;
}

function yOnPaper(frame, line) {
  const paper = frame.firstElementChild;
  return (boxOf(line).middle / paper.querySelector(".sheet__marks").viewBox.baseVal.height) * paper.clientHeight;
}
