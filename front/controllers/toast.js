/*
 * A short message at the lower edge. Good news leaves after seven seconds, a refusal stays until it is closed.
 *
 *   <div class="s-toast s-toast--good" data-controller="toast">… <button data-close>…</button></div>
 *
 * showToast(kind, text) fills the <template id="toast-good"> (or toast-bad, toast-info) of the layout.
 */
const STAYS = 7000;

export function toast(box) {
  const leave = () => box.remove();
  box.querySelector("[data-close]")?.addEventListener("click", leave);
  if (box.classList.contains("s-toast--bad")) return undefined;
  let timer = setTimeout(leave, STAYS);
  box.addEventListener("pointerenter", () => clearTimeout(timer));
  box.addEventListener("pointerleave", () => (timer = setTimeout(leave, STAYS)));
  return () => clearTimeout(timer);
}

export function showToast(kind, text) {
  const box = document.getElementById(`toast-${kind}`).content.firstElementChild.cloneNode(true);
  box.querySelector(".s-toast__text").textContent = text;
  const place = document.getElementById("toasts");
  place.append(box);
  raise(place);
  toast(box);
}

/** A modal dialog lies in the top layer; the toasts follow it there, where the browser can. */
export function raise(place) {
  if (!place.showPopover) return;
  place.popover = "manual";
  if (place.matches(":popover-open")) place.hidePopover();
  place.showPopover();
}
