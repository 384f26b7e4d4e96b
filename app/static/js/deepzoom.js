// Deep-zoom viewer: draws a page image from tiles on a canvas.

const MAX_SCALE = 2; // screen pixels per image pixel
const ZOOM_STEP = 1.5;
const PAN_STEP = 80; // screen pixels
const MAX_CACHED_TILES = 300;

export function start(root) {
  const frame = root.querySelector(".zoom__frame");
  const canvas = document.createElement("canvas");
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", root.dataset.label);
  frame.replaceChildren(canvas);
  const view = new View(canvas, root.dataset);
  bindControls(root, frame, canvas, view);
  new ResizeObserver(() => view.resize()).observe(frame);
}

class View {
  constructor(canvas, { tiles, width, height, side }) {
    Object.assign(this, { canvas, baseUrl: tiles, tiles: new Map(), isDrawScheduled: false });
    [this.width, this.height, this.side, this.factors] = [+width, +height, +side, [1]];
    while (this.factors.at(-1) * this.side < Math.max(width, height)) this.factors.push(this.factors.at(-1) * 2);
  }

  resize() {
    const isZoomed = this.scale && this.scale > this.fitScale;
    const ratio = window.devicePixelRatio || 1;
    this.canvas.width = Math.round(this.canvas.clientWidth * ratio);
    this.canvas.height = Math.round(this.canvas.clientHeight * ratio);
    this.fitScale = Math.min(this.canvas.width / this.width, this.canvas.height / this.height);
    if (isZoomed) this.move(0, 0);
    else this.fit();
  }

  fit() {
    this.scale = this.fitScale;
    this.x = this.y = 0;
    this.move(0, 0);
  }

  // `x` and `y` are the top left corner of the view in image pixels; `dx` and `dy` are screen pixels.
  move(dx, dy) {
    this.x = clampOffset(this.x + dx / this.scale, this.width, this.canvas.width / this.scale);
    this.y = clampOffset(this.y + dy / this.scale, this.height, this.canvas.height / this.scale);
    this.redraw();
  }

  zoom(factor, atX = this.canvas.width / 2, atY = this.canvas.height / 2) {
    const scale = Math.min(Math.max(this.scale * factor, this.fitScale), MAX_SCALE);
    this.x += atX / this.scale - atX / scale;
    this.y += atY / this.scale - atY / scale;
    this.scale = scale;
    this.move(0, 0);
  }

  redraw() {
    if (this.isDrawScheduled) return;
    this.isDrawScheduled = true;
    requestAnimationFrame(() => this.draw());
  }

  draw() {
    this.isDrawScheduled = false;
    const context = this.canvas.getContext("2d");
    context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    const bestFactor = [...this.factors].reverse().find((factor) => factor * this.scale <= 1) || 1;
    for (const factor of [...this.factors].reverse()) {
      if (factor < bestFactor) break;
      const loadMissing = factor === bestFactor || factor === this.factors.at(-1);
      for (const tile of this.visibleTiles(factor)) this.paint(context, tile, loadMissing);
    }
  }

  *visibleTiles(factor) {
    const tileSpan = this.side * factor;
    const [right, bottom] = [this.canvas.width / this.scale, this.canvas.height / this.scale];
    for (let tileY = firstTile(this.y, tileSpan); tileY < Math.min(this.y + bottom, this.height); tileY += tileSpan) {
      for (let tileX = firstTile(this.x, tileSpan); tileX < Math.min(this.x + right, this.width); tileX += tileSpan) {
        const [w, h] = [Math.min(tileSpan, this.width - tileX), Math.min(tileSpan, this.height - tileY)];
        const tileSize = `${Math.ceil(w / factor)},${Math.ceil(h / factor)}`;
        yield { tileX, tileY, w, h, name: `${tileX},${tileY},${w},${h}/${tileSize}/0/default.webp` };
      }
    }
  }

  paint(context, { tileX, tileY, w, h, name }, loadMissing) {
    const image = this.tiles.get(name) || (loadMissing && this.load(name));
    if (!image?.complete || !image.naturalWidth) return;
    const [x, y] = [(tileX - this.x) * this.scale, (tileY - this.y) * this.scale];
    const [right, bottom] = [x + w * this.scale, y + h * this.scale];
    const [x0, y0] = [Math.floor(x), Math.floor(y)]; // whole pixels, or the seams show
    context.drawImage(image, x0, y0, Math.ceil(right) - x0, Math.ceil(bottom) - y0);
  }

  load(name) {
    const image = new Image();
    image.onload = () => this.redraw();
    image.src = `${this.baseUrl}${name}`;
    this.tiles.set(name, image);
    if (this.tiles.size > MAX_CACHED_TILES) this.tiles.delete(this.tiles.keys().next().value);
    return image;
  }
}

function clampOffset(offset, imageSize, visibleSize) {
  return visibleSize >= imageSize
    ? (imageSize - visibleSize) / 2
    : Math.min(Math.max(offset, 0), imageSize - visibleSize);
}

function firstTile(offset, tileSpan) {
  return Math.max(0, Math.floor(offset / tileSpan) * tileSpan);
}

function bindControls(root, frame, canvas, view) {
  const actions = { in: () => view.zoom(ZOOM_STEP), out: () => view.zoom(1 / ZOOM_STEP), fit: () => view.fit() };
  const keys = { "+": actions.in, "=": actions.in, "-": actions.out, 0: actions.fit };
  keys.ArrowLeft = () => view.move(-PAN_STEP, 0);
  keys.ArrowRight = () => view.move(PAN_STEP, 0);
  keys.ArrowUp = () => view.move(0, -PAN_STEP);
  keys.ArrowDown = () => view.move(0, PAN_STEP);
  const tools = root.querySelector(".zoom__tools");
  tools.hidden = false;
  tools.addEventListener("click", (event) => actions[event.target.dataset.zoom]?.());
  frame.addEventListener("keydown", (event) => {
    if (!keys[event.key] || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    keys[event.key]();
  });
  canvas.addEventListener("wheel", (event) => {
    event.preventDefault();
    view.zoom(event.deltaY < 0 ? ZOOM_STEP : 1 / ZOOM_STEP, ...canvasPoint(canvas, event));
  });
  canvas.addEventListener("dblclick", (event) => view.zoom(2, ...canvasPoint(canvas, event)));
  bindPointers(canvas, view);
}

function bindPointers(canvas, view) {
  const pointers = new Map();
  const removePointer = (event) => pointers.delete(event.pointerId);
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, canvasPoint(canvas, event));
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!pointers.has(event.pointerId)) return;
    const [previous, current] = [pointers.get(event.pointerId), canvasPoint(canvas, event)];
    const anchor = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
    if (anchor) view.zoom(distance(current, anchor) / (distance(previous, anchor) || 1), ...midpoint(current, anchor));
    else view.move(previous[0] - current[0], previous[1] - current[1]);
    pointers.set(event.pointerId, current);
  });
  canvas.addEventListener("pointerup", removePointer);
  canvas.addEventListener("pointercancel", removePointer);
}

function canvasPoint(canvas, event) {
  const box = canvas.getBoundingClientRect();
  const ratio = canvas.width / box.width;
  return [(event.clientX - box.left) * ratio, (event.clientY - box.top) * ratio];
}

function distance([x1, y1], [x2, y2]) {
  return Math.hypot(x1 - x2, y1 - y2);
}

function midpoint([x1, y1], [x2, y2]) {
  return [(x1 + x2) / 2, (y1 + y2) / 2];
}

document.querySelectorAll(".zoom").forEach(start); // the last line: the class must be there
