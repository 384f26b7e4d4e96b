// Resumable upload of one file in chunks (tus 1.0): a lost connection, a closed browser or a server
// restart costs one chunk.

const VERSION = "1.0.0";
const CONTENT_TYPE = "application/offset+octet-stream";
const MIN_CHUNK_BYTES = 1 << 14; // after a cut, and on slow lines: a cut costs one chunk at most
const FIRST_CHUNK_BYTES = 1 << 16; // 8 seconds at 64 kbit/s
const MAX_CHUNK_BYTES = 1 << 24;
const CHUNK_TARGET_MS = 2000;
const SILENCE_MS = 60000; // a cut line may answer nothing at all
const MAX_WAIT_MS = 30000;
const RETRY_STATUSES = new Set([409, 423, 429, 500, 502, 503, 504]);

export class RefusedError extends Error {
  constructor(reason, status = 0) {
    super(reason);
    this.status = status;
  }
}

export class Upload {
  // `onProgress` receives {state, sent, size, speed} after every change.
  constructor(file, server, onProgress) {
    this.file = file;
    this.server = server;
    this.onProgress = onProgress;
    this.sent = 0;
    this.speed = 0;
    this.chunkSize = FIRST_CHUNK_BYTES;
    this.notPaused = Promise.resolve();
    this.key = `tai-len ${file.webkitRelativePath || file.name} ${file.size} ${file.lastModified}`;
    this.url = window.localStorage.getItem(this.key);
  }

  // The server deletes delivered uploads soon; a request for a deleted one starts a new upload.
  get id() {
    return this.url.split("/").pop();
  }

  // Sends the whole file; throws RefusedError when the server refuses it.
  async send() {
    for (let failures = 0; !(await this.isComplete()); ) {
      try {
        await this.sendChunk();
        failures = 0;
      } catch (error) {
        if (error instanceof RefusedError) throw error;
        if (this.isCancelled) throw new RefusedError("");
        if (this.isPaused) continue;
        this.report("lost");
        failures += 1;
        await waitForRetry(Math.min(1000 * 2 ** (failures - 1), MAX_WAIT_MS));
        this.isOffsetKnown = false;
        this.chunkSize = Math.max(Math.min(this.chunkSize, FIRST_CHUNK_BYTES) / 4, MIN_CHUNK_BYTES);
      }
    }
    this.report("done");
  }

  pause() {
    if (this.isPaused) return;
    this.notPaused = new Promise((resolve) => (this.endPause = resolve));
    this.isPaused = true;
    this.abortController?.abort();
    this.report("paused");
  }

  resume() {
    this.isPaused = this.isOffsetKnown = false;
    this.endPause?.();
  }

  async cancel() {
    this.isCancelled = true;
    this.resume();
    this.abortController?.abort();
    if (this.url) await this.request("DELETE", this.url).catch(() => {});
    this.forget();
  }

  forget() {
    window.localStorage.removeItem(this.key);
    this.url = null;
    this.sent = 0;
  }

  // Asks the server for its offset after every failure; the server's offset counts.
  async isComplete() {
    await this.notPaused;
    if (this.url && !this.isOffsetKnown) {
      try {
        const response = await this.request("HEAD", this.url);
        this.sent = Number(response.headers.get("Upload-Offset"));
        this.isOffsetKnown = true;
      } catch (error) {
        if (!(error instanceof RefusedError)) return false;
        if (error.status !== 404) throw error;
        this.forget();
      }
    }
    return Boolean(this.url) && this.isOffsetKnown && this.sent === this.file.size;
  }

  async waitForLine() {
    while (!(await this.request("HEAD", this.url).catch(() => null))) await waitForRetry(1000);
  }

  async sendChunk() {
    if (this.url && !this.isOffsetKnown) throw new TypeError("the office does not answer");
    this.report("sending");
    const startTime = performance.now();
    const previousOffset = this.sent;
    const chunk = this.file.slice(previousOffset, previousOffset + this.chunkSize);
    const response = this.url
      ? await this.request("PATCH", this.url, { "Upload-Offset": previousOffset }, chunk)
      : await this.request("POST", this.server.url, this.creationHeaders(), chunk);
    if (!this.url) this.remember(response.headers.get("Location"));
    this.sent = Number(response.headers.get("Upload-Offset"));
    this.measureSpeed(this.sent - previousOffset, performance.now() - startTime);
  }

  creationHeaders() {
    return { "Upload-Length": this.file.size, "Upload-Metadata": `filename ${base64(this.file.name)}` };
  }

  remember(url) {
    this.url = url;
    this.isOffsetKnown = true;
    window.localStorage.setItem(this.key, url);
  }

  measureSpeed(bytes, milliseconds) {
    const currentSpeed = (bytes / Math.max(milliseconds, 1)) * 1000;
    this.speed = this.speed ? 0.7 * this.speed + 0.3 * currentSpeed : currentSpeed;
    this.chunkSize = Math.min(MAX_CHUNK_BYTES, Math.max(MIN_CHUNK_BYTES, (this.speed * CHUNK_TARGET_MS) / 1000));
  }

  async request(method, url, headers = {}, body = undefined) {
    const controller = (this.abortController = new AbortController());
    const silence = window.setTimeout(() => controller.abort(), SILENCE_MS);
    const response = await fetch(url, {
      method,
      body,
      headers: {
        "Tus-Resumable": VERSION,
        "X-CSRFToken": this.server.token,
        ...(body ? { "Content-Type": CONTENT_TYPE } : {}),
        ...headers,
      },
      redirect: "manual",
      signal: controller.signal,
    }).finally(() => window.clearTimeout(silence));
    if (response.ok) return response;
    if (RETRY_STATUSES.has(response.status)) throw new TypeError(response.statusText);
    throw new RefusedError(await this.reason(response), response.status);
  }

  async reason(response) {
    const isPlainText = response.headers.get("Content-Type")?.startsWith("text/plain");
    return isPlainText ? await response.text() : this.server.signedOut;
  }

  report(state) {
    this.onProgress({ state, sent: this.sent, size: this.file.size, speed: this.speed });
  }
}

function waitForRetry(milliseconds) {
  return new Promise((resolve) => {
    window.setTimeout(resolve, milliseconds);
    window.addEventListener("online", resolve, { once: true });
  });
}

function base64(text) {
  return btoa(String.fromCodePoint(...new TextEncoder().encode(text)));
}
