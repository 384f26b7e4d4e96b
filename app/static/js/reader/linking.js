// Gives the address of this page with the words that were chosen, or reports them misread.

const MOST_WORDS = 12;
const MOST_LETTERS = 100; // of a report

start(document);

export function start(page) {
  const share = page.querySelector(".share");
  if (!share) return;
  const [address, chosen] = [share.querySelector("a"), share.querySelector("[data-share-chosen]")];
  page.addEventListener("selectionchange", () => {
    const words = wordsChosen(page);
    if (!words) return; // opening the list, or pressing the button, lets go of the words
    report(page.querySelector("[data-report]"), words);
    chosen.querySelector("q").textContent = words;
    chosen.hidden = false;
    share.querySelector("[data-share-how]").hidden = true;
    const there = new URL(share.dataset.plain);
    there.searchParams.set("q", `"${words}"`);
    address.href = address.textContent = there.href;
  });
}

function report(link, words) {
  if (!link) return;
  const there = new URL(link.href);
  there.searchParams.set("sai", words.slice(0, MOST_LETTERS));
  link.href = there;
}

function wordsChosen(page) {
  const chosen = page.getSelection();
  const place = chosen.anchorNode?.parentElement?.closest(".page-text__body, .sheet__text");
  if (chosen.isCollapsed || !place) return "";
  return chosen.toString().replace(/["“”\s]+/g, " ").trim().split(" ").slice(0, MOST_WORDS).join(" ");
}
