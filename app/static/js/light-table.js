// Keyboard and mouse control of the page order form: selecting, rotating, dropping and moving pages.

const form = document.querySelector("form.light");
if (form) start(form, document);

export function start(form, page) {
  const cards = [...form.querySelectorAll(".light__page")];
  const count = form.querySelector("[data-chosen]");
  form.querySelector(".light__keys").hidden = false;
  count.hidden = false;
  const showCount = () => {
    count.textContent = `${cards.filter(isChosen).length} trang được chọn`;
  };
  let anchorIndex = 0;
  form.addEventListener("change", showCount);
  form.addEventListener("click", (event) => {
    const card = event.target.closest(".light__page");
    if (!card || !event.target.matches("input[type=checkbox]")) return;
    const index = cards.indexOf(card);
    if (event.shiftKey) chooseRange(cards, anchorIndex, index);
    anchorIndex = index;
    showCount();
  });
  form.addEventListener("keydown", (event) => {
    const index = cards.indexOf(event.target.closest?.(".light__page"));
    if (index >= 0 && handleKey(form, cards, index, event, showCount)) event.preventDefault();
  });
  page.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "z" && !isTyping(event))
      clickAction(form, "hoan-tac", event);
  });
  for (const card of cards) enableDrag(form, cards, card);
  restoreSelection(cards);
  form.addEventListener("submit", () => saveSelection(cards));
  showCount();
}

/** Keeps the selected pages and the focus across the reload that follows an action. */
function saveSelection(cards) {
  const focusedCard = document.activeElement.closest(".light__page") ?? cards.find(isChosen);
  const chosenIds = cards.filter(isChosen).map((card) => card.dataset.id);
  sessionStorage.setItem(location.pathname, JSON.stringify({ here: focusedCard?.dataset.id, chosen: chosenIds }));
}

function restoreSelection(cards) {
  const { here: focusedId, chosen: chosenIds = [] } = JSON.parse(sessionStorage.getItem(location.pathname) ?? "{}");
  sessionStorage.removeItem(location.pathname);
  for (const card of cards) checkboxOf(card).checked = chosenIds.includes(card.dataset.id);
  const focusedCard = cards.find((card) => card.dataset.id === focusedId);
  if (focusedCard) checkboxOf(focusedCard).focus();
  else if (cards.length) checkboxOf(cards[0]).focus({ preventScroll: true });
}

function handleKey(form, cards, index, event, showCount) {
  const { key } = event;
  const rowLength = cardsPerRow(cards);
  const step = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -rowLength,
    ArrowDown: rowLength,
    Home: -index,
    End: cards.length - 1 - index,
  }[key];
  if (step !== undefined && event.altKey) return shiftChosen(form, cards, index, Math.sign(step));
  if (step !== undefined) {
    const targetIndex = Math.min(Math.max(index + step, 0), cards.length - 1);
    if (event.shiftKey) chooseRange(cards, index, targetIndex);
    checkboxOf(cards[targetIndex]).focus();
    showCount();
    return true;
  }
  if (event.ctrlKey && key === "a") {
    for (const card of cards) checkboxOf(card).checked = true;
    showCount();
    return true;
  }
  if (event.ctrlKey || event.altKey || event.metaKey) return false;
  const action = { r: "xoay-phai", R: "xoay-trai", Delete: "bo" }[key];
  if (!action) return false;
  chooseIfNone(cards, index);
  return clickAction(form, action);
}

/** Moves the selected pages one place to the left or right. */
function shiftChosen(form, cards, index, direction) {
  chooseIfNone(cards, index);
  const chosen = cards.filter(isChosen);
  const target = direction < 0 ? cards[cards.indexOf(chosen[0]) - 1] : cards[cards.indexOf(chosen.at(-1)) + 2];
  if (direction < 0 && !target) return true;
  return moveChosen(form, target);
}

function moveChosen(form, nextCard) {
  const field = form.elements.truoc;
  field.value = nextCard ? nextCard.dataset.id : "0";
  return clickAction(form, "chuyen");
}

function enableDrag(form, cards, card) {
  card.draggable = true;
  card.addEventListener("dragstart", (event) => {
    if (!isChosen(card)) {
      for (const otherCard of cards) checkboxOf(otherCard).checked = false;
      checkboxOf(card).checked = true;
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
    if (!isChosen(card)) moveChosen(form, card);
  });
}

function clickAction(form, action, event) {
  const button = form.querySelector(`button[value=${action}]`);
  event?.preventDefault();
  button?.click();
  return true;
}

function chooseRange(cards, fromIndex, toIndex) {
  for (let index = Math.min(fromIndex, toIndex); index <= Math.max(fromIndex, toIndex); index++)
    checkboxOf(cards[index]).checked = true;
}

function chooseIfNone(cards, index) {
  if (!cards.some(isChosen)) checkboxOf(cards[index]).checked = true;
}

function isChosen(card) {
  return checkboxOf(card).checked;
}

function checkboxOf(card) {
  return card.querySelector("input[type=checkbox]");
}

function isTyping(event) {
  return event.target.matches?.("input:not([type=checkbox]), textarea");
}

function cardsPerRow(cards) {
  const top = cards[0].offsetTop;
  const firstOfSecondRow = cards.findIndex((card) => card.offsetTop !== top);
  return firstOfSecondRow < 0 ? cards.length : firstOfSecondRow;
}
