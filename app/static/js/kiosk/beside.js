// Opens library pages in a second window, so that the kiosk page keeps counting, and closes that window at the end.

const WINDOW_NAME = "thu-vien";
let libraryWindow = null;

export function openLinksInLibraryWindow(page) {
  page.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || link.hreflang || link.getAttribute("href").startsWith("#")) return;
    event.preventDefault();
    openLibraryWindow(link.href);
  });
  page.addEventListener("submit", (event) => {
    if (event.target.method !== "get") return;
    event.preventDefault();
    openLibraryWindow(`${event.target.action}?${new URLSearchParams(new FormData(event.target))}`);
  });
}

export function closeLibraryWindow() {
  libraryWindow?.close();
  libraryWindow = null;
}

function openLibraryWindow(url) {
  libraryWindow = window.open(url, WINDOW_NAME);
}
