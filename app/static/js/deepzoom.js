// Draws a page that is kept in tiles (IIIF Image API, level 0) as closely as one likes.

const CLOSEST = 2; // screen pixels for one of the image
const STEP = 1.5;
const PAN = 80;
const KEPT = 300;

document.querySelectorAll(".zoom").forEach(start);

export async function start(root) {
  const answer = await fetch(root.dataset.info);
  if (!answer.ok) return; // the image that is there already stays
  const frame = root.querySelector(".zoom__frame");
  const canvas = document.createElement("canvas");
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", root.dataset.label);
  frame.replaceChildren(canvas);
  const view = new View(canvas, root.dataset.info.replace(/\/info\.json$/, ""), await answer.json());
  listen(root, frame, canvas, view);
  new ResizeObserver(() => view.resize()).observe(frame);
}

class View {
  constructor(canvas, address, info) {
    Object.assign(this, { canvas, address, tiles: new Map(), waiting: false });
    [this.width, this.height] = [info.width, info.height];
    [this.side, this.factors] = [info.tiles[0].width, info.tiles[0].scaleFactors];
  }

  resize() {
    const seen = this.scale && this.scale > this.fitting;
    const ratio = window.devicePixelRatio || 1;
    this.canvas.width = Math.round(this.canvas.clientWidth * ratio);
    this.canvas.height = Math.round(this.canvas.clientHeight * ratio);
    this.fitting = Math.min(this.canvas.width / this.width, this.canvas.height / this.height);
    if (seen) this.move(0, 0);
    else this.fit();
  }

  fit() {
    this.scale = this.fitting;
    this.x = this.y = 0;
    this.move(0, 0);
  }

  // `x` and `y` are the corner of the screen in the image; `dx` and `dy` are screen pixels.
  move(dx, dy) {
    this.x = within(this.x + dx / this.scale, this.width, this.canvas.width / this.scale);
    this.y = within(this.y + dy / this.scale, this.height, this.canvas.height / this.scale);
    this.redraw();
  }

  zoom(by, atX = this.canvas.width / 2, atY = this.canvas.height / 2) {
    const scale = Math.min(Math.max(this.scale * by, this.fitting), CLOSEST);
    this.x += atX / this.scale - atX / scale;
    this.y += atY / this.scale - atY / scale;
    this.scale = scale;
    this.move(0, 0);
  }

  redraw() {
    if (this.waiting) return;
    this.waiting = true;
    requestAnimationFrame(() => this.draw());
  }

  draw() {
    this.waiting = false;
    const pen = this.canvas.getContext("2d");
    pen.clearRect(0, 0, this.canvas.width, this.canvas.height);
    const wanted = [...this.factors].reverse().find((factor) => factor * this.scale <= 1) || 1;
    for (const factor of [...this.factors].reverse()) {
      if (factor < wanted) break;
      const last = factor === wanted || factor === this.factors.at(-1);
      for (const tile of this.seen(factor)) this.paint(pen, tile, last);
    }
  }

  *seen(factor) {
    const step = this.side * factor;
    const [right, bottom] = [this.canvas.width / this.scale, this.canvas.height / this.scale];
    for (let top = first(this.y, step); top < Math.min(this.y + bottom, this.height); top += step) {
      for (let left = first(this.x, step); left < Math.min(this.x + right, this.width); left += step) {
        const [w, h] = [Math.min(step, this.width - left), Math.min(step, this.height - top)];
        const drawn = `${Math.ceil(w / factor)},${Math.ceil(h / factor)}`;
        yield { left, top, w, h, name: `${left},${top},${w},${h}/${drawn}/0/default.jpg` };
      }
    }
  }

  paint(pen, { left, top, w, h, name }, isWanted) {
    const image = this.tiles.get(name) || (isWanted && this.load(name));
    if (!image?.complete || !image.naturalWidth) return;
    const [x, y] = [(left - this.x) * this.scale, (top - this.y) * this.scale];
    const [right, bottom] = [x + w * this.scale, y + h * this.scale];
    const [x0, y0] = [Math.floor(x), Math.floor(y)]; // whole pixels, or the seams show
    pen.drawImage(image, x0, y0, Math.ceil(right) - x0, Math.ceil(bottom) - y0);
  }

  load(name) {
    const image = new Image();
    image.onload = () => this.redraw();
    image.src = `${this.address}/${name}`;
    this.tiles.set(name, image);
    if (this.tiles.size > KEPT) this.tiles.delete(this.tiles.keys().next().value);
    return image;
  }
}

function within(start, whole, seen) {
  return seen >= whole ? (whole - seen) / 2 : Math.min(Math.max(start, 0), whole - seen);
}

function first(start, step) {
  return Math.max(0, Math.floor(start / step) * step);
}

function listen(root, frame, canvas, view) {
  const acts = { in: () => view.zoom(STEP), out: () => view.zoom(1 / STEP), fit: () => view.fit() };
  const keys = { "+": acts.in, "=": acts.in, "-": acts.out, 0: acts.fit };
  keys.ArrowLeft = () => view.move(-PAN, 0);
  keys.ArrowRight = () => view.move(PAN, 0);
  keys.ArrowUp = () => view.move(0, -PAN);
  keys.ArrowDown = () => view.move(0, PAN);
  const tools = root.querySelector(".zoom__tools");
  tools.hidden = false;
  tools.addEventListener("click", (event) => acts[event.target.dataset.zoom]?.());
  frame.addEventListener("keydown", (event) => {
    if (!keys[event.key] || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    keys[event.key]();
  });
  canvas.addEventListener("wheel", (event) => {
    event.preventDefault();
    view.zoom(event.deltaY < 0 ? STEP : 1 / STEP, ...place(canvas, event));
  });
  canvas.addEventListener("dblclick", (event) => view.zoom(2, ...place(canvas, event)));
  follow(canvas, view);
}

function follow(canvas, view) {
  const fingers = new Map();
  const lift = (event) => fingers.delete(event.pointerId);
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, place(canvas, event));
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!fingers.has(event.pointerId)) return;
    const [before, now] = [fingers.get(event.pointerId), place(canvas, event)];
    const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
    if (other) view.zoom(apart(now, other) / (apart(before, other) || 1), ...middle(now, other));
    else view.move(before[0] - now[0], before[1] - now[1]);
    fingers.set(event.pointerId, now);
  });
  canvas.addEventListener("pointerup", lift);
  canvas.addEventListener("pointercancel", lift);
}

function place(canvas, event) {
  const box = canvas.getBoundingClientRect();
  const ratio = canvas.width / box.width;
  return [(event.clientX - box.left) * ratio, (event.clientY - box.top) * ratio];
}

function apart([x1, y1], [x2, y2]) {
  return Math.hypot(x1 - x2, y1 - y2);
}

function middle([x1, y1], [x2, y2]) {
  return [(x1 + x2) / 2, (y1 + y2) / 2];
}
