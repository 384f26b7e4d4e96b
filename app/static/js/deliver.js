// Sends the chosen files one after the other in a way that survives a broken line, then the form itself.

import { RefusedError, Upload } from "./upload.js";

const MEGABYTE = 1 << 20;
const UNITS = ["byte", "KB", "MB", "GB"];

start(document.querySelector("form[data-uploads]"));

export function start(form) {
  const chosen = form.querySelector("[data-limit]");
  chosen.addEventListener("change", () => refuseTooLarge(chosen));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    form.querySelector("[type=submit]").disabled = true;
    deliver(form, [...chosen.files]);
  });
}

function refuseTooLarge(chosen) {
  const largest = Math.max(0, ...[...chosen.files].map((file) => file.size));
  const tooLarge = largest > chosen.dataset.limit * MEGABYTE;
  chosen.setCustomValidity(tooLarge ? chosen.dataset.tooLarge : "");
  chosen.reportValidity();
}

async function deliver(form, files) {
  const office = {
    address: form.dataset.uploads,
    token: form.querySelector("[name=csrf_token]").value,
    signedOut: form.dataset.signedOut,
  };
  form.querySelector("[data-list]").replaceChildren();
  const lines = files.map((file) => new Line(form, file, office));
  for (const line of lines) await line.send();
  const wanted = lines.filter((line) => line.wanted);
  if (!wanted.length || wanted.some((line) => line.refused)) {
    form.querySelector("[type=submit]").disabled = false;
    return;
  }
  for (const { upload } of wanted) form.append(hidden("tai-len", upload.id));
  form.querySelector("[data-limit]").disabled = true;
  form.submit();
}

function hidden(name, value) {
  return Object.assign(document.createElement("input"), { type: "hidden", name, value });
}

class Line {
  constructor(form, file, office) {
    const line = form.querySelector("[data-upload]").content.cloneNode(true).firstElementChild;
    this.part = (name) => line.querySelector(`[data-${name}]`);
    this.words = form.dataset;
    this.line = line;
    this.wanted = true;
    this.upload = new Upload(file, office, (told) => this.show(told));
    this.part("name").textContent = file.name;
    this.part("progress").max = Math.max(file.size, 1);
    this.part("pause").addEventListener("click", () => this.turn());
    this.part("cancel").addEventListener("click", () => this.cancel());
    form.querySelector("[data-list]").append(line);
  }

  async send() {
    if (!this.wanted) return;
    try {
      await this.upload.send();
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      if (this.wanted) this.refuse(error.message);
    }
  }

  turn() {
    if (this.upload.paused) this.upload.resume();
    else this.upload.pause();
    this.part("pause").textContent = this.upload.paused ? this.words.goOn : this.words.pause;
  }

  cancel() {
    this.wanted = false;
    this.line.remove();
    this.upload.cancel();
  }

  refuse(reason) {
    this.refused = true;
    this.part("state").textContent = reason;
    this.part("pause").hidden = true;
  }

  show({ state, sent, size, speed }) {
    this.part("progress").value = size ? sent : 1;
    const words = [this.words[state], `${amount(sent)} / ${amount(size)}`];
    if (state === "sending" && speed) words.push(`${amount(speed)}/${this.words.second}`, this.left(size - sent, speed));
    this.part("state").textContent = words.filter(Boolean).join(" · ");
    if (state === "done") this.part("pause").hidden = true;
  }

  left(bytes, speed) {
    return `${this.words.left} ${this.span(bytes / speed)}`;
  }

  // No finer than it can be known: tens of seconds, then minutes, then hours.
  span(seconds) {
    const tens = Math.ceil(seconds / 10) * 10;
    if (tens <= 10) return this.words.soon;
    if (tens < 60) return `${tens} ${this.words.second}`;
    const minutes = Math.ceil(seconds / 60);
    return minutes < 90 ? `${minutes} ${this.words.minutes}` : `${Math.round(minutes / 60)} ${this.words.hours}`;
  }
}

function amount(bytes) {
  let unit = 0;
  for (; bytes >= 1000 && unit < UNITS.length - 1; unit += 1) bytes /= 1000;
  return `${bytes.toLocaleString("vi", { maximumFractionDigits: unit > 1 ? 1 : 0 })} ${UNITS[unit]}`;
}
