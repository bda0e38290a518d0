import assert from "node:assert/strict";
import { test } from "node:test";
import { page } from "./browser.js";
import { idle } from "../../front/controllers/idle.js";
import { lasts } from "../../front/presence.js";

const DIALOG = `<main data-keep-alive="/alive"></main><dialog data-left="1800">
  <p data-minutes="2" hidden></p><p data-minutes="1" hidden></p><form method="dialog"></form></dialog>`;

function prepared(context, answer = { status: 204, headers: new Headers({ "Session-Left": "1800" }) }) {
  context.mock.timers.enable({ apis: ["Date", "setInterval"] });
  const asked = context.mock.method(globalThis, "fetch", () => Promise.resolve(answer));
  const reloaded = context.mock.method(window.location, "reload", () => {});
  const box = page(DIALOG, "dialog");
  context.after(idle(box));
  const told = () => [...box.querySelectorAll("p")].filter((one) => !one.hidden).map((one) => one.dataset.minutes).join();
  const wait = (seconds) => context.mock.timers.tick(seconds * 1000);
  return { box, told, wait, asked: () => asked.mock.callCount(), reloaded: () => reloaded.mock.callCount() };
}

test("the end is told two minutes before, then one minute before", (context) => {
  const { box, told, wait } = prepared(context);
  wait(28 * 60 - 1);
  assert.equal(box.open, false);
  wait(1);
  assert.deepEqual([box.open, told()], [true, "2"]);
  wait(60);
  assert.equal(told(), "1");
});

test("an answer to htmx, or another tab's, puts the end off and takes the warning away", (context) => {
  const { box, wait, asked } = prepared(context);
  wait(28 * 60);
  const xhr = { getResponseHeader: () => "1800" };
  document.dispatchEvent(new CustomEvent("htmx:afterRequest", { detail: { xhr } }));
  wait(1);
  assert.equal(box.open, false);
  wait(28 * 60);
  assert.equal(box.open, true);
  lasts("1800");
  wait(1);
  assert.deepEqual([box.open, asked()], [false, 0]);
});

test("whoever stays is told to the server, which says how long", async (context) => {
  const { box, wait, asked } = prepared(context);
  wait(28 * 60);
  box.querySelector("form").dispatchEvent(new Event("submit"));
  box.close();
  wait(1);
  assert.deepEqual([box.open, asked()], [false, 1]);
  await Promise.resolve().then(() => {}).then(() => {});
  wait(27 * 60);
  assert.equal(box.open, false);
});

test("a page whose session has ended is asked for again, once", (context) => {
  const { wait, reloaded } = prepared(context);
  wait(30 * 60 + 2);
  assert.equal(reloaded(), 0);
  wait(60);
  assert.equal(reloaded(), 1);
});

test("staying too late leads away as well", async (context) => {
  const { box, wait, reloaded } = prepared(context, { status: 200, headers: new Headers() });
  wait(28 * 60);
  box.dispatchEvent(new Event("cancel"));
  await new Promise((done) => setImmediate(done));
  assert.equal(reloaded(), 1);
});
