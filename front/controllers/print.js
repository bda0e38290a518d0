/*
 * Prints the page.
 *
 *   <button data-controller="print">打印</button>
 */
export function print(button) {
  button.addEventListener("click", () => window.print());
}
