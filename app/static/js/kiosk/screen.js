// Shows one part of the kiosk page at a time, and updates its texts, notices and links.

export class Screen {
  constructor(page) {
    this.page = page;
    this.title = page.title;
  }

  show(name) {
    for (const part of this.page.querySelectorAll("[data-part]")) {
      part.hidden = part.dataset.part !== name;
    }
    this.page.querySelector(`[data-part="${name}"] h2`)?.focus();
  }

  // A notice with a title also changes the tab title, to be seen behind other tabs.
  toggleNotice(name, isVisible) {
    const element = this.page.querySelector(`[data-notice="${name}"]`);
    if (element.hidden !== isVisible) return;
    element.hidden = !isVisible;
    if (element.dataset.title) this.page.title = isVisible ? element.dataset.title : this.title;
  }

  setText(name, text) {
    for (const element of this.page.querySelectorAll(`[data-told="${name}"]`)) {
      if (element.textContent !== String(text)) element.textContent = text;
    }
  }

  // Links come from the server's settings; only http(s) addresses are shown.
  listLinks(name, links) {
    const list = this.page.querySelector(`[data-offer="${name}"]`);
    const webLinks = links.filter(([, url]) => /^https?:/.test(url));
    list.replaceChildren(
      ...webLinks.map(([title, url]) => {
        const link = Object.assign(document.createElement("a"), { href: url, textContent: title });
        link.rel = "noreferrer";
        const item = document.createElement("li");
        item.append(link);
        return item;
      }),
    );
  }

  onClick(name, listener) {
    this.page.querySelector(`[data-act="${name}"]`).addEventListener("click", listener);
  }
}
