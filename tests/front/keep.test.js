/* What is typed is saved by itself; what is sent meanwhile leaves no second draft behind. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { page } from "./browser.js";
import { keep } from "../../front/controllers/keep.js";

function prepared() {
  const form = page(`<form id="letter"><input name="reason"><p data-keep-saved></p><button>提交</button></form>`, "#letter");
  const sent = [];
  form.requestSubmit = () => {
    const event = new Event("submit", { cancelable: true });
    form.dispatchEvent(event);
    if (!event.defaultPrevented) sent.push("sent");
  };
  keep(form);
  const saves = form.querySelector("p");
  const tell = (name, from = saves) => from.dispatchEvent(new Event(name, { bubbles: true, cancelable: true }));
  return { form, sent, begins: () => tell("htmx:beforeRequest"), ends: () => tell("htmx:afterRequest"), type: () => tell("input", form.querySelector("input")) };
}

test("while it is being saved the form waits, and is sent with what was saved", () => {
  const { form, sent, begins, ends } = prepared();
  begins();
  form.requestSubmit();
  assert.deepEqual(sent, []);
  ends();
  assert.deepEqual(sent, ["sent"]);
});

test("a form that is on its way is not saved beside it, until something else is typed", () => {
  const { form, sent, begins, type } = prepared();
  form.requestSubmit();
  assert.deepEqual(sent, ["sent"]);
  assert.equal(begins(), false);
  type();
  assert.equal(begins(), true);
});
