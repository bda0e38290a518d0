/*
 * A file field that takes a dragged file, says what was chosen, and shows how much has been sent.
 *
 *   <div class="s-drop" data-controller="drop"><input type="file" …><p data-drop-state role="status"></p>
 *     <progress data-drop-progress hidden max="100"></progress></div>
 *
 * The progress is that of the htmx request of the form around it (hx-encoding="multipart/form-data").
 */
import { word } from "../words.js";

export function drop(area) {
  const input = area.querySelector('input[type="file"]');
  const state = area.querySelector("[data-drop-state]");
  const bar = area.querySelector("[data-drop-progress]");
  const form = area.closest("form");

  function tell() {
    state.textContent = [...input.files].map((file) => `${file.name} · ${sizeOf(file.size)}`).join("；");
  }
  function onProgress(event) {
    const { loaded, total, lengthComputable } = event.detail;
    if (!lengthComputable || !input.files.length) return;
    bar.hidden = false;
    bar.value = Math.round((loaded / total) * 100);
    state.textContent = loaded < total ? `${word("sending")} ${bar.value}%` : word("checking");
  }
  function onEnd() {
    bar.hidden = true;
    tell();
  }
  const over = (on) => (event) => {
    event.preventDefault();
    area.classList.toggle("s-drop--over", on);
  };

  area.addEventListener("dragover", over(true));
  area.addEventListener("dragleave", over(false));
  area.addEventListener("drop", (event) => {
    over(false)(event);
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
  input.addEventListener("change", tell);
  form?.addEventListener("htmx:xhr:progress", onProgress);
  form?.addEventListener("htmx:afterRequest", onEnd);
}

export function sizeOf(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(0)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
