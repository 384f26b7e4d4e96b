// Sends queued kiosk events to the server in batches; an event leaves the queue only when it is acknowledged.

import { rememberToken } from "./identity.js";

const EVENTS = "/api/k/v1/events";
const SETTINGS = "/api/k/v1/settings";
const MAX_BATCH_SIZE = 200;
const TIMEOUT_MS = 20000;

export class RefusedError extends Error {}

export class EventSender {
  // `onStatus` receives {isOnline, waiting} after each attempt; `onSettings` receives changed settings.
  // `sign` returns the headers that prove which browser sent a text.
  constructor(log, token, { onStatus, onSettings, onRefused, sign }) {
    this.log = log;
    this.token = token;
    this.sign = sign;
    this.onStatus = onStatus;
    this.onSettings = onSettings;
    this.onRefused = onRefused;
    this.size = MAX_BATCH_SIZE;
  }

  // Called with every heartbeat, so a failed batch is retried soon but not immediately.
  async sendPending() {
    this.sendAgain = true;
    if (this.isSending) return;
    this.isSending = true;
    while (this.sendAgain) {
      this.sendAgain = false;
      await this.sendAll();
    }
    this.isSending = false;
  }

  async sendAll() {
    try {
      while (await this.sendBatch());
      await this.setOnline(true);
    } catch (error) {
      if (error instanceof RefusedError) await this.onRefused();
      await this.setOnline(false);
    }
    this.onStatus({ isOnline: this.isOnline, waiting: await this.log.queue.length() });
  }

  // Sends one batch; returns true if more events may be waiting.
  async sendBatch() {
    const { queue } = this.log;
    const events = await queue.oldest(this.size);
    if (!events.length) return false;
    const waiting = (await queue.length()) - events.length;
    const { boot_id, t_wall: sent_wall, t_mono: sent_mono } = this.log.now();
    const body = JSON.stringify({ boot_id, sent_wall, sent_mono, dropped: queue.dropped, waiting, events });
    const response = await this.request(EVENTS, { method: "POST", body }, await this.sign(EVENTS, body));
    if (response.status === 400 || response.status === 413) return this.shrinkBatch(events);
    if (!response.ok) throw new Error(response.status);
    const reply = await response.json();
    await queue.remove(reply.results.map((result) => result.event_id));
    if (reply.config_rev !== this.revision) await this.fetchSettings();
    this.size = MAX_BATCH_SIZE;
    return reply.results.length === MAX_BATCH_SIZE;
  }

  // One invalid event must not block the others: it is dropped and counted.
  async shrinkBatch(events) {
    this.size = Math.max(1, Math.floor(events.length / 2));
    if (events.length > 1) return true;
    await this.log.queue.remove([events[0].event_id]);
    this.log.queue.dropped += 1;
    return true;
  }

  async fetchSettings() {
    const response = await this.request(SETTINGS);
    if (!response.ok) throw new Error(response.status);
    const settings = await response.json();
    this.revision = settings.config_rev;
    this.onSettings({ ...settings, ahead: settings.server_time - Date.now() });
  }

  // A token lent by the agent lasts some minutes; the settings renew the cookie that holds it.
  useToken(token) {
    if (token !== this.token) this.revision = null;
    this.token = token;
    rememberToken(token);
  }

  async request(url, options = {}, proofs = {}) {
    const headers = { Authorization: `Bearer ${this.token}`, "Content-Type": "application/json", ...proofs };
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const response = await fetch(url, { ...options, headers, signal });
    if (response.status === 401) throw new RefusedError();
    return response;
  }

  async setOnline(isOnline) {
    if (this.isOnline === isOnline) return;
    this.isOnline = isOnline;
    const state = this.lineState();
    if (state !== "unknown") await this.log.record(`net.${state}`);
    this.sendAgain ||= isOnline;
  }

  // A server that does not answer says nothing about the line, unless this machine has no network at all.
  lineState() {
    if (this.isOnline) return "up";
    return navigator.onLine ? "unknown" : "down";
  }
}
