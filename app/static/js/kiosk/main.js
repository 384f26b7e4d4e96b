// Opens the desk of this public computer: once, however many tabs show it.

import { keepBeside } from "./beside.js";
import { Courier } from "./courier.js";
import { Desk } from "./desk.js";
import { forget, identify, shortcut } from "./identity.js";
import { stock } from "./larder.js";
import { Queue } from "./queue.js";
import { Run } from "./run.js";
import { Screen } from "./screen.js";

start(document, document.querySelector("[data-kiosk]").dataset);

async function start(page, { known, worker }) {
  const screen = new Screen(page);
  const { token, isNew } = identify();
  if (!token) {
    screen.show(known ? "unseeded" : "enrolment");
    return;
  }
  screen.show("elsewhere");
  await alone();
  keepBeside(page);
  if (isNew) showShortcut(screen, token);
  const run = new Run(await Queue.open());
  const desk = new Desk(screen, run, new Courier(run, token, { tell, renew, refused }));
  await desk.open();
  stock(worker).catch(() => null); // the line is down: what is kept stays as it is

  function tell({ up, waiting }) {
    screen.notice("offline", !up);
    screen.tell("waiting", waiting);
  }

  function renew(rules) {
    desk.renew(rules);
  }
}

function refused() {
  forget();
  window.location.reload();
}

// Two tabs with one token would look like two machines: the second waits until the first is closed.
function alone() {
  if (!navigator.locks) return Promise.resolve();
  return new Promise((granted) => {
    navigator.locks.request("may", () => {
      granted();
      return new Promise(() => null);
    });
  });
}

function showShortcut(screen, token) {
  screen.page.querySelector("[data-shortcut]").value = shortcut(token);
  screen.notice("shortcut", true);
  screen.on("shortcut-made", () => screen.notice("shortcut", false));
}
