// Keeps what was said until the library has acknowledged it: on disk, so that a power cut loses nothing.

const EVENTS = "events";
const MOST = 20000;
const ROOM = 500;

export class Queue {
  constructor(database) {
    this.database = database;
    this.dropped = 0;
  }

  static async open() {
    const asked = indexedDB.open("may", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(EVENTS, { keyPath: "event_id" });
    return new Queue(await answer(asked));
  }

  async add(event) {
    await answer(this.events("readwrite").put(event));
    if ((await this.length()) > MOST) await this.makeRoom();
  }

  length() {
    return answer(this.events().count());
  }

  oldest(count) {
    return answer(this.events().getAll(null, count));
  }

  async forget(names) {
    const events = this.events("readwrite");
    await Promise.all(names.map((name) => answer(events.delete(name))));
  }

  // Heartbeats go first, then anything but the starts and ends of sessions, which never go.
  async makeRoom() {
    const all = await this.oldest(MOST + ROOM);
    const beats = all.filter((event) => event.type === "hb");
    const others = all.filter((event) => !/^hb$|^session\.(start|end)$/.test(event.type));
    const given = [...beats, ...others].slice(0, ROOM).map((event) => event.event_id);
    await this.forget(given);
    this.dropped += given.length;
  }

  events(mode = "readonly") {
    return this.database.transaction(EVENTS, mode, { durability: "strict" }).objectStore(EVENTS);
  }
}

function answer(asked) {
  return new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}
