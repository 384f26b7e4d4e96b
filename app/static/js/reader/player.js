// Player of a recording: speed, loop of a stretch, cues that follow the sound, the place to go on.

const RESUMED = "nghe-tiep"; // localStorage key: seconds by recording
const BACK_SECONDS = 5;
const MAX_RECORDINGS = 50;
const SEAT_MS = 240000;

const player = document.querySelector("[data-player]");
const media = player?.querySelector("audio, video");
if (media) start(player, media);

export function start(root, sound) {
  sound.addEventListener("keydown", (event) => event.stopPropagation()); // its own keys
  root.querySelector("[data-speed]").addEventListener("change", (event) => {
    sound.playbackRate = Number(event.target.value);
  });
  bindButtons(root, sound);
  root.addEventListener("click", (event) => seekToCue(event, sound));
  sound.addEventListener("timeupdate", () => {
    const isLooping = root.querySelector("[data-loop]").getAttribute("aria-pressed") === "true";
    if (isLooping && sound.currentTime * 1000 >= Number(root.dataset.ends)) sound.currentTime = Number(root.dataset.begins) / 1000;
    showCue(root, sound.currentTime * 1000);
    followStretch(root, sound.currentTime * 1000);
  });
  showLine(root.querySelector("[data-words] [aria-current]"));
  if (root.dataset.resumes) rememberPlace(root, sound);
  if (root.dataset.queue) keepSeat(root.dataset.queue, sound);
}

// Brings the line that was asked for to the screen; Enter then plays from it.
function showLine(line) {
  line?.scrollIntoView({ block: "center" });
  line?.querySelector("a").focus({ preventScroll: true });
}

// A library copy is heard while a seat is held: what the browser has fetched needs no further request.
function keepSeat(queue, sound) {
  let asked = Date.now();
  const ask = async () => {
    if (Date.now() - asked < SEAT_MS) return;
    asked = Date.now();
    const answer = await fetch(location.href, { method: "HEAD", redirect: "manual" }).catch(() => null);
    if (!answer?.ok) location.assign(queue);
  };
  for (const name of ["timeupdate", "play"]) sound.addEventListener(name, ask);
}

function bindButtons(root, sound) {
  const back = root.querySelector("[data-back]");
  const loop = root.querySelector("[data-loop]");
  root.querySelector("[data-speed-choice]").hidden = back.hidden = loop.hidden = false;
  back.addEventListener("click", () => {
    sound.currentTime = Math.max(0, sound.currentTime - BACK_SECONDS);
  });
  loop.addEventListener("click", () => {
    loop.setAttribute("aria-pressed", String(loop.getAttribute("aria-pressed") !== "true"));
  });
}

function seekToCue(event, sound) {
  const cue = event.target.closest(".cues a")?.closest("[data-begins]"); // also of a chapter
  if (!cue) return;
  event.preventDefault();
  playFrom(sound, Number(cue.dataset.begins) / 1000);
}

function playFrom(sound, seconds) {
  sound.currentTime = seconds; // kept by the element until its file is open
  sound.play();
}

function showCue(root, milliseconds) {
  for (const cue of root.querySelectorAll(".cues [data-begins]")) {
    const isNow = Number(cue.dataset.begins) <= milliseconds && milliseconds < Number(cue.dataset.ends);
    if (isNow && !cue.hasAttribute("aria-current")) cue.scrollIntoView({ block: "nearest" });
    if (isNow) cue.setAttribute("aria-current", "true");
    else cue.removeAttribute("aria-current");
  }
}

// Shows the words of the stretch that is heard, without a break of the sound.
async function followStretch(root, milliseconds) {
  const links = [...root.querySelectorAll("[data-stretches] [data-begins]")];
  const link = links.findLast((other) => Number(other.dataset.begins) <= milliseconds);
  if (!link || link.hasAttribute("aria-current") || root.dataset.follows === link.href) return;
  root.dataset.follows = link.href; // asked for once
  const answer = await fetch(link.href).catch(() => null);
  if (!answer?.ok) return; // the words of the former stretch stay
  const next = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-player]");
  for (const part of ["[data-words]", "[data-stretches]"]) root.querySelector(part).replaceWith(next.querySelector(part));
  root.dataset.begins = next.dataset.begins;
  root.dataset.ends = next.dataset.ends;
  delete root.dataset.follows;
  window.history.replaceState(null, "", link.href);
}

function rememberPlace(root, sound) {
  const key = root.dataset.resumes;
  const places = readPlaces();
  const asked = new URLSearchParams(window.location.search);
  if (places[key] && !asked.has("tu") && !asked.has("q") && Number(root.dataset.begins) === 0) sound.currentTime = places[key];
  window.addEventListener("pagehide", () => {
    if (!sound.currentTime) return;
    const { [key]: _, ...others } = readPlaces();
    const latest = Object.entries(others).slice(1 - MAX_RECORDINGS);
    if (!sound.ended) latest.push([key, Math.floor(sound.currentTime)]);
    window.localStorage.setItem(RESUMED, JSON.stringify(Object.fromEntries(latest)));
  });
}

function readPlaces() {
  try {
    return JSON.parse(window.localStorage.getItem(RESUMED)) ?? {};
  } catch {
    return {}; // invalid stored value
  }
}
