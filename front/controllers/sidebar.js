/*
 * The button that shows and hides the navigation: a drawer over the page on a phone, a folded column on a desk.
 *
 *   <button data-controller="sidebar" aria-controls="side" aria-expanded="true">…</button>
 *
 * The folded state of the desk is remembered in this browser.
 */
const REMEMBERED = "shuren.side.folded";

export function sidebar(button) {
  const side = document.getElementById(button.getAttribute("aria-controls"));
  const frame = side.parentElement;
  const phone = window.matchMedia("(width < 62rem)");
  let veil = null;

  function closeDrawer() {
    side.classList.remove("s-side--open");
    veil?.remove();
    veil = null;
    document.getElementById("main")?.removeAttribute("inert");
    if (phone.matches) button.setAttribute("aria-expanded", "false");
  }
  function openDrawer() {
    side.classList.add("s-side--open");
    veil = document.createElement("div");
    veil.className = "s-veil";
    veil.addEventListener("click", closeDrawer);
    document.body.append(veil);
    document.getElementById("main")?.setAttribute("inert", "");
    button.setAttribute("aria-expanded", "true");
    side.querySelector("a[aria-current], a")?.focus();
  }
  function fold(folded) {
    frame.classList.toggle("s-frame--folded", folded);
    button.setAttribute("aria-expanded", String(!folded));
    localStorage.setItem(REMEMBERED, folded ? "1" : "");
  }
  function settle() {
    closeDrawer();
    if (phone.matches) button.setAttribute("aria-expanded", "false");
    else fold(localStorage.getItem(REMEMBERED) === "1");
  }
  function onKey(event) {
    if (event.key !== "Escape" || !veil) return;
    closeDrawer();
    button.focus();
  }

  button.addEventListener("click", () => {
    if (!phone.matches) fold(!frame.classList.contains("s-frame--folded"));
    else if (veil) closeDrawer();
    else openDrawer();
  });
  document.addEventListener("keydown", onKey);
  phone.addEventListener("change", settle);
  settle();
  return () => {
    document.removeEventListener("keydown", onKey);
    phone.removeEventListener("change", settle);
  };
}
