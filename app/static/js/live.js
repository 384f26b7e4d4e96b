// Refreshes the part of the page marked data-live every two seconds, without moving scroll or focus.

const INTERVAL_MS = 2000;

start(document);

export function start(page) {
  const part = page.querySelector("[data-live]");
  if (part) window.setTimeout(() => refresh(page, part), INTERVAL_MS);
}

async function refresh(page, part) {
  if (part.contains(page.activeElement)) {
    window.setTimeout(() => refresh(page, part), INTERVAL_MS); // the user may be about to press a button in it
    return;
  }
  try {
    const response = await fetch(window.location.href);
    const newPage = new DOMParser().parseFromString(await response.text(), "text/html");
    const newPart = newPage.getElementById(part.id);
    const isUnfocused = !part.contains(page.activeElement); // the focus may have moved during the fetch
    if (response.ok && newPart && isUnfocused) part.replaceWith(newPart);
  } catch {
    // offline: the old content stays, and the next attempt may succeed
  }
  window.setTimeout(() => start(page), INTERVAL_MS);
}
