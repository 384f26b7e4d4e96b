// Takes codes as a scanner types them, without loading the page: shows each outcome and sounds it.

const HIGH_HZ = 1320;
const LOW_HZ = 196;
const SHORT_S = 0.08;
const LONG_S = 0.6;
const MAX_SHOWN = 30;
const PAUSE_MS = 1200;
const BAD = new Set(["unknown", "misplaced"]);

const form = document.querySelector("form[data-stocktake]");
if (form) start(form);

export function start(form) {
  const input = form.querySelector("input[name=ma]");
  const list = document.querySelector("[data-scans]");
  const waiting = [];
  let sending = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (input.value.trim()) waiting.push(input.value);
    input.value = "";
    input.focus();
    if (!sending) send();
  });

  async function send() {
    sending = true;
    while (waiting.length) {
      const body = new FormData(form);
      body.set("ma", waiting[0]);
      try {
        const response = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
        if (!response.ok) throw new Error(response.statusText);
        for (const scan of await response.json()) show(list, scan);
        waiting.shift();
      } catch {
        sound(LOW_HZ, LONG_S);
        input.value = waiting.join(" "); // nothing is lost: the codes can be sent again
        waiting.length = 0;
        add(list, "Chưa ghi được: mất đường truyền hoặc đợt đã kết thúc. Bấm Ghi mã để gửi lại.", true);
      }
    }
    sending = false;
    clearTimeout(refreshing);
    refreshing = setTimeout(refresh, PAUSE_MS);
  }
}

let refreshing;

/** Replaces the result of the count, once the scanner pauses. */
async function refresh() {
  try {
    const response = await fetch(window.location.href);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const result = page.querySelector("[data-result]");
    if (result) document.querySelector("[data-result]").replaceWith(result);
  } catch {
    // the page shows the result when it is loaded again
  }
}

function show(list, { code, outcome, words, title, location }) {
  const bad = BAD.has(outcome);
  const place = outcome === "misplaced" ? ` (${location || "chưa ghi kho"})` : "";
  add(list, `${code} ${words}${title ? `: ${title}` : ""}${place}`, bad);
  if (bad) sound(LOW_HZ, LONG_S);
  else sound(HIGH_HZ, SHORT_S);
}

function add(list, text, bad) {
  const line = document.createElement("li");
  line.textContent = text;
  line.classList.toggle("doubt", bad);
  list.prepend(line);
  while (list.children.length > MAX_SHOWN) list.lastElementChild.remove();
}

let audio;

function sound(frequency, seconds) {
  try {
    audio ??= new AudioContext();
    const tone = audio.createOscillator();
    tone.frequency.value = frequency;
    tone.connect(audio.destination);
    tone.start();
    tone.stop(audio.currentTime + seconds);
  } catch {
    // without sound the red line remains
  }
}
