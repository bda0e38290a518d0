/*
 * Nothing typed is lost by accident: a form with changes asks before the page is left without sending it.
 *
 *   <form method="post" data-controller="keep">…</form>
 *
 * What an element with data-keep-saved has sent by htmx is no change any more, but for files that were only chosen.
 *
 * Typing counts as being there: now and then the address in the layout's data-keep-alive is told, so that nobody is
 * signed out in the middle of a long form.
 */
import { stay } from "../presence.js";

const EVERY = 5 * 60 * 1000;

export function keep(form) {
  let changed = false;
  let told = Date.now();
  const onLeave = (event) => {
    if (changed) event.preventDefault();
  };
  form.addEventListener("input", () => {
    changed = true;
    if (Date.now() - told < EVERY) return;
    told = Date.now();
    stay().catch(() => {});
  });
  form.addEventListener("submit", (event) => {
    if (event.submitter?.formTarget !== "_blank") changed = false; // what opens beside the page leaves it as it is
  });
  form.addEventListener("htmx:afterOnLoad", (event) => {
    const chosen = [...form.querySelectorAll('input[type="file"]')].some((input) => input.files.length);
    if ("keepSaved" in event.target.dataset) changed = chosen;
  });
  form.addEventListener("htmx:responseError", () => (changed = true));
  form.addEventListener("htmx:sendError", () => (changed = true));
  window.addEventListener("beforeunload", onLeave);
  return () => window.removeEventListener("beforeunload", onLeave);
}
