import assert from "node:assert/strict";
import { test } from "node:test";
import { page, press } from "./browser.js";
import { tree } from "../../front/controllers/tree.js";

const TREE = `<ul role="tree">
  <li role="treeitem" id="city" tabindex="-1" aria-expanded="true"><button data-twist></button><a href="#city">市</a>
    <ul role="group">
      <li role="treeitem" id="east" tabindex="-1" aria-expanded="false"><a href="#east">东区</a>
        <ul role="group"><li role="treeitem" id="school" tabindex="-1"><a href="#school">校</a></li></ul></li>
      <li role="treeitem" id="west" tabindex="-1"><a href="#west">西区</a></li>
    </ul></li></ul>`;
const at = () => document.activeElement.id;

test("the arrows move through what is visible and skip closed branches", () => {
  tree(page(TREE, "[role=tree]"));
  document.getElementById("city").focus();
  const way = ["ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp", "Home", "End"].map((key) => {
    press(document.activeElement, key);
    return at();
  });
  assert.deepEqual(way, ["east", "west", "west", "east", "city", "west"]);
});

test("right opens, then enters; left leaves, then closes", () => {
  tree(page(TREE, "[role=tree]"));
  const east = document.getElementById("east");
  east.focus();
  press(east, "ArrowRight");
  assert.equal(east.getAttribute("aria-expanded"), "true");
  press(east, "ArrowRight");
  assert.equal(at(), "school");
  press(document.activeElement, "ArrowLeft");
  assert.equal(at(), "east");
  press(east, "ArrowLeft");
  assert.equal(east.getAttribute("aria-expanded"), "false");
});

test("opening a branch asks for its children", () => {
  tree(page(TREE, "[role=tree]"));
  const east = document.getElementById("east");
  let asked = 0;
  east.addEventListener("branch", () => (asked += 1));
  east.focus();
  press(east, "ArrowRight");
  assert.equal(asked, 1);
});

test("one item at a time can be tabbed to", () => {
  tree(page(TREE, "[role=tree]"));
  document.getElementById("city").focus();
  press(document.activeElement, "End");
  assert.deepEqual([...document.querySelectorAll('[tabindex="0"]')].map((item) => item.id), ["west"]);
});
