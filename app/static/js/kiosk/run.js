// Names and dates what this computer says. A run lasts from opening the page to leaving it.

export class Run {
  constructor(queue) {
    this.queue = queue;
    this.boot = newName();
    this.said = 0;
  }

  // The calendar, which may be wrong, and the time since the run began, which nobody sets.
  now() {
    return { t_wall: Math.max(0, Date.now()), t_mono: Math.floor(performance.now()) };
  }

  event(type, told = {}) {
    return { event_id: newName(Date.now()), boot_id: this.boot, seq: this.said, type, ...this.now(), ...told };
  }

  say(type, told) {
    return this.put(this.event(type, told));
  }

  put(event) {
    this.said += 1;
    return this.queue.add({ ...event, seq: this.said });
  }
}

// A UUID: of version 7 when it is to tell the time, of version 4 when it is to tell nothing.
export function newName(time) {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  if (time !== undefined) {
    const view = new DataView(bytes.buffer);
    view.setUint16(0, Math.floor(time / 2 ** 32));
    view.setUint32(2, time % 2 ** 32);
  }
  bytes[6] = (bytes[6] & 0x0f) | (time === undefined ? 0x40 : 0x70);
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const digits = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
