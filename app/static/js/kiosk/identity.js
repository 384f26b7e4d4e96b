// Device token and cached settings of this computer; a desktop shortcut may supply the token in the URL fragment.

const TOKEN_KEY = "may-the";
const SETTINGS_KEY = "may-quy-dinh";
const DEFAULT_SETTINGS = {
  label: "",
  point: "",
  hours: [],
  warned_after: 480,
  ended_after: 600,
  yield_after: 3600,
  seen_every: 60,
  hidden_every: 300,
  links: [],
  others_wait: false,
  lesson: null,
};
const FRAGMENT = /^#([dm])=([\w-]+)$/;

// Returns {token, isNew} and removes the fragment from the address bar.
export function identify() {
  const [, fragmentKind, fragmentToken] = window.location.hash.match(FRAGMENT) ?? [];
  if (fragmentToken) {
    rememberToken(fragmentToken);
    window.history.replaceState(null, "", window.location.pathname);
  }
  return { token: window.localStorage.getItem(TOKEN_KEY), isNew: fragmentKind === "m" };
}

export function rememberToken(token) {
  window.localStorage.setItem(TOKEN_KEY, token);
}

export function forgetToken() {
  window.localStorage.removeItem(TOKEN_KEY);
}

export function shortcutUrl(token) {
  return `${window.location.origin}${window.location.pathname}#d=${token}`;
}

export function saveSettings(settings) {
  window.localStorage.setItem(SETTINGS_KEY, JSON.stringify(settings));
}

// The last saved settings apply until the server is reachable.
export function loadSettings() {
  return { ...DEFAULT_SETTINGS, ...JSON.parse(window.localStorage.getItem(SETTINGS_KEY)) };
}
