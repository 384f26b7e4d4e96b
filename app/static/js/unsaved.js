// Unsaved changes of long forms: counted, stored for their author while typing, and brought back.

const STORE_ADDRESS = "/can-bo/chua-luu";
const KEY = "chua-luu ";
const PAUSE_MS = 1500;
const LONGEST_WAIT_MS = 10000;
const RESEND_AFTER_MS = 8000;
const OWN_FIELDS = ["csrf_token", "nguoi-mo", "ban-nhap"];

forgetSaved();
document.querySelectorAll("form[data-long]").forEach(start);

export function start(form) {
  const key = KEY + form.getAttribute("action");
  const draft = form.elements["ban-nhap"];
  const copy = readCopy(key);
  if (copy && copy.id !== draft.value) {
    if (!isSame(copy.entries, entriesOf(form))) return bringBack(form, copy);
    sessionStorage.removeItem(key);
  }
  watch(form, key, draft);
}

function watch(form, key, draft) {
  const mark = addMark(form);
  const first = valuesByName(entriesOf(form));
  const wasUnsaved = draft.value !== "";
  let changed = wasUnsaved ? 1 : 0;
  let last = JSON.stringify(entriesOf(form));
  let sentAt = 0;
  let timer = 0;
  let waitingSince = 0;

  function look() {
    const entries = entriesOf(form);
    const now = JSON.stringify(entries);
    if (now === last) return;
    last = now;
    changed = countChanges(first, valuesByName(entries));
    mark.count(changed, wasUnsaved);
    if (!changed && !wasUnsaved) return drop();
    draft.value ||= newId();
    keepCopy(key, { id: draft.value, entries });
    waitingSince ||= Date.now();
    clearTimeout(timer);
    timer = setTimeout(store, Math.max(0, Math.min(PAUSE_MS, waitingSince + LONGEST_WAIT_MS - Date.now())));
  }

  async function store() {
    timer = waitingSince = 0;
    if (sentAt) return;
    mark.stored(await storeForm(form, draft.value, entriesOf(form)));
  }

  function drop() {
    clearTimeout(timer);
    sessionStorage.removeItem(key);
    if (!draft.value) return;
    const data = new FormData();
    data.append("csrf_token", form.elements.csrf_token.value);
    fetch(`${STORE_ADDRESS}/${draft.value}/bo`, { method: "POST", body: data, redirect: "manual" }).catch(() => {});
    draft.value = "";
  }

  const lookSoon = () => setTimeout(look); // scripts that answer the same event come first
  for (const kind of ["input", "change", "click", "keyup"]) form.addEventListener(kind, lookSoon);
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    if (Date.now() - sentAt < RESEND_AFTER_MS) return event.preventDefault();
    look();
    sentAt = Date.now();
  });
  window.addEventListener("beforeunload", (event) => {
    if (hasUnsaved() && !sentAt) event.preventDefault();
  });
  window.addEventListener("pagehide", () => {
    if (timer && !sentAt) navigator.sendBeacon(STORE_ADDRESS, storeData(form, draft.value, entriesOf(form)));
  });
  window.addEventListener("pageshow", () => (sentAt = 0));
  const hasUnsaved = () => changed > 0 || wasUnsaved;
  if (wasUnsaved) {
    mark.count(0, true);
    keepCopy(key, { id: draft.value, entries: entriesOf(form) });
  }
}

/** Store what this tab still has of the form, and show it in the form again. */
async function bringBack(form, copy) {
  const stored = await storeForm(form, copy.id, copy.entries);
  if (!stored.id) return addMark(form).stored(stored);
  const reopening = document.createElement("form");
  reopening.method = "post";
  reopening.action = form.action;
  reopening.append(hidden("csrf_token", form.elements.csrf_token.value), hidden("mo-lai", stored.id));
  document.body.append(reopening);
  keepCopy(KEY + form.getAttribute("action"), { ...copy, id: stored.id });
  reopening.submit();
}

async function storeForm(form, id, entries) {
  try {
    const answer = await fetch(STORE_ADDRESS, {
      method: "POST",
      body: storeData(form, id, entries),
      redirect: "error",
    });
    return answer.ok ? await answer.json() : { failed: answer.status };
  } catch {
    return { failed: navigator.onLine ? "session" : "line" };
  }
}

function storeData(form, id, entries) {
  const data = new FormData();
  for (const [name, value] of entries) data.append(name, value);
  data.append("csrf_token", form.elements.csrf_token.value);
  data.append("ban-nhap", id);
  data.append("luu-dia-chi", form.getAttribute("action"));
  data.append("luu-ten", document.querySelector("h1")?.textContent.trim() ?? "");
  data.append("luu-trang", location.pathname + location.search);
  return data;
}

function addMark(form) {
  const line = document.createElement("p");
  const count = document.createElement("b");
  const stored = document.createElement("span");
  stored.setAttribute("role", "status");
  line.className = "unsaved";
  line.append(count, " ", stored);
  line.hidden = true;
  form.prepend(line);
  const title = document.title;
  return {
    count(changes, wasUnsaved) {
      const isSaid = document.querySelector("[data-reopened]"); // the page says so itself
      line.hidden = !changes && (!wasUnsaved || isSaid);
      count.textContent = changes ? `${changes} ô chưa lưu.` : "Chưa lưu.";
      document.title = changes || wasUnsaved ? `● ${title}` : title;
      if (line.hidden) stored.textContent = "";
    },
    stored(answer) {
      line.hidden = false;
      stored.textContent = answer.saved
        ? `Máy chủ đã giữ hộ lúc ${answer.saved}; bấm nút lưu thì mới ghi vào kho.`
        : `Chưa gửi lên máy chủ được (${REASONS[answer.failed] ?? "máy chủ không nhận"}); chữ vẫn còn ở thẻ trình duyệt này.`;
    },
  };
}

const REASONS = { line: "mất mạng", session: "phiên đã hết hoặc máy chủ không trả lời", 503: "máy chủ không ghi được" };

/** Forget the copy of a form that the server has saved or removed. */
function forgetSaved() {
  const saved = document.cookie.match(/(?:^|; )da-luu=([^;]*)/)?.[1];
  if (!saved) return;
  for (const key of Object.keys(sessionStorage)) {
    if (key.startsWith(KEY) && readCopy(key)?.id === saved) sessionStorage.removeItem(key);
  }
}

function keepCopy(key, copy) {
  try {
    sessionStorage.setItem(key, JSON.stringify(copy));
  } catch {
    // no room in this browser: the server stores the form
  }
}

function readCopy(key) {
  return JSON.parse(sessionStorage.getItem(key) ?? "null");
}

function entriesOf(form) {
  const entries = [...new FormData(form)];
  return entries.filter(([name, value]) => typeof value === "string" && !OWN_FIELDS.includes(name));
}

function isSame(entries, others) {
  const typed = (list) => JSON.stringify(list.filter(([name]) => name !== "ban-goc"));
  return typed(entries) === typed(others);
}

function valuesByName(entries) {
  const values = new Map();
  for (const [name, value] of entries) values.set(name, [...(values.get(name) ?? []), value]);
  return values;
}

function countChanges(first, now) {
  const names = new Set([...first.keys(), ...now.keys()]);
  return [...names].filter((name) => JSON.stringify(first.get(name)) !== JSON.stringify(now.get(name))).length;
}

function newId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function hidden(name, value) {
  const field = document.createElement("input");
  return Object.assign(field, { type: "hidden", name, value });
}
