/* Hands the access token of the page to the viewer that opened it in a frame. */
"use strict";

var data = document.body.dataset;
if (data.origin) {
  window.parent.postMessage(JSON.parse(data.message), data.origin);
}
