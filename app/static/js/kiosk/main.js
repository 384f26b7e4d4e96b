// Entry point of the kiosk page; it runs in one tab only, however many tabs show the page.

import { lendToken } from "./agent.js";
import { openLinksInLibraryWindow } from "./beside.js";
import { EventSender } from "./courier.js";
import { KioskController } from "./desk.js";
import { forgetToken, identify, rememberToken, shortcutUrl } from "./identity.js";
import { cachePage } from "./larder.js";
import { Queue } from "./queue.js";
import { BrowserKey, RoomPass } from "./room.js";
import { EventLog } from "./run.js";
import { Screen } from "./screen.js";

const ASK_AGENT_MS = 30000;

start(document, document.querySelector("[data-kiosk]").dataset);

async function start(page, { known: isEnrolled, worker: workerUrl }) {
  const screen = new Screen(page);
  const { token: storedToken, isNew } = identify();
  const token = storedToken ?? (await lendToken());
  if (!token) {
    typeCodeFromUrl(page);
    screen.show(isEnrolled ? "unseeded" : "enrolment");
    window.setInterval(startWithAgent, ASK_AGENT_MS);
    return;
  }
  screen.show("elsewhere");
  await waitForOnlyTab();
  openLinksInLibraryWindow(page);
  if (isNew) showShortcut(screen, token);
  const log = new EventLog(await Queue.open());
  const browserKey = new BrowserKey(log.queue.database);
  const sender = new EventSender(log, token, {
    onStatus: showStatus,
    onSettings: applySettings,
    onRefused: replaceToken,
    sign: (path, body) => browserKey.headers(path, body),
  });
  const roomPass = new RoomPass(sender, browserKey, (isRefused) => screen.toggleNotice("no-room", isRefused));
  const controller = new KioskController(screen, log, sender, roomPass);
  await controller.open();
  cachePage(workerUrl).catch(() => null); // offline: the cached copies stay as they are

  function showStatus({ isOnline, waiting }) {
    screen.toggleNotice("offline", !isOnline);
    screen.setText("waiting", waiting);
  }

  // A token lent by the agent has ended; without an agent the token was revoked.
  async function replaceToken() {
    const lentToken = await lendToken();
    if (lentToken) sender.useToken(lentToken);
    else discardToken();
  }

  function applySettings(settings) {
    controller.applySettings(settings);
  }
}

async function startWithAgent() {
  const token = await lendToken();
  if (!token) return;
  rememberToken(token);
  window.location.reload();
}

// The QR code on a voucher leads to `/may#k=CODE`.
function typeCodeFromUrl(page) {
  const [, code] = window.location.hash.match(/^#k=([a-z0-9]+)$/) ?? [];
  for (const field of page.querySelectorAll("input[name=ma]")) if (code) field.value = code;
}

function discardToken() {
  forgetToken();
  window.location.reload();
}

// Two tabs with the same token would count as two computers: the second waits until the first is closed.
function waitForOnlyTab() {
  if (!navigator.locks) return Promise.resolve();
  return new Promise((resolve) => {
    navigator.locks.request("may", () => {
      resolve();
      return new Promise(() => null);
    });
  });
}

function showShortcut(screen, token) {
  screen.page.querySelector("[data-shortcut]").value = shortcutUrl(token);
  screen.toggleNotice("shortcut", true);
  screen.onClick("shortcut-made", () => screen.toggleNotice("shortcut", false));
}
