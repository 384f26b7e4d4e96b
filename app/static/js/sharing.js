// Share buttons: copy a page's address, or pass it to the device's share menu.

start(document);

export function start(page) {
  for (const element of page.querySelectorAll("[data-shared]")) bindShareButtons(element);
}

function bindShareButtons(element) {
  const [link, copyButton, sendButton] = ["a", "[data-copy]", "[data-send]"].map((selector) =>
    element.querySelector(selector),
  );
  copyButton.hidden = !navigator.clipboard;
  copyButton.addEventListener("click", async () => {
    await navigator.clipboard.writeText(link.href);
    copyButton.textContent = copyButton.dataset.done;
  });
  sendButton.hidden = !navigator.share;
  sendButton.addEventListener("click", () => {
    navigator.share({ title: document.title, url: link.href }).catch(() => {}); // cancelled by the reader
  });
}
