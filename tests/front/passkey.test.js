import assert from "node:assert/strict";
import { test } from "node:test";
import { page } from "./browser.js";
import { bytes, passkey, read, text, written } from "../../front/controllers/passkey.js";

const FORM = `<form id="f" data-passkey="get" data-question="/q"><input type="hidden" name="credential">
  <button type="submit">x</button><p data-told="cancelled" hidden></p><p data-told="missing" hidden></p></form>`;

test("bytes travel as text without padding and come back", () => {
  const all = Uint8Array.from({ length: 256 }, (_, at) => at);
  assert.match(text(all), /^[A-Za-z0-9_-]+$/);
  assert.deepEqual(bytes(text(all)), all);
});

test("the question's identifiers become bytes", () => {
  const asked = read({ challenge: "AQI", user: { id: "Aw", name: "n" }, excludeCredentials: [{ id: "BA", type: "public-key" }] });
  assert.deepEqual([...asked.challenge], [1, 2]);
  assert.deepEqual([...asked.user.id], [3]);
  assert.deepEqual([...asked.excludeCredentials[0].id], [4]);
});

test("the answer leaves out what the browser did not give", () => {
  const made = { id: "AQ", rawId: bytes("AQ").buffer, type: "public-key", response: { clientDataJSON: bytes("Ag").buffer, userHandle: null } };
  assert.deepEqual(written(made), { id: "AQ", rawId: "AQ", type: "public-key", response: { clientDataJSON: "Ag" } });
});

test("a browser without passkeys is told so and nothing is sent", async () => {
  const form = page(FORM, "#f");
  delete window.PublicKeyCredential;
  passkey(form);
  const event = new Event("submit", { cancelable: true });
  form.dispatchEvent(event);
  await Promise.resolve();
  assert.equal(event.defaultPrevented, true);
  assert.equal(form.querySelector("[data-told=missing]").hidden, false);
  assert.equal(form.querySelector("[data-told=cancelled]").hidden, true);
});

test("an answer that is there is sent as it is", () => {
  const form = page(FORM, "#f");
  passkey(form);
  form.elements.namedItem("credential").value = "{}";
  const event = new Event("submit", { cancelable: true });
  form.dispatchEvent(event);
  assert.equal(event.defaultPrevented, false);
});
