// Keeps the part of the page marked data-live as it is now, without losing the reader's place.

const EVERY = 2000;

start(document);

export function start(page) {
  const part = page.querySelector("[data-live]");
  if (part) window.setTimeout(() => renew(page, part), EVERY);
}

async function renew(page, part) {
  if (part.contains(page.activeElement)) {
    window.setTimeout(() => renew(page, part), EVERY); // somebody is about to press a button there
    return;
  }
  try {
    const answer = await fetch(window.location.href);
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = fresh.getElementById(part.id);
    const free = !part.contains(page.activeElement); // somebody may have come there meanwhile
    if (answer.ok && now && free) part.replaceWith(now);
  } catch {
    // the line is down: what stands there stays, and the next try may succeed
  }
  window.setTimeout(() => start(page), EVERY);
}
