import assert from "node:assert/strict";
import { test } from "node:test";
import { page } from "./browser.js";
import { attachAll, detachAll, register } from "../../front/registry.js";

const seen = [];
register("first", (element) => {
  seen.push(`+${element.id}`);
  return () => seen.push(`-${element.id}`);
});
register("second", () => undefined);

test("a controller is attached once however often a page is searched", () => {
  const root = page('<div id="a" data-controller="first second"></div>');
  seen.length = 0;
  attachAll(document.body);
  attachAll(root);
  assert.deepEqual(seen, ["+a"]);
});

test("what leaves the page is detached and may be attached again", () => {
  const root = page('<div id="b" data-controller="first"></div>');
  seen.length = 0;
  attachAll(root);
  detachAll(root);
  attachAll(root);
  assert.deepEqual(seen, ["+b", "-b", "+b"]);
});

test("an unknown name is an error, not silence", () => {
  const root = page('<div data-controller="absent"></div>');
  assert.throws(() => attachAll(root), /absent/);
});

test("two controllers cannot share a name", () => assert.throws(() => register("first", () => {}), /first/));
