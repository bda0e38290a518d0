/*
 * Says in time that the session is about to end, and leads to the sign-in page once it has.
 *
 *   <dialog role="alertdialog" data-controller="idle" data-left="1800"><p data-minutes="2">…</p><p data-minutes="1">…</p>
 *     <form method="dialog"><button>…</button></form></dialog>
 *
 * data-left is in seconds, as of the page; each answer to htmx that counts as activity puts the end off. So does the
 * dialog's button, or Escape.
 */
import { lasts, left, stay } from "../presence.js";
import { word } from "../words.js";
import { showToast } from "./toast.js";

const MINUTE = 60_000;
const EARLY = 2 * MINUTE;
const LATE = 2000; // the server counts whole seconds

export function idle(box) {
  let asking = false;

  function look() {
    const rest = left();
    if (rest < -LATE) leave();
    else if (rest > EARLY) box.close();
    else if (!asking) warn(Math.max(1, Math.ceil(rest / MINUTE)));
  }

  function warn(minutes) {
    for (const told of box.querySelectorAll("[data-minutes]")) told.hidden = Number(told.dataset.minutes) !== minutes;
    if (!box.open) box.showModal();
  }

  async function remain() {
    asking = true;
    try {
      if (!(await stay())) leave();
    } catch {
      showToast("bad", word("network"));
    }
    asking = false;
  }

  function leave() {
    clearInterval(timer);
    window.location.reload();
  }

  const onAnswer = ({ detail }) => lasts(detail.xhr.getResponseHeader("Session-Left"));
  const timer = setInterval(look, 1000);
  lasts(box.dataset.left);
  box.querySelector("form[method=dialog]").addEventListener("submit", remain);
  box.addEventListener("cancel", remain);
  document.addEventListener("htmx:afterRequest", onAnswer);
  return () => {
    clearInterval(timer);
    document.removeEventListener("htmx:afterRequest", onAnswer);
  };
}
