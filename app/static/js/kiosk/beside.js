// Opens the library beside this page, so that this page goes on counting, and closes it at the end.

const NAME = "thu-vien";
let opened = null;

export function keepBeside(page) {
  page.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || link.hreflang || link.getAttribute("href").startsWith("#")) return;
    event.preventDefault();
    open(link.href);
  });
  page.addEventListener("submit", (event) => {
    if (event.target.method !== "get") return;
    event.preventDefault();
    open(`${event.target.action}?${new URLSearchParams(new FormData(event.target))}`);
  });
}

export function closeBeside() {
  opened?.close();
  opened = null;
}

function open(address) {
  opened = window.open(address, NAME);
}
