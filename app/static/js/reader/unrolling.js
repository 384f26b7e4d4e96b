// Continuous strip of pages: loads further pages while scrolling and updates the address to the visible page.

const PRELOAD_DISTANCE = "800px";

start(document);

export function start(page) {
  const strip = page.querySelector(".strip");
  const addressObserver = new IntersectionObserver((entries) => updateAddress(entries), { rootMargin: "-45% 0px -45%" });
  for (const sheet of strip.children) addressObserver.observe(sheet);
  const nextLink = page.querySelector("[data-onwards]");
  if (nextLink) loadFollowing(strip, nextLink, addressObserver);
}

function updateAddress(entries) {
  const visibleEntry = entries.find((entry) => entry.isIntersecting);
  if (visibleEntry) window.history.replaceState(null, "", visibleEntry.target.dataset.address + window.location.search);
}

function loadFollowing(strip, nextLink, addressObserver) {
  const endObserver = new IntersectionObserver(async ([end]) => {
    if (!end.isIntersecting || !nextLink.href) return;
    const url = nextLink.href;
    nextLink.removeAttribute("href"); // until the next part has been loaded
    const nextPart = await fetchDocument(url).catch(() => null);
    if (!nextPart) {
      nextLink.href = url; // offline: the link remains for another attempt
      return;
    }
    for (const sheet of nextPart.querySelectorAll(".strip > *")) {
      strip.append(sheet);
      addressObserver.observe(sheet);
    }
    const newLink = nextPart.querySelector("[data-onwards]");
    if (!newLink) return nextLink.remove();
    nextLink.href = newLink.href;
    endObserver.unobserve(nextLink);
    endObserver.observe(nextLink);
  }, { rootMargin: `0px 0px ${PRELOAD_DISTANCE}` });
  endObserver.observe(nextLink);
}

async function fetchDocument(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(response.status);
  return new DOMParser().parseFromString(await response.text(), "text/html");
}
