// Makes the light table quick to the hand: keys walk, choose and act; pages are dragged to a place.

const form = document.querySelector("form.light");
if (form) start(form, document);

export function start(form, page) {
  const cards = [...form.querySelectorAll(".light__page")];
  const count = form.querySelector("[data-chosen]");
  form.querySelector(".light__keys").hidden = false;
  count.hidden = false;
  const tell = () => {
    count.textContent = `${cards.filter(isChosen).length} trang được chọn`;
  };
  let from = 0;
  form.addEventListener("change", tell);
  form.addEventListener("click", (event) => {
    const card = event.target.closest(".light__page");
    if (!card || !event.target.matches("input[type=checkbox]")) return;
    const at = cards.indexOf(card);
    if (event.shiftKey) choose(cards, from, at);
    from = at;
    tell();
  });
  form.addEventListener("keydown", (event) => {
    const at = cards.indexOf(event.target.closest?.(".light__page"));
    if (at >= 0 && walk(form, cards, at, event, tell)) event.preventDefault();
  });
  page.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "z" && !isTyping(event)) press(form, "hoan-tac", event);
  });
  for (const card of cards) drag(form, cards, card);
  takeUpAgain(cards);
  form.addEventListener("submit", () => layAside(cards));
  tell();
}

/** After an act the same pages are chosen, wherever they are now. */
function layAside(cards) {
  const here = document.activeElement.closest(".light__page") ?? cards.find(isChosen);
  const chosen = cards.filter(isChosen).map((card) => card.dataset.id);
  sessionStorage.setItem(location.pathname, JSON.stringify({ here: here?.dataset.id, chosen }));
}

function takeUpAgain(cards) {
  const { here, chosen = [] } = JSON.parse(sessionStorage.getItem(location.pathname) ?? "{}");
  sessionStorage.removeItem(location.pathname);
  for (const card of cards) boxOf(card).checked = chosen.includes(card.dataset.id);
  const first = cards.find((card) => card.dataset.id === here);
  if (first) boxOf(first).focus();
  else if (cards.length) boxOf(cards[0]).focus({ preventScroll: true });
}

function walk(form, cards, at, event, tell) {
  const { key } = event;
  const row = perRow(cards);
  const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -row, ArrowDown: row, Home: -at, End: cards.length - 1 - at }[key];
  if (step !== undefined && event.altKey) return shift(form, cards, at, Math.sign(step));
  if (step !== undefined) {
    const to = Math.min(Math.max(at + step, 0), cards.length - 1);
    if (event.shiftKey) choose(cards, at, to);
    boxOf(cards[to]).focus();
    tell();
    return true;
  }
  if (event.ctrlKey && key === "a") {
    for (const card of cards) boxOf(card).checked = true;
    tell();
    return true;
  }
  if (event.ctrlKey || event.altKey || event.metaKey) return false;
  const act = { r: "xoay-phai", R: "xoay-trai", Delete: "bo" }[key];
  if (!act) return false;
  chooseIfNone(cards, at);
  return press(form, act);
}

/** Moves what is chosen one place to the left or right. */
function shift(form, cards, at, way) {
  chooseIfNone(cards, at);
  const chosen = cards.filter(isChosen);
  const next = way < 0 ? cards[cards.indexOf(chosen[0]) - 1] : cards[cards.indexOf(chosen.at(-1)) + 2];
  if (way < 0 && !next) return true;
  return move(form, next);
}

function move(form, before) {
  const target = form.elements.truoc;
  target.value = before ? before.dataset.id : "0";
  return press(form, "chuyen");
}

function drag(form, cards, card) {
  card.draggable = true;
  card.addEventListener("dragstart", (event) => {
    if (!isChosen(card)) {
      for (const other of cards) boxOf(other).checked = false;
      boxOf(card).checked = true;
    }
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", card.dataset.id);
  });
  card.addEventListener("dragover", (event) => {
    event.preventDefault();
    card.classList.add("light__page--here");
  });
  card.addEventListener("dragleave", () => card.classList.remove("light__page--here"));
  card.addEventListener("drop", (event) => {
    event.preventDefault();
    if (!isChosen(card)) move(form, card);
  });
}

function press(form, act, event) {
  const button = form.querySelector(`button[value=${act}]`);
  event?.preventDefault();
  button?.click();
  return true;
}

function choose(cards, from, to) {
  for (let at = Math.min(from, to); at <= Math.max(from, to); at++) boxOf(cards[at]).checked = true;
}

function chooseIfNone(cards, at) {
  if (!cards.some(isChosen)) boxOf(cards[at]).checked = true;
}

function isChosen(card) {
  return boxOf(card).checked;
}

function boxOf(card) {
  return card.querySelector("input[type=checkbox]");
}

function isTyping(event) {
  return event.target.matches?.("input:not([type=checkbox]), textarea");
}

function perRow(cards) {
  const top = cards[0].offsetTop;
  const row = cards.findIndex((card) => card.offsetTop !== top);
  return row < 0 ? cards.length : row;
}
