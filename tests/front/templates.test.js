/* What templates name must exist: icons in the sprite, controllers in the entry; and nothing inline stands in them. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { test } from "node:test";

const root = resolve(import.meta.dirname, "../..");
const templates = readdirSync(join(root, "shuren"), { recursive: true })
  .filter((path) => path.endsWith(".html"))
  .map((path) => ({ path, text: readFileSync(join(root, "shuren", path), "utf8") }));

function named(pattern) {
  return templates.flatMap(({ path, text }) => [...text.matchAll(pattern)].flatMap((match) => match[1].split(/\s+/).map((name) => ({ path, name }))));
}

test("every icon a template names is in the sprite", () => {
  const sprite = readFileSync(join(root, "front/icons/sprite.svg"), "utf8");
  const drawn = new Set([...sprite.matchAll(/id="([a-z0-9-]+)"/g)].map((match) => match[1]));
  const wanted = named(/\bicon(?:_name)?(?:\(|=)"([a-z0-9-]+)"/g);
  assert.deepEqual(wanted.filter(({ name }) => !drawn.has(name)), []);
});

test("every controller a template names is registered", () => {
  const entry = readFileSync(join(root, "front/app.js"), "utf8");
  const registered = entry.match(/const controllers = \{ ([^}]+) \}/)[1].split(", ");
  const wanted = named(/data-controller(?:=|": )"([a-z ]+)"/g);
  assert.deepEqual(wanted.filter(({ name }) => !registered.includes(name)), []);
});

test("what sends its form by itself is a control in it, not the form", () => {
  const whole = /<form[^>]*data-controller="[^"]*\bsubmit\b/;
  assert.deepEqual(templates.filter(({ text }) => whole.test(text)).map(({ path }) => path), []);
});

test("no template holds inline script, style or handlers: the content policy would refuse them; use a class or a controller", () => {
  const inline = /<style[\s>]|<script(?![^>]*\ssrc=)|\sstyle="|\son[a-z]+="|javascript:/;
  assert.deepEqual(templates.filter(({ text }) => inline.test(text)).map(({ path }) => path), []);
});
