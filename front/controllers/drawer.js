/*
 * The drawer at the right edge: whatever htmx puts into its body is shown; closing empties it.
 *
 *   <dialog class="s-drawer" id="drawer" data-controller="drawer">… <div id="drawer-body"></div></dialog>
 *   <a href="/explain/1" hx-get="/explain/1" hx-target="#drawer-body">96.4</a>
 */
export function drawer(box) {
  const body = box.querySelector("#drawer-body");
  box.addEventListener("htmx:afterSwap", () => {
    if (!box.open) box.showModal();
    box.scrollTop = 0;
  });
  box.addEventListener("click", (event) => {
    if (event.target === box || event.target.closest("[data-close]")) box.close();
  });
  box.addEventListener("close", () => body.replaceChildren());
}
