// One reader's time at this computer, kept so that a reload, a crash or a power cut does not end it.

import { newName } from "./run.js";

const KEY = "may-phien";
const COOKIE = "ngoi";
const PAUSE = 10000;
const LONGEST_BURST = 60000;
const A_RELOAD = 60000;
const CONTINUED = 18 * 60000;

export class Sitting {
  constructor(run, session, started, reader = newName()) {
    this.reader = reader;
    this.run = run;
    this.session = session;
    this.started = started;
    this.active = run.now().t_mono;
    // By another name than its events have, the library tells this reader from the next.
    document.cookie = `${COOKIE}=${reader}; path=/; samesite=strict`;
  }

  static begin(run) {
    return new Sitting(run, newName(), Date.now());
  }

  static goOn(run, left) {
    const sitting = new Sitting(run, left.session, left.started, left.reader);
    if (left.unnoticed) sitting.active -= left.idle;
    return sitting;
  }

  // Says that it starts, or that its reader came back to it.
  async announce() {
    await this.run.say("session.start", { session_id: this.session });
    this.save();
  }

  get idle() {
    return this.run.now().t_mono - this.active;
  }

  get length() {
    return Math.max(0, Date.now() - this.started);
  }

  // Somebody is there; input without a pause is told as one burst, up to its last moment.
  async act() {
    const now = this.run.now();
    if (this.burst && now.t_mono - this.active > PAUSE) await this.flush();
    this.active = now.t_mono;
    this.burst ??= this.run.event("session.activity", { session_id: this.session, began: now.t_mono });
    Object.assign(this.burst, now);
    if (now.t_mono - this.burst.began > LONGEST_BURST) await this.flush();
  }

  async flush() {
    const burst = this.burst;
    if (!burst) return;
    this.burst = null;
    await this.run.put(told(burst));
    this.save();
  }

  async tick() {
    if (this.burst && this.idle > PAUSE) await this.flush();
    this.save();
  }

  async end(reason) {
    await this.flush();
    await this.run.say("session.end", { session_id: this.session, reason });
    window.localStorage.removeItem(KEY);
    document.cookie = `${COOKIE}=; path=/; max-age=0`;
    this.over = true;
  }

  save() {
    if (this.over) return;
    const { session, started, reader, idle } = this;
    const burst = this.burst && { ...told(this.burst), seq: this.run.said + 1 };
    window.localStorage.setItem(KEY, JSON.stringify({ session, started, reader, idle, burst, seen: Date.now() }));
  }
}

// Returns the sitting this browser was left in, if its reader may still go on with it. What was being
// told when the power went is told now, under the name it had then: it cannot count twice.
export async function leftOver(queue) {
  const left = JSON.parse(window.localStorage.getItem(KEY));
  if (!left) return null;
  if (left.burst) await queue.add(left.burst);
  const gap = Math.abs(Date.now() - left.seen);
  if (gap > CONTINUED) {
    window.localStorage.removeItem(KEY);
    return null;
  }
  return { ...left, idle: left.idle + gap, unnoticed: gap < A_RELOAD };
}

function told({ began, ...event }) {
  return { ...event, n: Math.floor((event.t_mono - began) / 1000) };
}
