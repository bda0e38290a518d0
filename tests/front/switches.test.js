import assert from "node:assert/strict";
import { test } from "node:test";
import { page, press } from "./browser.js";
import { sizeOf } from "../../front/controllers/drop.js";
import { keep } from "../../front/controllers/keep.js";
import { menu } from "../../front/controllers/menu.js";
import { tabs } from "../../front/controllers/tabs.js";
import { showToast } from "../../front/controllers/toast.js";
import { view } from "../../front/controllers/view.js";

test("arrows choose a tab and show its panel alone", () => {
  const box = page(`<div><button role="tab" aria-controls="a" aria-selected="true"></button>
    <button role="tab" aria-controls="b" aria-selected="false"></button><p id="a"></p><p id="b"></p></div>`);
  tabs(box);
  press(box.querySelector("[role=tab]"), "ArrowLeft");
  assert.deepEqual([document.getElementById("a").hidden, document.getElementById("b").hidden], [true, false]);
  assert.equal(document.activeElement.getAttribute("aria-controls"), "b");
});

test("a chart gives way to its table", () => {
  const figure = page(`<figure><button data-view="plot" aria-pressed="true"></button>
    <button data-view="table" aria-pressed="false"></button><div id="plot"></div><div id="table" hidden></div></figure>`);
  view(figure);
  figure.querySelector("[data-view=table]").click();
  assert.deepEqual([document.getElementById("plot").hidden, document.getElementById("table").hidden], [true, false]);
});

test("Escape closes a menu and goes back to its button", () => {
  const details = page('<details><summary tabindex="0">菜单</summary><ul class="s-menu__list"><li><a href="#">一</a></li></ul></details>');
  menu(details);
  details.open = true;
  details.querySelector("a").focus();
  press(details.querySelector("a"), "Escape");
  assert.equal(details.open, false);
  assert.equal(document.activeElement.tagName, "SUMMARY");
});

test("a choice closes its menu", () => {
  const details = page('<details><summary>导出</summary><ul class="s-menu__list"><li><a href="#">Excel</a></li></ul></details>');
  menu(details);
  details.open = true;
  details.querySelector("a").click();
  assert.equal(details.open, false);
});

test("what has been saved as a draft is no change, but for files that were only chosen", () => {
  const form = page('<form><input type="file"><p data-keep-saved></p></form>');
  const stop = keep(form);
  const leave = () => {
    const event = new Event("beforeunload", { cancelable: true });
    window.dispatchEvent(event);
    return event.defaultPrevented;
  };
  const saved = () => form.querySelector("p").dispatchEvent(new Event("htmx:afterOnLoad", { bubbles: true }));
  form.dispatchEvent(new Event("input"));
  saved();
  assert.equal(leave(), false);
  Object.defineProperty(form.querySelector("input"), "files", { value: [{}] });
  saved();
  assert.equal(leave(), true);
  stop();
});

test("a form asks before leaving only while something is unsent", () => {
  const form = page("<form><input></form>");
  keep(form);
  const leave = () => {
    const event = new Event("beforeunload", { cancelable: true });
    window.dispatchEvent(event);
    return event.defaultPrevented;
  };
  assert.equal(leave(), false);
  form.dispatchEvent(new Event("input"));
  assert.equal(leave(), true);
  form.dispatchEvent(new Event("submit"));
  assert.equal(leave(), false);
  form.dispatchEvent(new Event("htmx:sendError"));
  assert.equal(leave(), true);
});

test("a toast is text, whatever the text looks like", () => {
  page('<div id="toasts"></div><template id="toast-bad"><div class="s-toast--bad"><p class="s-toast__text"></p></div></template>');
  showToast("bad", "<b>没有权限</b>");
  assert.equal(document.querySelector("#toasts .s-toast__text").textContent, "<b>没有权限</b>");
});

test("sizes are written in the largest unit that keeps a digit", () => {
  assert.deepEqual([512, 2048, 3_500_000].map(sizeOf), ["512 B", "2 KB", "3.3 MB"]);
});

test("somebody typing for minutes is told to the server, but not at every key", (context) => {
  context.mock.timers.enable({ apis: ["Date"] });
  const told = context.mock.method(globalThis, "fetch", () => Promise.resolve());
  page('<main data-keep-alive="/alive"><form><input></form></main>');
  document.body.setAttribute("hx-headers", '{"X-CSRFToken": "t"}');
  const form = document.querySelector("form");
  keep(form);
  for (const minutes of [1, 3, 3, 1, 6]) {
    context.mock.timers.tick(minutes * 60_000);
    form.dispatchEvent(new Event("input"));
  }
  assert.deepEqual(told.mock.calls.map((call) => call.arguments[1].headers["X-CSRFToken"]), ["t", "t"]);
});
