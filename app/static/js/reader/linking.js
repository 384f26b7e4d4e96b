// Puts the selected words into the share link and the misreading report link, and loads the
// share buttons and the reader's notes when they are opened.

const MAX_WORDS = 12;
const MAX_LETTERS = 100; // in a misreading report

start(document);
offerNotes(document);

export function start(page) {
  const share = page.querySelector(".share");
  if (!share) return;
  share.addEventListener("toggle", () => import("../sharing.js"), { once: true });
  const [link, quotation] = [share.querySelector("a"), share.querySelector("[data-share-chosen]")];
  page.addEventListener("selectionchange", () => {
    const text = selectedText(page);
    if (!text) return; // opening the list or pressing the button clears the selection
    setReportedText(page.querySelector("[data-report]"), text);
    quotation.querySelector("q").textContent = text;
    quotation.hidden = false;
    share.querySelector("[data-share-how]").hidden = true;
    const url = new URL(share.dataset.plain);
    url.searchParams.set("q", `"${text}"`);
    link.href = link.textContent = url.href;
  });
}

function offerNotes(page) {
  const section = page.querySelector("[data-notes]");
  if (!section) return;
  const load = async () => (await import("./notes.js")).start(page, section);
  section.hidden = false;
  if (window.localStorage.getItem("ghi-chu")?.includes(`"${section.dataset.place}"`)) load();
  else section.addEventListener("toggle", load, { once: true });
}

function setReportedText(link, text) {
  if (!link) return;
  const url = new URL(link.href);
  url.searchParams.set("sai", text.slice(0, MAX_LETTERS));
  link.href = url;
}

function selectedText(page) {
  const selection = page.getSelection();
  const passage = selection.anchorNode?.parentElement?.closest(".page-text__body, .sheet__text");
  if (selection.isCollapsed || !passage) return "";
  return selection.toString().replace(/["“”\s]+/g, " ").trim().split(" ").slice(0, MAX_WORDS).join(" ");
}
