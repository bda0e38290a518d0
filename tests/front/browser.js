/* A document in memory for the controllers' tests; imported before anything that touches the DOM. */
import { Window } from "happy-dom";

const window = new Window({ url: "https://shuren.test/" });
for (const name of ["document", "Event", "CustomEvent", "KeyboardEvent", "DOMParser", "HTMLElement", "localStorage"]) {
  globalThis[name] = window[name];
}
globalThis.window = window;

/** Fills the page and returns what the selector finds first. */
export function page(html, selector = "*") {
  document.body.innerHTML = html;
  return document.body.querySelector(selector);
}

export function press(element, key) {
  element.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
}
