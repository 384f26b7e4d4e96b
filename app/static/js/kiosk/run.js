// Creates numbered, timestamped events. The boot id and the numbering last as long as the page is open,
// or until the computer sleeps or its clock is set: the two clocks then no longer agree.

const MAX_CLOCK_DRIFT_MS = 120000;

export class EventLog {
  constructor(queue) {
    this.queue = queue;
    this.begin();
  }

  begin() {
    this.boot = newUuid();
    this.lastSeq = 0;
    this.began = performance.now();
    this.clockOffset = Date.now() - this.began;
  }

  // The run, the wall clock, which may be wrong, and monotonic milliseconds since the run began.
  now() {
    const drift = Date.now() - performance.now() - this.clockOffset;
    if (Math.abs(drift) > MAX_CLOCK_DRIFT_MS) this.begin();
    const t_mono = Math.floor(performance.now() - this.began);
    return { boot_id: this.boot, t_wall: Math.max(0, Date.now()), t_mono };
  }

  event(type, fields = {}) {
    return { event_id: newUuid(Date.now()), type, ...this.now(), seq: this.lastSeq, ...fields };
  }

  record(type, fields) {
    return this.enqueue(this.event(type, fields));
  }

  enqueue(event) {
    this.lastSeq += 1;
    return this.queue.add({ ...event, seq: this.lastSeq });
  }
}

// Returns a UUID: version 7 when a timestamp is given, otherwise a random version 4.
export function newUuid(timestamp) {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  if (timestamp !== undefined) {
    const view = new DataView(bytes.buffer);
    view.setUint16(0, Math.floor(timestamp / 2 ** 32));
    view.setUint32(2, timestamp % 2 ** 32);
  }
  bytes[6] = (bytes[6] & 0x0f) | (timestamp === undefined ? 0x40 : 0x70);
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const digits = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
