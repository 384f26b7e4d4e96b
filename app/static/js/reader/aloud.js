// Text-to-speech for the page; its button stays hidden when the browser has no Vietnamese voice.

const VIETNAMESE = /^vi\b/i;

if ("speechSynthesis" in window) {
  start(document);
  window.speechSynthesis.addEventListener("voiceschanged", () => start(document));
}

export function start(page) {
  const button = page.querySelector("[data-aloud]");
  const passages = [...page.querySelectorAll(".page-text__body :is(p, li, h3, h4, h5, h6, tr)")];
  const voice = voiceFor("vi");
  if (!button.hidden || !voice || !passages.length) return;
  const startLabel = button.textContent;
  let speaking = false;
  button.hidden = false;
  button.addEventListener("click", () => (speaking ? stop() : speak(0)));
  window.addEventListener("pagehide", () => window.speechSynthesis.cancel());

  function speak(index) {
    const passage = passages[index];
    if (!passage) return stop();
    speaking = true;
    button.textContent = button.dataset.stop;
    mark(passage);
    passage.scrollIntoView({ block: "nearest" });
    const utterance = new SpeechSynthesisUtterance(passage.textContent);
    utterance.lang = passage.closest("[lang]").lang;
    utterance.voice = voiceFor(utterance.lang) ?? voice;
    utterance.addEventListener("end", () => speaking && speak(index + 1));
    utterance.addEventListener("error", stop);
    window.speechSynthesis.speak(utterance);
  }

  function stop() {
    speaking = false;
    window.speechSynthesis.cancel();
    button.textContent = startLabel;
    mark(null);
  }

  function mark(current) {
    for (const passage of passages) passage.classList.toggle("spoken", passage === current);
  }
}

// Prefers a voice on this device to one that sends the text to a server.
function voiceFor(language) {
  const prefix = language.slice(0, 2).toLowerCase();
  const voices = window.speechSynthesis.getVoices();
  const matches = voices.filter(({ lang }) => lang.toLowerCase().startsWith(prefix));
  return matches.find((voice) => voice.localService) ?? matches.find(({ lang }) => VIETNAMESE.test(lang));
}
