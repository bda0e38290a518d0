/*
 * Tabs over panels of the same page. Pages with addresses of their own use links instead (macro tab_links).
 *
 *   <div data-controller="tabs"><div role="tablist"><button role="tab" aria-controls="a" aria-selected="true">…</button></div>
 *     <section id="a" role="tabpanel">…</section></div>
 *
 * Left and right, Home and End move between the tabs.
 */
export function tabs(box) {
  const all = [...box.querySelectorAll('[role="tab"]')];

  function select(tab, focus = false) {
    for (const one of all) {
      const chosen = one === tab;
      one.setAttribute("aria-selected", String(chosen));
      one.tabIndex = chosen ? 0 : -1;
      document.getElementById(one.getAttribute("aria-controls")).hidden = !chosen;
    }
    if (focus) tab.focus();
    window.dispatchEvent(new Event("resize"));
  }
  function onKey(event) {
    const at = all.indexOf(event.target);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    select(all[(to + all.length) % all.length], true);
  }

  for (const tab of all) tab.addEventListener("click", () => select(tab));
  box.addEventListener("keydown", onKey);
  select(all.find((tab) => tab.getAttribute("aria-selected") === "true") ?? all[0]);
}
