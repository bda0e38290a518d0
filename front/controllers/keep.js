/*
 * Nothing typed is lost by accident: a form with changes asks before the page is left without sending it.
 *
 *   <form method="post" data-controller="keep">…</form>
 */
export function keep(form) {
  let changed = false;
  const onLeave = (event) => {
    if (changed) event.preventDefault();
  };
  form.addEventListener("input", () => (changed = true));
  form.addEventListener("submit", () => (changed = false));
  form.addEventListener("htmx:responseError", () => (changed = true));
  form.addEventListener("htmx:sendError", () => (changed = true));
  window.addEventListener("beforeunload", onLeave);
  return () => window.removeEventListener("beforeunload", onLeave);
}
