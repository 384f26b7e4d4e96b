// Loads the related items when the reader scrolls to the end of an item page; without this there is a link.

const section = document.querySelector("[data-nearby]");
if (section && !navigator.connection?.saveData) {
  const observer = new IntersectionObserver(([entry]) => {
    if (!entry.isIntersecting) return;
    observer.disconnect();
    loadNearby(section);
  });
  observer.observe(section);
}

async function loadNearby(section) {
  const response = await fetch(section.dataset.nearby).catch(() => null);
  if (!response?.ok) return;
  const cards = new DOMParser().parseFromString(await response.text(), "text/html").querySelector("ul");
  if (cards?.children.length) section.querySelector("p").replaceWith(cards);
}
