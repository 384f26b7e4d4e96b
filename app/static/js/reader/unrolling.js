// Lets the strip of pages unroll as it is read, and keeps the address at the page that is seen.

const BEFORE_THE_END = "800px";

start(document);

export function start(page) {
  const strip = page.querySelector(".strip");
  const seen = new IntersectionObserver((entries) => follow(entries), { rootMargin: "-45% 0px -45%" });
  for (const sheet of strip.children) seen.observe(sheet);
  const onwards = page.querySelector("[data-onwards]");
  if (onwards) unroll(strip, onwards, seen);
}

function follow(entries) {
  const here = entries.find((entry) => entry.isIntersecting);
  if (here) window.history.replaceState(null, "", here.target.dataset.address + window.location.search);
}

function unroll(strip, onwards, seen) {
  const near = new IntersectionObserver(async ([end]) => {
    if (!end.isIntersecting || !onwards.href) return;
    const address = onwards.href;
    onwards.removeAttribute("href"); // until it is known what comes after
    const more = await pagesAt(address).catch(() => null);
    if (!more) {
      onwards.href = address; // the line is down: the link is there to be tried again
      return;
    }
    for (const sheet of more.querySelectorAll(".strip > *")) {
      strip.append(sheet);
      seen.observe(sheet);
    }
    const next = more.querySelector("[data-onwards]");
    if (!next) return onwards.remove();
    onwards.href = next.href;
    near.unobserve(onwards);
    near.observe(onwards);
  }, { rootMargin: `0px 0px ${BEFORE_THE_END}` });
  near.observe(onwards);
}

async function pagesAt(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(answer.status);
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}
