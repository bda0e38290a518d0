import assert from "node:assert/strict";
import { test } from "node:test";
import { page } from "./browser.js";
import { choose } from "../../front/controllers/choose.js";

function prepared() {
  const form = page(
    `<form id="desk"><input type="checkbox" name="task" value="1"><input type="checkbox" name="task" value="2">
     <input type="checkbox" data-choose-all><button>同意<span data-choose-count></span></button></form>`,
    "#desk",
  );
  choose(form);
  const [one, two] = form.querySelectorAll("[name=task]");
  const tick = (box, checked) => {
    box.checked = checked;
    box.dispatchEvent(new Event("change", { bubbles: true }));
  };
  return { form, one, two, tick, all: form.querySelector("[data-choose-all]"), button: form.querySelector("button") };
}

test("the button says how many are chosen and does nothing for none", () => {
  const { one, tick, button } = prepared();
  assert.equal(button.disabled, true);
  tick(one, true);
  assert.equal(button.disabled, false);
  assert.match(button.textContent, /\(1\)/);
});

test("one box ticks and unticks all", () => {
  const { one, two, all, tick } = prepared();
  tick(all, true);
  assert.deepEqual([one.checked, two.checked], [true, true]);
  tick(one, false);
  assert.deepEqual([all.checked, all.indeterminate], [false, true]);
});

test("once sent, a second click sends nothing", () => {
  const { form, one, tick, button } = prepared();
  tick(one, true);
  form.dispatchEvent(new Event("submit", { cancelable: true }));
  assert.equal(button.disabled, true);
});
