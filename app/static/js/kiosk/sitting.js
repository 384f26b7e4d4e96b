// One reader's session at this computer, saved so that it survives a reload, a crash or a power cut.

import { newUuid } from "./run.js";

const STORAGE_KEY = "may-phien";
const COOKIE = "ngoi";
const PAUSE_MS = 10000;
const MAX_BURST_MS = 60000;
const RELOAD_MS = 60000;
const RESUME_WINDOW_MS = 18 * 60000;

export class Session {
  constructor(log, id, started, reader = newUuid()) {
    this.reader = reader;
    this.log = log;
    this.id = id;
    this.started = started;
    this.lastActive = log.now().t_mono;
    // The server distinguishes readers by this cookie; its value differs from the session id in the events.
    document.cookie = `${COOKIE}=${reader}; path=/; samesite=strict`;
  }

  static begin(log) {
    return new Session(log, newUuid(), Date.now());
  }

  static resume(log, stored) {
    const resumed = new Session(log, stored.session, stored.started, stored.reader);
    if (stored.isReload) resumed.lastActive -= stored.idle;
    return resumed;
  }

  // Records the start of the session, or its continuation after an interruption.
  async recordStart() {
    await this.log.record("session.start", { session_id: this.id });
    this.save();
  }

  get idle() {
    return this.log.now().t_mono - this.lastActive;
  }

  get length() {
    return Math.max(0, Date.now() - this.started);
  }

  // Input without a pause is recorded as one burst that ends at the last input.
  async noteInput() {
    const now = this.log.now();
    if (this.burst && now.t_mono - this.lastActive > PAUSE_MS) await this.flush();
    this.lastActive = now.t_mono;
    this.burst ??= this.log.event("session.activity", { session_id: this.id, startMono: now.t_mono });
    Object.assign(this.burst, now);
    if (now.t_mono - this.burst.startMono > MAX_BURST_MS) await this.flush();
  }

  async flush() {
    const burst = this.burst;
    if (!burst) return;
    this.burst = null;
    await this.log.enqueue(withDuration(burst));
    this.save();
  }

  async tick() {
    if (this.burst && this.idle > PAUSE_MS) await this.flush();
    this.save();
  }

  async end(reason) {
    await this.flush();
    await this.log.record("session.end", { session_id: this.id, reason });
    window.localStorage.removeItem(STORAGE_KEY);
    document.cookie = `${COOKIE}=; path=/; max-age=0`;
    this.isOver = true;
  }

  save() {
    if (this.isOver) return;
    const { id: session, started, reader, idle } = this;
    const burst = this.burst && { ...withDuration(this.burst), seq: this.log.lastSeq + 1 };
    window.localStorage.setItem(STORAGE_KEY, JSON.stringify({ session, started, reader, idle, burst, seen: Date.now() }));
  }
}

// Returns the interrupted session, or null when it is too old to be resumed. A burst of input that was
// not yet queued is queued now under its original event id, so it cannot count twice.
export async function loadInterrupted(queue) {
  const stored = JSON.parse(window.localStorage.getItem(STORAGE_KEY));
  if (!stored) return null;
  if (stored.burst) await queue.add(stored.burst);
  const gap = Math.abs(Date.now() - stored.seen);
  if (gap > RESUME_WINDOW_MS) {
    window.localStorage.removeItem(STORAGE_KEY);
    return null;
  }
  return { ...stored, idle: stored.idle + gap, isReload: gap < RELOAD_MS };
}

function withDuration({ startMono, ...event }) {
  return { ...event, n: Math.floor((event.t_mono - startMono) / 1000) };
}
