// Sends one file piece by piece (tus 1.0) and remembers how far it got: a broken line, a closed browser
// or a server that restarts costs one piece.

const VERSION = "1.0.0";
const PIECE = "application/offset+octet-stream";
const SMALLEST = 1 << 18;
const LARGEST = 1 << 24;
const A_PIECE_TAKES = 2000;
const LONGEST_WAIT = 30000;
const TRY_AGAIN = new Set([409, 423, 429, 500, 502, 503, 504]);

export class RefusedError extends Error {
  constructor(reason, status = 0) {
    super(reason);
    this.status = status;
  }
}

export class Upload {
  // `tell` hears {state, sent, size, speed} whenever something changes.
  constructor(file, office, tell) {
    this.file = file;
    this.office = office;
    this.tell = tell;
    this.sent = 0;
    this.speed = 0;
    this.piece = SMALLEST * 4;
    this.going = Promise.resolve();
    this.key = `tai-len ${file.webkitRelativePath || file.name} ${file.size} ${file.lastModified}`;
    this.address = window.localStorage.getItem(this.key);
  }

  // What was delivered is soon forgotten by the office; asking for it then begins a new upload.
  get id() {
    return this.address.split("/").pop();
  }

  // Sends the file to its end; throws RefusedError when the office does not want it.
  async send() {
    for (let failures = 0; !(await this.arrived()); ) {
      try {
        await this.sendPiece();
        failures = 0;
      } catch (error) {
        if (error instanceof RefusedError) throw error;
        if (this.cancelled) throw new RefusedError("");
        if (this.paused) continue;
        this.say("lost");
        failures += 1;
        await patience(Math.min(1000 * 2 ** (failures - 1), LONGEST_WAIT));
        this.known = false;
      }
    }
    this.say("done");
  }

  pause() {
    if (this.paused) return;
    this.going = new Promise((resolve) => (this.goOn = resolve));
    this.paused = true;
    this.breaker?.abort();
    this.say("paused");
  }

  resume() {
    this.paused = this.known = false;
    this.goOn?.();
  }

  async cancel() {
    this.cancelled = true;
    this.resume();
    this.breaker?.abort();
    if (this.address) await this.ask("DELETE", this.address).catch(() => {});
    this.forget();
  }

  forget() {
    window.localStorage.removeItem(this.key);
    this.address = null;
    this.sent = 0;
  }

  // Asks, after every accident, how much the office has; what it has is the truth.
  async arrived() {
    await this.going;
    if (this.address && !this.known) {
      try {
        const answer = await this.ask("HEAD", this.address);
        this.sent = Number(answer.headers.get("Upload-Offset"));
        this.known = true;
      } catch (error) {
        if (!(error instanceof RefusedError)) return false;
        if (error.status !== 404) throw error;
        this.forget();
      }
    }
    return Boolean(this.address) && this.known && this.sent === this.file.size;
  }

  async sendPiece() {
    if (this.address && !this.known) throw new TypeError("the office does not answer");
    this.say("sending");
    const began = performance.now();
    const before = this.sent;
    const piece = this.file.slice(before, before + this.piece);
    const answer = this.address
      ? await this.ask("PATCH", this.address, { "Upload-Offset": before }, piece)
      : await this.ask("POST", this.office.address, this.introduction(), piece);
    if (!this.address) this.remember(answer.headers.get("Location"));
    this.sent = Number(answer.headers.get("Upload-Offset"));
    this.measure(this.sent - before, performance.now() - began);
  }

  introduction() {
    return { "Upload-Length": this.file.size, "Upload-Metadata": `filename ${base64(this.file.name)}` };
  }

  remember(address) {
    this.address = address;
    this.known = true;
    window.localStorage.setItem(this.key, address);
  }

  measure(bytes, milliseconds) {
    const now = (bytes / Math.max(milliseconds, 1)) * 1000;
    this.speed = this.speed ? 0.7 * this.speed + 0.3 * now : now;
    this.piece = Math.min(LARGEST, Math.max(SMALLEST, (this.speed * A_PIECE_TAKES) / 1000));
  }

  async ask(method, address, headers = {}, body = undefined) {
    this.breaker = new AbortController();
    const answer = await fetch(address, {
      method,
      body,
      headers: {
        "Tus-Resumable": VERSION,
        "X-CSRFToken": this.office.token,
        ...(body ? { "Content-Type": PIECE } : {}),
        ...headers,
      },
      redirect: "manual",
      signal: this.breaker.signal,
    });
    if (answer.ok) return answer;
    if (TRY_AGAIN.has(answer.status)) throw new TypeError(answer.statusText);
    throw new RefusedError(await this.reason(answer), answer.status);
  }

  async reason(answer) {
    const plain = answer.headers.get("Content-Type")?.startsWith("text/plain");
    return plain ? await answer.text() : this.office.signedOut;
  }

  say(state) {
    this.tell({ state, sent: this.sent, size: this.file.size, speed: this.speed });
  }
}

function patience(milliseconds) {
  return new Promise((resolve) => {
    window.setTimeout(resolve, milliseconds);
    window.addEventListener("online", resolve, { once: true });
  });
}

function base64(text) {
  return btoa(String.fromCodePoint(...new TextEncoder().encode(text)));
}
