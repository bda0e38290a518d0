/*
 * htmx under a strict content security policy: nothing is evaluated, no style is injected, only this site is asked.
 * The CSRF header comes from hx-headers on <body>. A refusal (4xx, 5xx) becomes a toast that says what the server said;
 * 422 carries a form with its errors and is swapped in like an answer;
 * an answer that names its own place (HX-Retarget, as the kernel's refusals do) goes there.
 */
import htmx from "htmx.org";
import { attachAll, detachAll } from "./registry.js";
import { raise, showToast } from "./controllers/toast.js";
import { sentenceOf } from "./sentence.js";
import { word } from "./words.js";

Object.assign(htmx.config, {
  allowEval: false,
  allowScriptTags: false,
  includeIndicatorStyles: false,
  selfRequestsOnly: true,
  historyCacheSize: 0,
  refreshOnHistoryMiss: true,
  scrollIntoViewOnBoost: false,
  responseHandling: [
    { code: "204", swap: false },
    { code: "[23]..", swap: true },
    { code: "422", swap: true },
    { code: "[45]..", swap: false, error: true },
  ],
});

export function startHtmx() {
  htmx.onLoad(attachAll);
  document.addEventListener("htmx:beforeCleanupElement", (event) => detachAll(event.target));
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (detail.xhr.status >= 400 && detail.xhr.getResponseHeader("HX-Retarget")) detail.shouldSwap = true;
  });
  document.addEventListener("htmx:afterSwap", ({ detail }) => detail.target.id === "toasts" && raise(detail.target));
  document.addEventListener("htmx:responseError", ({ detail }) => {
    if (!detail.xhr.getResponseHeader("HX-Retarget")) showToast("bad", sentenceOf(detail.xhr));
  });
  document.addEventListener("htmx:sendError", () => showToast("bad", word("network")));
  document.addEventListener("htmx:timeout", () => showToast("bad", word("network")));
}

export { htmx };
