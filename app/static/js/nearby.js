// Brings what is near an item when its reader comes to the end of the page; else a link leads there.

const place = document.querySelector("[data-nearby]");
if (place && !navigator.connection?.saveData) {
  const watch = new IntersectionObserver(([seen]) => {
    if (!seen.isIntersecting) return;
    watch.disconnect();
    bring(place);
  });
  watch.observe(place);
}

async function bring(section) {
  const answer = await fetch(section.dataset.nearby).catch(() => null);
  if (!answer?.ok) return;
  const cards = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("ul");
  if (cards?.children.length) section.querySelector("p").replaceWith(cards);
}
