// Shows one part of the page at a time, and what is to be told in it.

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

  // A notice comes and goes; one with a title calls from behind other tabs too.
  notice(name, isOn) {
    const notice = this.page.querySelector(`[data-notice="${name}"]`);
    if (notice.hidden !== isOn) return;
    notice.hidden = !isOn;
    if (notice.dataset.title) this.page.title = isOn ? notice.dataset.title : this.title;
  }

  tell(name, words) {
    for (const place of this.page.querySelectorAll(`[data-told="${name}"]`)) {
      if (place.textContent !== String(words)) place.textContent = words;
    }
  }

  // Links come from the library's rules; only web addresses are followed.
  offer(name, links) {
    const list = this.page.querySelector(`[data-offer="${name}"]`);
    const shown = links.filter(([, address]) => /^https?:/.test(address));
    list.replaceChildren(
      ...shown.map(([title, address]) => {
        const link = Object.assign(document.createElement("a"), { href: address, textContent: title });
        link.rel = "noreferrer";
        const item = document.createElement("li");
        item.append(link);
        return item;
      }),
    );
  }

  on(name, act) {
    this.page.querySelector(`[data-act="${name}"]`).addEventListener("click", act);
  }
}
