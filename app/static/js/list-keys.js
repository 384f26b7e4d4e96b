// Moves through a list by keys: J and K from row to row, / to the search, N and P to other screens.

const list = document.querySelector("[data-list]");
if (list) start(list);

export function start(list) {
  document.querySelector("[data-list-keys]")?.removeAttribute("hidden");
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target)) return;
    const action = ACTIONS[event.key.toLowerCase()];
    if (action && action(list)) event.preventDefault();
  });
}

const ACTIONS = {
  j: (list) => focusRow(list, 1),
  k: (list) => focusRow(list, -1),
  "/": () => focus(document.querySelector("[data-list-search]")),
  n: () => follow("next"),
  p: () => follow("prev"),
};

function isTyping(target) {
  return target.matches?.("input:not([type=checkbox]), select, textarea, [contenteditable]");
}

function focusRow(list, step) {
  const links = [...list.querySelectorAll("[data-row-link]")];
  const row = document.activeElement?.closest("[data-list] > *");
  const at = links.findIndex((link) => row && row.contains(link));
  const next = at < 0 ? (step > 0 ? 0 : links.length - 1) : at + step;
  return focus(links[next]);
}

function focus(element) {
  element?.focus();
  return Boolean(element);
}

function follow(relation) {
  const link = document.querySelector(`.pager a[rel=${relation}]`);
  if (link) window.location.assign(link.href);
  return Boolean(link);
}
