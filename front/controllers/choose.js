/*
 * Boxes of which all can be ticked at once; the button says how many are.
 *
 *   <form data-controller="choose">
 *     <input type="checkbox" name="task"> … <input type="checkbox" data-choose-all>
 *     <button type="submit">同意所选<span data-choose-count></span></button>
 *   </form>
 *
 * Sent, the button waits: a second click sends nothing.
 */
export function choose(form) {
  const all = form.querySelector("[data-choose-all]");
  const count = form.querySelector("[data-choose-count]");
  const button = count.closest("button");
  const boxes = [...form.querySelectorAll('input[type="checkbox"][name]')];

  function tell() {
    const ticked = boxes.filter((box) => box.checked).length;
    count.textContent = ticked ? ` (${ticked})` : "";
    button.disabled = ticked === 0;
    all.checked = ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;
  }

  all.addEventListener("change", () => {
    boxes.forEach((box) => (box.checked = all.checked));
    tell();
  });
  form.addEventListener("change", tell);
  form.addEventListener("submit", (event) => {
    if (!event.defaultPrevented) button.disabled = true;
  });
  window.addEventListener("pageshow", tell);
  tell();
}
