/* Sends its form as soon as the choice changes; the form's own button stays for those without scripts.

   <select name="org" data-controller="submit">…</select>
*/
export function submit(element) {
  element.addEventListener("change", () => element.form.requestSubmit());
}
