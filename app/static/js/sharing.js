// Copies the address that stands beside the buttons, or hands it to another program of the device.

start(document);

export function start(page) {
  for (const place of page.querySelectorAll("[data-shared]")) offer(place);
}

function offer(place) {
  const [address, copy, send] = ["a", "[data-copy]", "[data-send]"].map((wanted) => place.querySelector(wanted));
  copy.hidden = !navigator.clipboard;
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(address.href);
    copy.textContent = copy.dataset.done;
  });
  send.hidden = !navigator.share;
  send.addEventListener("click", () => {
    navigator.share({ title: document.title, url: address.href }).catch(() => {}); // the reader changed their mind
  });
}
