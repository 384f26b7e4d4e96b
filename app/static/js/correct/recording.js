// Keys for typing the words of a recording: play, back, slower, a new line with the time.

const BACK_SECONDS = 2;
const SPEED_STEP = 0.1;

const desk = document.querySelector("[data-transcribing]");
const sound = desk?.querySelector("audio, video");
if (sound) start(desk.querySelector("textarea"), sound);

export function start(textarea, media) {
  const actions = {
    " ": () => (media.paused ? media.play() : media.pause()),
    ArrowLeft: () => {
      media.currentTime = Math.max(0, media.currentTime - BACK_SECONDS);
    },
    ArrowDown: () => changeSpeed(media, -SPEED_STEP),
    ArrowUp: () => changeSpeed(media, SPEED_STEP),
    Enter: () => insertTime(textarea, media.currentTime),
  };
  textarea.addEventListener("keydown", (event) => {
    const act = event.ctrlKey && !event.altKey && !event.metaKey && actions[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}

function changeSpeed(media, step) {
  media.playbackRate = Math.min(2, Math.max(0.5, media.playbackRate + step));
}

function insertTime(textarea, seconds) {
  const before = textarea.value.slice(0, textarea.selectionStart);
  const breaks = before && !before.endsWith("\n") ? "\n" : "";
  textarea.setRangeText(`${breaks}${timeText(seconds)} | `, textarea.selectionStart, textarea.selectionEnd, "end");
  textarea.dispatchEvent(new Event("input", { bubbles: true })); // it is kept as typed text is
}

function timeText(seconds) {
  const tenths = Math.floor(seconds * 10);
  const whole = Math.floor(tenths / 10);
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const [hours, minutes, rest] = parts;
  const clock = hours ? `${hours}:${String(minutes).padStart(2, "0")}` : `${minutes}`;
  return `${clock}:${String(rest).padStart(2, "0")}${tenths % 10 ? `,${tenths % 10}` : ""}`;
}
