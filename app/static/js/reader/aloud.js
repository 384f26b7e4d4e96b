// Reads the page aloud where the browser has a Vietnamese voice; elsewhere its button stays hidden.

const NEARLY_SPOKEN = /^vi\b/i;

if ("speechSynthesis" in window) {
  start(document);
  window.speechSynthesis.addEventListener("voiceschanged", () => start(document));
}

export function start(page) {
  const button = page.querySelector("[data-aloud]");
  const passages = [...page.querySelectorAll(".page-text__body p")];
  const voice = voiceFor("vi");
  if (!button.hidden || !voice || !passages.length) return;
  const begin = button.textContent;
  let speaking = false;
  button.hidden = false;
  button.addEventListener("click", () => (speaking ? stop() : speak(0)));
  window.addEventListener("pagehide", () => window.speechSynthesis.cancel());

  function speak(place) {
    const passage = passages[place];
    if (!passage) return stop();
    speaking = true;
    button.textContent = button.dataset.stop;
    mark(passage);
    const words = new SpeechSynthesisUtterance(passage.textContent);
    words.lang = passage.closest("[lang]").lang;
    words.voice = voiceFor(words.lang) ?? voice;
    words.addEventListener("end", () => speaking && speak(place + 1));
    words.addEventListener("error", stop);
    window.speechSynthesis.speak(words);
  }

  function stop() {
    speaking = false;
    window.speechSynthesis.cancel();
    button.textContent = begin;
    mark(null);
  }

  function mark(spoken) {
    for (const passage of passages) passage.classList.toggle("spoken", passage === spoken);
  }
}

// Returns a voice that speaks on this machine rather than one that sends the words elsewhere.
function voiceFor(language) {
  const begins = language.slice(0, 2).toLowerCase();
  const voices = window.speechSynthesis.getVoices();
  const fitting = voices.filter(({ lang }) => lang.toLowerCase().startsWith(begins));
  return fitting.find((voice) => voice.localService) ?? fitting.find(({ lang }) => NEARLY_SPOKEN.test(lang));
}
