// Carries what was said to the library in batches, as often as needed; nothing is forgotten unheard.

const EVENTS = "/api/k/v1/events";
const RULES = "/api/k/v1/settings";
const MOST = 200;
const AN_ANSWER_TAKES = 20000;

export class RefusedError extends Error {}

export class Courier {
  // `tell` hears {up, waiting} after each walk, `renew` the rules when they changed.
  constructor(run, token, { tell, renew, refused }) {
    this.run = run;
    this.token = token;
    this.tell = tell;
    this.renew = renew;
    this.refused = refused;
    this.size = MOST;
  }

  // The desk sends it with every heartbeat, so what failed is tried again soon, and never in a hurry.
  async go() {
    this.again = true;
    if (this.walking) return;
    this.walking = true;
    while (this.again) {
      this.again = false;
      await this.walk();
    }
    this.walking = false;
  }

  async walk() {
    try {
      while (await this.carry());
      await this.noteLine(true);
    } catch (error) {
      if (error instanceof RefusedError) this.refused();
      await this.noteLine(false);
    }
    this.tell({ up: this.up, waiting: await this.run.queue.length() });
  }

  // Carries one batch; says whether there may be more.
  async carry() {
    const { queue, boot } = this.run;
    const events = await queue.oldest(this.size);
    if (!events.length) return false;
    const { t_wall: sent_wall, t_mono: sent_mono } = this.run.now();
    const waiting = (await queue.length()) - events.length;
    const batch = { boot_id: boot, sent_wall, sent_mono, dropped: queue.dropped, waiting, events };
    const answer = await this.ask(EVENTS, { method: "POST", body: JSON.stringify(batch) });
    if (answer.status === 400 || answer.status === 413) return this.carryLess(events);
    if (!answer.ok) throw new Error(answer.status);
    const told = await answer.json();
    await queue.forget(told.results.map((result) => result.event_id));
    if (told.config_rev !== this.revision) await this.learn();
    this.size = MOST;
    return told.results.length === MOST;
  }

  // One event at fault must not hold up the others: it is left behind, and counted.
  async carryLess(events) {
    this.size = Math.max(1, Math.floor(events.length / 2));
    if (events.length > 1) return true;
    await this.run.queue.forget([events[0].event_id]);
    this.run.queue.dropped += 1;
    return true;
  }

  async learn() {
    const answer = await this.ask(RULES);
    if (!answer.ok) throw new Error(answer.status);
    const rules = await answer.json();
    this.revision = rules.config_rev;
    this.renew({ ...rules, ahead: rules.server_time - Date.now() });
  }

  async ask(address, told = {}) {
    const headers = { Authorization: `Bearer ${this.token}`, "Content-Type": "application/json" };
    const signal = AbortSignal.timeout(AN_ANSWER_TAKES);
    const answer = await fetch(address, { ...told, headers, signal });
    if (answer.status === 401) throw new RefusedError();
    return answer;
  }

  async noteLine(up) {
    if (this.up === up) return;
    this.up = up;
    await this.run.say(up ? "net.up" : "net.down");
    this.again ||= up;
  }
}
