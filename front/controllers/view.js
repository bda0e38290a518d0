/*
 * One thing in two forms: the chart and its table. The buttons show one and hide the other.
 *
 *   <figure data-controller="view"><button data-view="a" aria-pressed="true">图</button>
 *     <button data-view="b" aria-pressed="false">表</button><div id="a">…</div><div id="b" hidden>…</div></figure>
 */
export function view(figure) {
  const buttons = [...figure.querySelectorAll("[data-view]")];
  function show(chosen) {
    for (const button of buttons) {
      button.setAttribute("aria-pressed", String(button === chosen));
      document.getElementById(button.dataset.view).hidden = button !== chosen;
    }
    window.dispatchEvent(new Event("resize"));
  }
  for (const button of buttons) button.addEventListener("click", () => show(button));
}
