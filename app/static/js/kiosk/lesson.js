// Stores the last class this computer joined, so that a reload does not start a second session.

const STORAGE_KEY = "may-lop";

export function lastLesson() {
  return JSON.parse(window.localStorage.getItem(STORAGE_KEY));
}

export function rememberLesson(lesson) {
  window.localStorage.setItem(STORAGE_KEY, JSON.stringify(lesson));
}
