/*
 * Nothing typed is lost by accident: a form with changes asks before the page is left without sending it.
 *
 *   <form method="post" data-controller="keep">…</form>
 *
 * What an element with data-keep-saved has sent by htmx is no change any more, but for files that were only chosen. The
 * form waits for that to end before it is sent, and nothing is saved beside a form that is on its way: either would leave
 * a draft behind of what has been handed in.
 *
 * Typing counts as being there: now and then the address in the layout's data-keep-alive is told, so that nobody is
 * signed out in the middle of a long form.
 */
import { stay } from "../presence.js";

const EVERY = 5 * 60 * 1000;

export function keep(form) {
  let changed = false;
  let told = Date.now();
  let saving = false;
  let onItsWay = false;
  let waiting = null; // who sends the form once it has been saved
  const saves = (event) => "keepSaved" in event.target.dataset;
  const onLeave = (event) => {
    if (changed) event.preventDefault();
  };
  form.addEventListener("input", () => {
    changed = true;
    onItsWay = false;
    if (Date.now() - told < EVERY) return;
    told = Date.now();
    stay().catch(() => {});
  });
  form.addEventListener("submit", (event) => {
    if (event.submitter?.formTarget === "_blank") return; // what opens beside the page leaves it as it is
    if (saving) {
      event.preventDefault();
      waiting = { submitter: event.submitter };
      return;
    }
    changed = false;
    onItsWay = true;
  });
  form.addEventListener("htmx:beforeRequest", (event) => {
    if (!saves(event)) return;
    if (onItsWay) event.preventDefault();
    else saving = true;
  });
  form.addEventListener("htmx:afterRequest", (event) => {
    if (!saves(event)) return;
    saving = false;
    const held = waiting;
    waiting = null;
    if (held) form.requestSubmit(held.submitter ?? undefined);
  });
  form.addEventListener("htmx:afterOnLoad", (event) => {
    const chosen = [...form.querySelectorAll('input[type="file"]')].some((input) => input.files.length);
    if (saves(event)) changed = chosen;
  });
  form.addEventListener("htmx:responseError", () => (changed = true));
  form.addEventListener("htmx:sendError", () => (changed = true));
  const onShow = () => (onItsWay = false); // one has come back to the page
  window.addEventListener("beforeunload", onLeave);
  window.addEventListener("pageshow", onShow);
  return () => {
    window.removeEventListener("beforeunload", onLeave);
    window.removeEventListener("pageshow", onShow);
  };
}
