// Proves to the server that this is the enrolled browser, so that on-site documents open here and nowhere else.
// The private key cannot be exported; the pass cookie lasts ten minutes and is valid at this address only.

import { lendToken, nameBrowser } from "./agent.js";
import { loadKey, saveKey } from "./queue.js";

const ROOM = "/api/k/v1/room";
const RENEW_MS = 4 * 60000;
const ALGORITHM = { name: "ECDSA", namedCurve: "P-256" };
const SIGNATURE = { name: "ECDSA", hash: "SHA-256" };

export class RoomPass {
  constructor(sender, browserKey, onRefused) {
    Object.assign(this, { sender, browserKey, onRefused, renewedAt: -Infinity });
  }

  // Called with every heartbeat. Without HTTPS browsers have no keys: then only the point's addresses count.
  async renewIfDue() {
    if (performance.now() - this.renewedAt < RENEW_MS) return;
    const lentToken = await lendToken();
    if (lentToken) this.sender.useToken(lentToken);
    if (!this.browserKey.isPossible) return;
    if (lentToken) await nameBrowser(await this.browserKey.publicKey());
    const { challenge } = await (await this.sender.request(ROOM)).json();
    const [key, signature] = [await this.browserKey.publicKey(), await this.browserKey.sign(challenge)];
    const body = JSON.stringify({ challenge, key, signature });
    const response = await this.sender.request(ROOM, { method: "POST", body });
    if (response.ok) this.renewedAt = performance.now();
    this.onRefused(response.status === 403);
  }
}

// The key pair of this browser, which no script can export. It also signs what this browser reports.
export class BrowserKey {
  constructor(database) {
    this.database = database;
  }

  get isPossible() {
    return Boolean(window.crypto.subtle);
  }

  async publicKey() {
    return base64(await window.crypto.subtle.exportKey("spki", (await this.keys()).publicKey));
  }

  async sign(text) {
    const { privateKey } = await this.keys();
    return base64(await window.crypto.subtle.sign(SIGNATURE, privateKey, new TextEncoder().encode(text)));
  }

  async headers(path, body) {
    if (!this.isPossible) return {};
    return { "X-Key": await this.publicKey(), "X-Signature": await this.sign(`${path}\n${body}`) };
  }

  keys() {
    this.keysPromise ??= this.loadOrCreate();
    return this.keysPromise;
  }

  async loadOrCreate() {
    const storedKeys = await loadKey(this.database);
    if (storedKeys) return storedKeys;
    const keys = await window.crypto.subtle.generateKey(ALGORITHM, false, ["sign"]);
    await saveKey(this.database, keys);
    return keys;
  }
}

function base64(buffer) {
  return window.btoa(String.fromCharCode(...new Uint8Array(buffer)));
}
