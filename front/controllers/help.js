/*
 * The question mark beside a label: a click shows its sentence, a second one, Escape or leaving hides it.
 *
 *   <button class="s-help" data-controller="help" aria-expanded="false" aria-controls="h1">?</button>
 *   <span class="s-help__text" id="h1" role="note" hidden>…</span>
 */
import { movedFrom, placeBeside } from "./place.js";

export function help(button) {
  const text = document.getElementById(button.getAttribute("aria-controls"));
  let placedAt = null;
  function show(on) {
    text.hidden = !on;
    button.setAttribute("aria-expanded", String(on));
    if (!on) return;
    placedAt = button.getBoundingClientRect().top;
    placeBeside(text, button);
  }
  const onScroll = () => text.hidden || (movedFrom(button, placedAt) && show(false));
  button.addEventListener("click", () => show(text.hidden));
  button.addEventListener("blur", () => show(false));
  button.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || text.hidden) return;
    event.stopPropagation();
    show(false);
  });
  document.addEventListener("scroll", onScroll, true);
  return () => document.removeEventListener("scroll", onScroll, true);
}
