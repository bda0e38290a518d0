import assert from "node:assert/strict";
import { test } from "node:test";
import { page } from "./browser.js";
import { ask } from "../../front/controllers/ask.js";

const DIALOG = `<dialog id="ask"><form><h2 data-ask-question></h2><p data-ask-detail></p>
  <div data-ask-reason><textarea name="reason"></textarea></div>
  <button type="button" data-close></button><button data-ask-confirm="确定"></button></form></dialog>`;

function prepared(attributes) {
  const form = page(`<form id="deed" data-ask="撤销？" ${attributes}><button>撤销</button></form>${DIALOG}`, "#deed");
  const sent = [];
  form.requestSubmit = () => {
    const event = new Event("submit", { cancelable: true });
    form.dispatchEvent(event);
    if (!event.defaultPrevented) sent.push(form.elements.namedItem("reason")?.value ?? null);
  };
  ask(form);
  const box = document.getElementById("ask");
  const answer = () => box.querySelector("form").onsubmit(new Event("submit", { cancelable: true }));
  return { form, box, sent, answer };
}

test("nothing is sent before the question is answered", () => {
  const { form, box, sent } = prepared("");
  form.requestSubmit();
  assert.deepEqual(sent, []);
  assert.equal(box.open, true);
  assert.equal(box.querySelector("h2").textContent, "撤销？");
});

test("the answer sends the form once, and the next time it is asked again", () => {
  const { form, sent, answer } = prepared("");
  form.requestSubmit();
  answer();
  assert.deepEqual(sent, [null]);
  form.requestSubmit();
  assert.equal(sent.length, 1);
});

test("a required reason of blanks is not a reason", () => {
  const { form, box, sent, answer } = prepared('data-ask-reason="required"');
  const reason = box.querySelector("textarea");
  reason.reportValidity = () => false;
  form.requestSubmit();
  reason.value = "   ";
  answer();
  assert.deepEqual(sent, []);
  reason.value = " 录错年份 ";
  answer();
  assert.deepEqual(sent, ["录错年份"]);
});

test("the button says what will happen, and warns where it destroys", () => {
  const { form, box } = prepared('data-ask-confirm="撤销" data-ask-danger');
  form.requestSubmit();
  const confirm = box.querySelector("[data-ask-confirm]");
  assert.equal(confirm.textContent, "撤销");
  assert.ok(confirm.classList.contains("btn-danger"));
});
