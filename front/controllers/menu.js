/*
 * A menu that closes by itself: a choice, outside click, Escape, Tab away; arrows move between its items.
 *
 *   <details class="s-menu" data-controller="menu"><summary>…</summary><ul class="s-menu__list">…</ul></details>
 *
 * With data-menu="fixed" the list is placed by the window, so that a scrolling table does not cut it off.
 */
import { movedFrom, placeBeside } from "./place.js";

const ITEMS = "a[href], button:not(:disabled)";

export function menu(details) {
  const summary = details.querySelector("summary");
  const list = details.querySelector(".s-menu__list");
  const close = () => (details.open = false);
  let placedAt = null;

  function onToggle() {
    if (!details.open || details.dataset.menu !== "fixed") return;
    placedAt = summary.getBoundingClientRect().top;
    placeBeside(list, summary);
  }
  function onKey(event) {
    if (event.key === "Escape" && details.open) {
      close();
      summary.focus();
      event.stopPropagation();
    }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    if (!details.open) details.open = true;
    const items = [...list.querySelectorAll(ITEMS)];
    const step = event.key === "ArrowDown" ? 1 : -1;
    const at = items.indexOf(document.activeElement);
    const next = at < 0 ? (step > 0 ? 0 : items.length - 1) : (at + step + items.length) % items.length;
    items[next]?.focus();
  }
  const onChoice = (event) => event.target.closest(ITEMS) && close();
  const onOutside = (event) => details.contains(event.target) || close();
  const onLeave = (event) => event.relatedTarget && !details.contains(event.relatedTarget) && close();
  const onScroll = () => details.open && details.dataset.menu === "fixed" && movedFrom(summary, placedAt) && close();

  details.addEventListener("toggle", onToggle);
  details.addEventListener("keydown", onKey);
  details.addEventListener("focusout", onLeave);
  list.addEventListener("click", onChoice);
  document.addEventListener("click", onOutside);
  document.addEventListener("scroll", onScroll, true);
  return () => {
    document.removeEventListener("click", onOutside);
    document.removeEventListener("scroll", onScroll, true);
  };
}
