// The desk at which a reader begins and ends a sitting without giving a name.

import { hearOfFaults } from "./fault.js";
import { keepRules, knownRules } from "./identity.js";
import { attend, attended } from "./lesson.js";
import { leftOver, Sitting } from "./sitting.js";
import { askWhoLikes } from "./survey.js";
import { watch } from "./watching.js";
import { wipe } from "./wiping.js";

const TICK = 1000;
const SAVED_EVERY = 5;
const HIDDEN_PATIENCE = 3; // behind another tab nobody can be seen, nor see the warning
const ASKED_AGAIN_AFTER = 30 * 60000;
const FAREWELL = 60000;
const A_MINUTE = 60000;

export class Desk {
  constructor(screen, run, courier) {
    Object.assign(this, { screen, run, courier });
    this.rules = knownRules();
    this.beaten = -Infinity;
    this.ticks = 0;
  }

  async open() {
    this.hang();
    await this.run.say("device.boot");
    this.left = await leftOver(this.run.queue);
    if (this.left?.unnoticed) this.seat(Sitting.goOn(this.run, this.left));
    else this.screen.show(this.left ? "resume" : "ready");
    this.renew(this.rules);
    watch(() => this.sitting?.act());
    window.addEventListener("online", () => this.courier.go());
    window.addEventListener("pagehide", () => this.sitting?.save());
    window.setInterval(() => this.tick(), TICK);
    await this.beat();
  }

  hang() {
    this.screen.on("start", () => this.sit(Sitting.begin(this.run)));
    this.screen.on("anew", () => this.sit(Sitting.begin(this.run)));
    this.screen.on("go-on", () => this.sit(Sitting.goOn(this.run, this.left)));
    this.screen.on("end", () => this.leave("user"));
    this.screen.on("stay", () => this.sitting?.act());
    this.screen.on("nobody-waits", () => this.askAgainLater());
    this.screen.on("help", () => this.callHelp());
    this.screen.on("next", () => this.makeReady());
    hearOfFaults(this.screen, (n) => this.tellFault(n));
    this.survey = askWhoLikes(this.screen, this.courier, () => this.linger());
  }

  renew(rules) {
    this.rules = rules;
    keepRules(rules);
    this.screen.tell("label", rules.label);
    this.screen.tell("point", rules.point);
    this.screen.tell("hours", rules.hours.join(", "));
    this.screen.notice("place", Boolean(rules.label));
    this.screen.notice("hours", rules.hours.length > 0);
    this.screen.offer("links", rules.links);
    this.screen.notice("links", rules.links.length > 0);
    this.attend();
  }

  // A class begins the sittings of its computers and ends them; nobody need touch them.
  attend() {
    const [lesson] = this.rules.lesson ?? [];
    this.screen.notice("lesson", this.inClass());
    if (!this.inClass() || this.sitting || attended() === lesson) return;
    attend(lesson);
    this.sit(Sitting.begin(this.run));
  }

  inClass() {
    const [, ends] = this.rules.lesson ?? [];
    return ends > Date.now() + (this.rules.ahead ?? 0);
  }

  async sit(sitting) {
    if (this.sitting) return;
    this.seat(sitting);
    await sitting.announce();
    this.courier.go();
  }

  seat(sitting) {
    this.readyAt = null;
    this.sitting = sitting;
    this.yieldAt = this.rules.yield_after * 1000;
    this.screen.tell("length", Math.floor(sitting.length / A_MINUTE));
    this.screen.notice("helped", false);
    this.screen.notice("reported", false);
    this.screen.show("sitting");
  }

  async leave(reason) {
    const { sitting } = this;
    if (!sitting) return;
    this.sitting = null;
    this.taught = false;
    const length = reason === "idle" ? sitting.length - sitting.idle : sitting.length;
    this.screen.notice("warning", false);
    this.screen.notice("asked", this.courier.up !== false);
    this.screen.notice("answered", false);
    this.screen.tell("length", Math.round(length / A_MINUTE));
    await sitting.end(reason);
    this.screen.show("over");
    this.readyAt = performance.now() + FAREWELL;
    await wipe(this.courier, document);
    this.courier.go();
  }

  linger() {
    if (this.readyAt) this.readyAt = performance.now() + FAREWELL;
  }

  makeReady() {
    this.readyAt = null;
    this.survey.reset();
    this.screen.show("ready");
  }

  askAgainLater() {
    this.yieldAt = this.sitting.length + ASKED_AGAIN_AFTER;
    this.screen.notice("yield", false);
  }

  async callHelp() {
    await this.run.say("help.request", { session_id: this.sitting.session });
    this.screen.notice("helped", true);
    this.courier.go();
  }

  async tellFault(n) {
    await this.run.say("fault.report", { n, ...(this.sitting && { session_id: this.sitting.session }) });
    this.courier.go();
  }

  async tick() {
    const every = document.hidden ? this.rules.hidden_every : this.rules.seen_every;
    if (performance.now() - this.beaten >= every * 1000) this.beat();
    if (this.readyAt && performance.now() > this.readyAt) this.makeReady();
    if (this.sitting) await this.lookAfter(this.sitting);
  }

  async lookAfter(sitting) {
    if (this.taught && !this.inClass()) {
      await this.leave("staff");
      return;
    }
    this.taught = this.inClass();
    if (this.taught) sitting.active = this.run.now().t_mono;
    const patience = document.hidden ? HIDDEN_PATIENCE : 1;
    const idle = sitting.idle / 1000 / patience;
    if (idle >= this.rules.ended_after) {
      await this.leave("idle");
      return;
    }
    this.screen.notice("warning", idle >= this.rules.warned_after);
    this.screen.tell("left", Math.ceil((this.rules.ended_after - idle) * patience));
    this.screen.notice("yield", sitting.length >= this.yieldAt);
    const limit = (this.rules.yield_after * 1000) / 2;
    this.screen.notice("waiting", this.rules.others_wait && sitting.length >= limit);
    this.screen.tell("length", Math.floor(sitting.length / A_MINUTE));
    this.ticks += 1;
    if (this.ticks % SAVED_EVERY === 0) await sitting.tick();
  }

  async beat() {
    this.beaten = performance.now();
    await this.sitting?.flush();
    await this.run.say("hb", this.sitting ? { session_id: this.sitting.session } : {});
    this.courier.go();
  }
}
