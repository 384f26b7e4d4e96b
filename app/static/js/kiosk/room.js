// Proves to the server that this is the enrolled browser, so that on-site documents open here and nowhere else.
// The private key cannot be exported; the pass cookie lasts ten minutes and is valid at this address only.

import { loadKey, saveKey } from "./queue.js";

const ROOM = "/api/k/v1/room";
const RENEW_MS = 4 * 60000;
const ALGORITHM = { name: "ECDSA", namedCurve: "P-256" };
const SIGNATURE = { name: "ECDSA", hash: "SHA-256" };

export class RoomPass {
  constructor(sender, database, onRefused) {
    Object.assign(this, { sender, database, onRefused, renewedAt: -Infinity });
  }

  // Called with every heartbeat. Without HTTPS browsers have no keys: then only the point's addresses count.
  async renewIfDue() {
    if (!window.crypto.subtle || performance.now() - this.renewedAt < RENEW_MS) return;
    const { challenge } = await (await this.sender.request(ROOM)).json();
    const keys = await this.keys();
    const signature = await window.crypto.subtle.sign(SIGNATURE, keys.privateKey, new TextEncoder().encode(challenge));
    const key = await window.crypto.subtle.exportKey("spki", keys.publicKey);
    const body = JSON.stringify({ challenge, key: base64(key), signature: base64(signature) });
    const response = await this.sender.request(ROOM, { method: "POST", body });
    if (response.ok) this.renewedAt = performance.now();
    this.onRefused(response.status === 403);
  }

  async keys() {
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
