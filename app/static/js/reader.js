// Makes the page reader quicker to the hand: keys, zoom, and the next page fetched ahead.

const STEPS = [1, 1.5, 2, 3, 4];

start(document);

export function start(page) {
  page.addEventListener("keydown", (event) => press(page, event));
  page.querySelector("[data-report]")?.addEventListener("click", tellWhatIsChosen);
  const frame = page.querySelector(".sheet__frame");
  if (!frame) return;
  const zoom = zoomer(frame);
  const tools = page.querySelector(".reader__tools");
  tools.hidden = false;
  tools.addEventListener("click", (event) => zoom(event.target.dataset.zoom));
  page.addEventListener("keydown", (event) => {
    const how = { "+": "in", "=": "in", "-": "out", 0: "fit" }[event.key];
    if (how && isPlain(event)) zoom(how);
  });
  drag(frame);
  showFirstMark(frame);
  window.addEventListener("load", () => fetchNext(frame.querySelector("img")));
}

/** The words that are marked with the mouse are those that were misread. */
function tellWhatIsChosen({ currentTarget }) {
  const chosen = getSelection().toString().trim();
  const address = new URL(currentTarget.href);
  if (chosen) address.searchParams.set("sai", chosen.slice(0, 100));
  currentTarget.href = address;
}

function press(page, event) {
  if (!isPlain(event)) return;
  const turn = { ArrowLeft: "prev", ArrowRight: "next" }[event.key];
  const zoomed = page.querySelector(".sheet__frame--zoomed:focus");
  if (turn && !zoomed) page.querySelector(`a[rel=${turn}]`)?.click();
  if (event.key === "/") {
    event.preventDefault();
    page.querySelector("#tim-trong").focus();
  }
}

function isPlain(event) {
  const typing = event.target.closest?.("input, textarea, select");
  return !typing && !event.ctrlKey && !event.altKey && !event.metaKey;
}

function zoomer(frame) {
  const paper = frame.querySelector(".sheet__paper");
  const image = frame.querySelector("img");
  const sizes = image.sizes;
  let step = 0;
  return (how) => {
    if (!how) return;
    step = how === "fit" ? 0 : Math.min(Math.max(step + (how === "in" ? 1 : -1), 0), STEPS.length - 1);
    const middle = (frame.scrollTop + frame.clientHeight / 2) / paper.clientHeight;
    frame.classList.toggle("sheet__frame--zoomed", step > 0);
    paper.style.width = `${STEPS[step] * 100}%`;
    image.sizes = step ? `${Math.round(frame.clientWidth * STEPS[step])}px` : sizes;
    frame.scrollTop = middle * paper.clientHeight - frame.clientHeight / 2;
  };
}

function drag(frame) {
  let from = null;
  frame.addEventListener("pointerdown", (event) => {
    if (event.pointerType !== "mouse" || !frame.classList.contains("sheet__frame--zoomed")) return;
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

function showFirstMark(frame) {
  const mark = frame.querySelector("rect");
  if (mark && mark.getBoundingClientRect().bottom > window.innerHeight) {
    mark.scrollIntoView({ block: "center" });
  }
}

function fetchNext(image) {
  if (!image.dataset.next || navigator.connection?.saveData) return;
  const next = new Image();
  next.fetchPriority = "low";
  if (image.sizes) next.sizes = image.sizes; // the same sizes choose the file the next page will ask for
  next.srcset = image.dataset.next;
}
