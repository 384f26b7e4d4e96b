// Upload form: sends the chosen files one after another with resumable uploads, then submits the form.

import { RefusedError, Upload } from "./upload.js";

const MEGABYTE = 1 << 20;
const DESCRIPTION_LISTS = /\.(csv|tsv|json|jsonl)$/i; // the server knows which of them describe files
const UNITS = ["byte", "KB", "MB", "GB"];

start(document.querySelector("form[data-uploads]"));

export function start(form) {
  const fileInput = form.querySelector("[data-limit]");
  const refusals = refusalsBySuffix(JSON.parse(form.dataset.refused));
  fileInput.addEventListener("change", () => check(fileInput, refusals));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    form.querySelector("[type=submit]").disabled = true;
    sendForm(form, [...fileInput.files]);
  });
}

// The server refuses such files too; here nothing is sent in vain.
function check(fileInput, refusals) {
  const files = [...fileInput.files];
  const isTooLarge = files.some((file) => file.size > fileInput.dataset.limit * MEGABYTE);
  const refused = files.map(({ name }) => refusals.get(suffixOf(name))?.replace("{0}", () => name));
  fileInput.setCustomValidity(isTooLarge ? fileInput.dataset.tooLarge : refused.find(Boolean) ?? "");
  fileInput.reportValidity();
}

function refusalsBySuffix(sentences) {
  return new Map(
    Object.entries(sentences).flatMap(([suffixes, sentence]) =>
      suffixes.split(" ").map((suffix) => [suffix, sentence]),
    ),
  );
}

function suffixOf(name) {
  const suffix = name.toLowerCase().match(/\.[^.]*$/)?.[0] ?? "";
  return /\.tar\.[^.]*$/i.test(name) || DESCRIPTION_LISTS.test(name) ? "" : suffix;
}

async function sendForm(form, files) {
  const server = {
    url: form.dataset.uploads,
    token: form.querySelector("[name=csrf_token]").value,
    signedOut: form.dataset.signedOut,
  };
  form.querySelector("[data-list]").replaceChildren();
  const rows = files.map((file) => new FileRow(form, file, server));
  for (const row of rows) await row.send();
  const keptRows = rows.filter((row) => row.isWanted);
  if (!keptRows.length || keptRows.some((row) => row.isRefused)) {
    form.querySelector("[type=submit]").disabled = false;
    return;
  }
  await keptRows[0].upload.waitForLine(); // the browser sends the form once only
  for (const { upload } of keptRows) form.append(hiddenField("tai-len", upload.id));
  form.querySelector("[data-limit]").disabled = true;
  form.submit();
}

function hiddenField(name, value) {
  return Object.assign(document.createElement("input"), { type: "hidden", name, value });
}

class FileRow {
  constructor(form, file, server) {
    const element = form.querySelector("[data-upload]").content.cloneNode(true).firstElementChild;
    this.part = (name) => element.querySelector(`[data-${name}]`);
    this.labels = form.dataset;
    this.element = element;
    this.isWanted = true;
    this.upload = new Upload(file, server, (progress) => this.show(progress));
    this.part("name").textContent = file.name;
    this.part("progress").max = Math.max(file.size, 1);
    this.part("pause").addEventListener("click", () => this.togglePause());
    this.part("cancel").addEventListener("click", () => this.cancel());
    form.querySelector("[data-list]").append(element);
  }

  async send() {
    if (!this.isWanted) return;
    try {
      await this.upload.send();
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      if (this.isWanted) this.refuse(error.message);
    }
  }

  togglePause() {
    if (this.upload.isPaused) this.upload.resume();
    else this.upload.pause();
    this.part("pause").textContent = this.upload.isPaused ? this.labels.goOn : this.labels.pause;
  }

  cancel() {
    this.isWanted = false;
    this.element.remove();
    this.upload.cancel();
  }

  refuse(reason) {
    this.isRefused = true;
    this.part("state").textContent = reason;
    this.part("pause").hidden = true;
  }

  show({ state, sent, size, speed }) {
    this.part("progress").value = size ? sent : 1;
    const texts = [this.labels[state], `${formatBytes(sent)} / ${formatBytes(size)}`];
    if (state === "sending" && speed) {
      texts.push(`${formatBytes(speed)}/${this.labels.second}`, this.remainingTime(size - sent, speed));
    }
    this.part("state").textContent = texts.filter(Boolean).join(" · ");
    if (state === "done") this.part("pause").hidden = true;
  }

  remainingTime(bytes, speed) {
    return `${this.labels.left} ${this.formatDuration(bytes / speed)}`;
  }

  // Rounded to the precision of the estimate: tens of seconds, then minutes, then hours.
  formatDuration(seconds) {
    const roundedSeconds = Math.ceil(seconds / 10) * 10;
    if (roundedSeconds <= 10) return this.labels.soon;
    if (roundedSeconds < 60) return `${roundedSeconds} ${this.labels.second}`;
    const minutes = Math.ceil(seconds / 60);
    return minutes < 90 ? `${minutes} ${this.labels.minutes}` : `${Math.round(minutes / 60)} ${this.labels.hours}`;
  }
}

function formatBytes(bytes) {
  let unit = 0;
  for (; bytes >= 1000 && unit < UNITS.length - 1; unit += 1) bytes /= 1000;
  return `${bytes.toLocaleString("vi", { maximumFractionDigits: unit > 1 ? 1 : 0 })} ${UNITS[unit]}`;
}
