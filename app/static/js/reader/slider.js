// Page slider of the reader: shows the thumbnail of the page under the handle, and opens it.

const PAUSE = 150; // milliseconds without movement before a thumbnail is fetched

const form = document.querySelector("[data-slider]");
if (form) start(form);

export function start(form) {
  const range = form.querySelector("input[type=range]");
  const preview = form.querySelector("output");
  const image = document.createElement("img");
  const number = document.createElement("span");
  let waiting = 0;
  image.alt = "";
  image.width = 90;
  preview.append(image, number);
  form.hidden = false;
  range.addEventListener("input", () => {
    number.textContent = range.value;
    showUnderHandle(preview, range);
    window.clearTimeout(waiting);
    waiting = window.setTimeout(() => {
      image.src = thumbnailAddress(form, range.value);
    }, PAUSE);
  });
  // with arrow keys "change" comes at each step: those readers press Enter
  range.addEventListener("pointerup", () => {
    if (range.value !== range.defaultValue) form.requestSubmit();
  });
  range.addEventListener("blur", () => {
    preview.hidden = true;
  });
}

function showUnderHandle(preview, range) {
  const share = (range.value - range.min) / (range.max - range.min);
  preview.hidden = false;
  preview.style.insetInlineStart = `${Math.round(share * 100)}%`;
}

function thumbnailAddress(form, number) {
  return form.dataset.thumbnail.replace(/\/\d+\/anh-nho$/, `/${number}/anh-nho`);
}
