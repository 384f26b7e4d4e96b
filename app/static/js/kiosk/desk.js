// Controls the kiosk page: starts and ends anonymous sessions, sends heartbeats and shows notices.

import { vouch } from "./agent.js";
import { startFaultReports } from "./fault.js";
import { loadSettings, saveSettings } from "./identity.js";
import { lastLesson, rememberLesson } from "./lesson.js";
import { loadInterrupted, Session } from "./sitting.js";
import { startSurvey } from "./survey.js";
import { watchInput } from "./watching.js";
import { forgetReader, wipe } from "./wiping.js";

const TICK_MS = 1000;
const TICKS_PER_SAVE = 5;
const HIDDEN_PATIENCE_FACTOR = 3; // behind another tab, input is not seen and the warning is not visible
const YIELD_SNOOZE_MS = 30 * 60000;
const FAREWELL_MS = 60000;
const MINUTE_MS = 60000;

export class KioskController {
  constructor(screen, log, sender, roomPass) {
    Object.assign(this, { screen, log, sender, roomPass });
    this.settings = loadSettings();
    this.lastHeartbeat = -Infinity;
    this.ticks = 0;
  }

  async open() {
    this.bindButtons();
    await this.log.record("device.boot");
    this.interrupted = await loadInterrupted(this.log.queue);
    if (this.interrupted?.isReload) this.showSession(Session.resume(this.log, this.interrupted));
    else this.screen.show(this.interrupted ? "resume" : "ready");
    this.applySettings(this.settings);
    watchInput(() => this.session?.noteInput());
    window.addEventListener("online", () => this.sender.sendPending());
    window.addEventListener("pagehide", () => this.session?.save());
    window.setInterval(() => this.tick(), TICK_MS);
    await this.sendHeartbeat();
  }

  bindButtons() {
    this.screen.onClick("start", () => this.beginSession());
    this.screen.onClick("anew", () => this.beginSession());
    this.screen.onClick("go-on", () => this.startSession(Session.resume(this.log, this.interrupted)));
    this.screen.onClick("end", () => this.endSession("user"));
    this.screen.onClick("stay", () => this.session?.noteInput());
    this.screen.onClick("nobody-waits", () => this.snoozeYield());
    this.screen.onClick("help", () => this.callHelp());
    this.screen.onClick("next", () => this.makeReady());
    startFaultReports(this.screen, (faultCode) => this.reportFault(faultCode));
    this.survey = startSurvey(this.screen, this.sender, () => this.extendFarewell());
  }

  applySettings(settings) {
    this.settings = settings;
    saveSettings(settings);
    this.screen.setText("label", settings.label);
    this.screen.setText("point", settings.point);
    this.screen.setText("hours", settings.hours.join(", "));
    this.screen.toggleNotice("place", Boolean(settings.label));
    this.screen.toggleNotice("hours", settings.hours.length > 0);
    this.screen.listLinks("links", settings.links);
    this.screen.toggleNotice("links", settings.links.length > 0);
    this.joinLesson();
  }

  // A class starts and ends the sessions of its computers without any input.
  joinLesson() {
    const [currentLesson] = this.settings.lesson ?? [];
    this.screen.toggleNotice("lesson", this.isInClass());
    if (!this.isInClass() || this.session || lastLesson() === currentLesson) return;
    rememberLesson(currentLesson);
    this.beginSession();
  }

  isInClass() {
    const [, endsAt] = this.settings.lesson ?? [];
    return endsAt > Date.now() + (this.settings.ahead ?? 0);
  }

  async beginSession() {
    const session = Session.begin(this.log);
    await forgetReader();
    return this.startSession(session);
  }

  async startSession(session) {
    if (this.session) return;
    this.showSession(session);
    await session.recordStart();
    this.sender.sendPending();
    await this.letAgentVouch();
  }

  // Tried again with every heartbeat; where an agent runs, only sittings that it confirms count.
  async letAgentVouch() {
    const { session } = this;
    if (session && !session.isVouched) session.isVouched = await vouch(session.id);
  }

  showSession(session) {
    this.readyAt = null;
    this.session = session;
    this.yieldAt = this.settings.yield_after * 1000;
    this.screen.setText("length", Math.floor(session.length / MINUTE_MS));
    this.screen.toggleNotice("helped", false);
    this.screen.toggleNotice("reported", false);
    this.screen.show("sitting");
  }

  async endSession(reason) {
    const { session } = this;
    if (!session) return;
    this.session = null;
    this.wasInClass = false;
    const length = reason === "idle" ? session.length - session.idle : session.length;
    this.screen.toggleNotice("warning", false);
    this.screen.toggleNotice("asked", this.sender.isOnline !== false);
    this.screen.toggleNotice("answered", false);
    this.screen.setText("length", Math.round(length / MINUTE_MS));
    await session.end(reason);
    this.screen.show("over");
    this.readyAt = performance.now() + FAREWELL_MS;
    await wipe(this.sender, document);
    this.sender.sendPending();
  }

  extendFarewell() {
    if (this.readyAt) this.readyAt = performance.now() + FAREWELL_MS;
  }

  makeReady() {
    this.readyAt = null;
    forgetReader(); // the closed window may have stored something after the wiping
    this.survey.reset();
    this.screen.show("ready");
  }

  snoozeYield() {
    this.yieldAt = this.session.length + YIELD_SNOOZE_MS;
    this.screen.toggleNotice("yield", false);
  }

  async callHelp() {
    await this.log.record("help.request", { session_id: this.session.id });
    this.screen.toggleNotice("helped", true);
    this.sender.sendPending();
  }

  async reportFault(faultCode) {
    await this.log.record("fault.report", { n: faultCode, ...(this.session && { session_id: this.session.id }) });
    this.sender.sendPending();
  }

  async tick() {
    const intervalSeconds = document.hidden ? this.settings.hidden_every : this.settings.seen_every;
    if (performance.now() - this.lastHeartbeat >= intervalSeconds * 1000) this.sendHeartbeat();
    if (this.readyAt && performance.now() > this.readyAt) this.makeReady();
    if (this.session) await this.checkSession(this.session);
  }

  async checkSession(session) {
    if (this.wasInClass && !this.isInClass()) {
      await this.endSession("staff");
      return;
    }
    this.wasInClass = this.isInClass();
    if (this.wasInClass) session.lastActive = this.log.now().t_mono;
    const patienceFactor = document.hidden ? HIDDEN_PATIENCE_FACTOR : 1;
    const idleSeconds = session.idle / 1000 / patienceFactor;
    if (idleSeconds >= this.settings.ended_after) {
      await this.endSession("idle");
      return;
    }
    this.screen.toggleNotice("warning", idleSeconds >= this.settings.warned_after);
    this.screen.setText("left", Math.ceil((this.settings.ended_after - idleSeconds) * patienceFactor));
    this.screen.toggleNotice("yield", session.length >= this.yieldAt);
    const waitingLimit = (this.settings.yield_after * 1000) / 2;
    this.screen.toggleNotice("waiting", this.settings.others_wait && session.length >= waitingLimit);
    this.screen.setText("length", Math.floor(session.length / MINUTE_MS));
    this.ticks += 1;
    if (this.ticks % TICKS_PER_SAVE === 0) await session.tick();
  }

  async sendHeartbeat() {
    this.lastHeartbeat = performance.now();
    await this.session?.flush();
    const line = this.sender.isOnline === undefined ? {} : { line: this.sender.lineState() };
    await this.log.record("hb", { ...line, ...(this.session && { session_id: this.session.id }) });
    this.sender.sendPending();
    this.letAgentVouch();
    this.roomPass.renewIfDue().catch(() => null); // offline: tried again with the next heartbeat
  }
}
