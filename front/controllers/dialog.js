/*
 * Native dialogs. A button opens one by id; anything marked data-close inside closes it, so does a click beside it.
 *
 *   <button data-controller="opens" data-opens="split">…</button>
 *   <dialog id="split" data-controller="dialog" aria-labelledby="split-title">… <button data-close>…</button></dialog>
 *
 * A dialog that htmx brings may carry data-dialog="open" to show itself on arrival.
 */
export function opens(button) {
  button.addEventListener("click", () => document.getElementById(button.dataset.opens).showModal());
}

export function dialog(box) {
  box.addEventListener("click", (event) => {
    if (event.target === box || event.target.closest("[data-close]")) box.close();
  });
  if (box.dataset.dialog === "open" && !box.open) box.showModal();
}
