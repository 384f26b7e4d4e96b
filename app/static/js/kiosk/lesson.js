// Remembers which class this computer has taken part in, so that a reload begins no second sitting.

const KEY = "may-lop";

export function attended() {
  return JSON.parse(window.localStorage.getItem(KEY));
}

export function attend(lesson) {
  window.localStorage.setItem(KEY, JSON.stringify(lesson));
}
