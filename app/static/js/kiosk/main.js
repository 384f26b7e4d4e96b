// Entry point of the kiosk page; it runs in one tab only, however many tabs show the page.

import { openLinksInLibraryWindow } from "./beside.js";
import { EventSender } from "./courier.js";
import { KioskController } from "./desk.js";
import { forgetToken, identify, shortcutUrl } from "./identity.js";
import { cachePage } from "./larder.js";
import { Queue } from "./queue.js";
import { RoomPass } from "./room.js";
import { EventLog } from "./run.js";
import { Screen } from "./screen.js";

start(document, document.querySelector("[data-kiosk]").dataset);

async function start(page, { known: isEnrolled, worker: workerUrl }) {
  const screen = new Screen(page);
  const { token, isNew } = identify();
  if (!token) {
    typeCodeFromUrl(page);
    screen.show(isEnrolled ? "unseeded" : "enrolment");
    return;
  }
  screen.show("elsewhere");
  await waitForOnlyTab();
  openLinksInLibraryWindow(page);
  if (isNew) showShortcut(screen, token);
  const log = new EventLog(await Queue.open());
  const sender = new EventSender(log, token, {
    onStatus: showStatus,
    onSettings: applySettings,
    onRefused: discardToken,
  });
  const roomPass = new RoomPass(sender, log.queue.database, (isRefused) => screen.toggleNotice("no-room", isRefused));
  const controller = new KioskController(screen, log, sender, roomPass);
  await controller.open();
  cachePage(workerUrl).catch(() => null); // offline: the cached copies stay as they are

  function showStatus({ isOnline, waiting }) {
    screen.toggleNotice("offline", !isOnline);
    screen.setText("waiting", waiting);
  }

  function applySettings(settings) {
    controller.applySettings(settings);
  }
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
