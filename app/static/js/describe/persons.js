// Draws the boxes of the persons on a picture, and writes a box drawn by mouse into their line.

const SVG = "http://www.w3.org/2000/svg";
const SMALLEST = 1; // percent; a click draws nothing

const paper = document.querySelector("[data-persons] .sheet__paper");
const lines = document.querySelector("#o-persons");
if (paper && lines) start(paper, lines);

export function start(paper, lines) {
  const overlay = document.createElementNS(SVG, "svg");
  overlay.setAttribute("class", "sheet__persons");
  overlay.setAttribute("viewBox", "0 0 100 100");
  overlay.setAttribute("preserveAspectRatio", "none");
  overlay.setAttribute("aria-hidden", "true");
  paper.append(overlay);
  const draw = (extra) => overlay.replaceChildren(...[...boxesIn(lines.value), ...(extra ? [extra] : [])].map(rectangle));
  lines.addEventListener("input", () => draw());
  draw();
  let from;
  paper.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || event.pointerType === "touch") return; // a finger scrolls
    event.preventDefault();
    paper.setPointerCapture(event.pointerId);
    from = place(paper, event);
  });
  paper.addEventListener("pointermove", (event) => from && draw(between(from, place(paper, event))));
  paper.addEventListener("pointerup", (event) => {
    const box = from && between(from, place(paper, event));
    from = undefined;
    if (box && box[2] >= SMALLEST && box[3] >= SMALLEST) write(lines, box);
    draw();
  });
}

export function boxesIn(text) {
  return text
    .split("\n")
    .map((line) => line.split("|").map((part) => part.trim().replaceAll(",", ".").split(/\s+/).map(Number)))
    .map((parts) => parts.slice(1).find((numbers) => numbers.length === 4 && numbers.every(Number.isFinite)))
    .filter(Boolean);
}

/** Puts the box into the line with the cursor: in place of its box, or after its name. */
export function withBox(line, box) {
  const [name, ...parts] = line.split("|").map((part) => part.trim());
  const link = parts.filter((part) => part && !/^[\d.,\s]+$/.test(part));
  const edges = box.map((edge) => String(Math.round(edge * 10) / 10).replace(".", ",")).join(" ");
  return [name || "Tên người", edges, ...link].join(" | ");
}

function write(lines, box) {
  const before = lines.value.slice(0, lines.selectionStart);
  const begin = before.lastIndexOf("\n") + 1;
  const length = (lines.value.slice(begin) + "\n").indexOf("\n");
  const line = lines.value.slice(begin, begin + length);
  lines.setRangeText(withBox(line, box), begin, begin + length, "end");
  lines.dispatchEvent(new Event("input", { bubbles: true }));
  lines.focus();
}

function place(paper, event) {
  const frame = paper.getBoundingClientRect();
  const share = (value, length) => Math.min(100, Math.max(0, (100 * value) / length));
  return [share(event.clientX - frame.left, frame.width), share(event.clientY - frame.top, frame.height)];
}

function between(from, to) {
  const [left, top] = [Math.min(from[0], to[0]), Math.min(from[1], to[1])];
  return [left, top, Math.abs(from[0] - to[0]), Math.abs(from[1] - to[1])];
}

function rectangle([left, top, width, height]) {
  const rect = document.createElementNS(SVG, "rect");
  for (const [name, value] of Object.entries({ x: left, y: top, width, height })) rect.setAttribute(name, value);
  return rect;
}
