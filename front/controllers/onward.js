/*
 * Sends its form by itself as soon as the page stands; the form's own button stays for those without scripts.
 *
 *   <form method="post" action="…" data-controller="onward">…<button type="submit">继续</button></form>
 */
export function onward(form) {
  form.requestSubmit();
}
