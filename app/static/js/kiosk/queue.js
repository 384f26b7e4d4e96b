// Stores events in IndexedDB until the server has acknowledged them, so that a power cut loses nothing.

const EVENT_STORE = "events";
const KEY_STORE = "keys";
const ROOM_KEY = "room";
const MAX_EVENTS = 20000;
const DROP_BATCH = 500;

export class Queue {
  constructor(database) {
    this.database = database;
    this.dropped = 0;
  }

  static async open() {
    const request = indexedDB.open("may", 2);
    request.onupgradeneeded = ({ oldVersion }) => {
      if (oldVersion < 1) request.result.createObjectStore(EVENT_STORE, { keyPath: "event_id" });
      request.result.createObjectStore(KEY_STORE);
    };
    return new Queue(await promiseFor(request));
  }

  async add(event) {
    await promiseFor(this.store("readwrite").put(event));
    if ((await this.length()) > MAX_EVENTS) await this.makeRoom();
  }

  length() {
    return promiseFor(this.store().count());
  }

  oldest(count) {
    return promiseFor(this.store().getAll(null, count));
  }

  async remove(eventIds) {
    const store = this.store("readwrite");
    await Promise.all(eventIds.map((eventId) => promiseFor(store.delete(eventId))));
  }

  // Drops heartbeats first, then other events; session starts and ends are never dropped.
  async makeRoom() {
    const oldestEvents = await this.oldest(MAX_EVENTS + DROP_BATCH);
    const heartbeats = oldestEvents.filter((event) => event.type === "hb");
    const otherEvents = oldestEvents.filter((event) => !/^hb$|^session\.(start|end)$/.test(event.type));
    const droppedIds = [...heartbeats, ...otherEvents].slice(0, DROP_BATCH).map((event) => event.event_id);
    await this.remove(droppedIds);
    this.dropped += droppedIds.length;
  }

  store(mode = "readonly") {
    return this.database.transaction(EVENT_STORE, mode, { durability: "strict" }).objectStore(EVENT_STORE);
  }
}

// The key pair of this browser lives beside the events; the private key never leaves the browser.
export function loadKey(database) {
  return promiseFor(database.transaction(KEY_STORE).objectStore(KEY_STORE).get(ROOM_KEY));
}

export function saveKey(database, keys) {
  return promiseFor(database.transaction(KEY_STORE, "readwrite").objectStore(KEY_STORE).put(keys, ROOM_KEY));
}

function promiseFor(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
