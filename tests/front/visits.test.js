/* The phone between two nets: what is typed, sent, cut off, sent again, refused, withdrawn. */
import "./browser.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { progress, standing, written } from "../../front/phone/notes.js";
import { serverAt } from "../../front/phone/server.js";
import { exifOf } from "../../front/phone/exif.js";
import { mayForget, sync, waiting } from "../../front/phone/sync.js";

const WHO = "account:1";
const ITEMS = [
  { id: 7, number: 1, kind: "yes_no", photos: 1, required: true },
  { id: 8, number: 2, kind: "figure", photos: 0, required: true },
];
const VISIT = { id: 3, unit: "东山小学", state: "open", until: "2026-12-01", items: ITEMS, standing: {}, photos: [], why: "" };

/** A store in memory, as the one in IndexedDB answers. */
function memory(rows = {}) {
  const tables = { visits: new Map(), notes: new Map(), photos: new Map() };
  const facts = new Map([["phone", "p"]]);
  const keyOf = (table, row) => (table === "visits" ? `${row.who}/${row.id}` : row.key);
  const store = {
    all: async (table, who) => [...tables[table].values()].filter((row) => row.who === who),
    put: async (table, row) => void tables[table].set(keyOf(table, row), structuredClone(row)),
    remove: async (table, key) => void tables[table].delete(Array.isArray(key) ? key.join("/") : key),
    fact: async (name) => facts.get(name),
    note: async (name, value) => void facts.set(name, value),
  };
  for (const [table, list] of Object.entries(rows)) for (const row of list) tables[table].set(keyOf(table, row), row);
  return store;
}

/** A server that keeps what arrives and answers what it is told to. */
function server(answers = {}) {
  const heard = { notes: [], photos: [], finished: [] };
  const stands = () => ({ state: "done", visit: { ...VISIT, ...answers.visit } });
  return {
    heard,
    visits: async () => answers.visits ?? { state: "done", who: WHO, name: "陈县", token: "t", visits: answers.listed ?? [VISIT] },
    notes: async (body) => (heard.notes.push(...body.notes), answers.notes ?? { ...stands(), refused: answers.refused ?? {} }),
    photo: async (fields) => (heard.photos.push(fields.key), answers.photo ?? stands()),
    drop: async () => stands(),
    handIn: async (body) => (heard.finished.push(body), answers.handIn ?? { state: "done", visit: { ...VISIT, state: "done" } }),
  };
}

const typed = (notes, item, entered, visit = VISIT) => written({ visit, notes, item, who: WHO, entered });

test("typing writes over one note until it has left the phone", () => {
  const first = typed([], 8, { answer: "4" });
  const more = typed([first], 8, { answer: "48" });
  assert.equal(more.key, first.key);
  const later = typed([{ ...more, sealed: true }], 8, { answer: "49" });
  assert.notEqual(later.key, first.key);
  assert.deepEqual(later.after, [first.key]);
  assert.deepEqual(standing(VISIT, [{ ...more, sealed: true }, later], 8).map((one) => one.answer), ["49"]);
});

test("a remark keeps the answer beside it", () => {
  const answer = typed([], 7, { answer: "no" });
  assert.deepEqual([typed([answer], 7, { remark: "堆放课桌" }).answer, typed([answer], 7, { problem: true }).problem], ["no", true]);
});

test("another phone's answer stands beside one's own until one is chosen", () => {
  const visit = { ...VISIT, standing: { 8: [{ key: "x", keys: ["x"], answer: "50", remark: "", problem: false }] } };
  const own = { key: "o", who: WHO, visit: 3, item: 8, answer: "48", remark: "", problem: false, after: [], sealed: true, sent: false };
  assert.deepEqual(standing(visit, [own], 8).map((one) => one.answer).sort(), ["48", "50"]);
  assert.deepEqual(progress(visit, [own], []).disputed.map((item) => item.id), [8]);
  const chosen = typed([own], 8, { answer: "50" }, visit);
  assert.deepEqual(chosen.after.sort(), ["o", "x"]);
  assert.deepEqual(standing(visit, [own, chosen], 8).map((one) => one.answer), ["50"]);
});

test("what was entered without a net is handed in, then the result", async () => {
  const note = typed([], 8, { answer: "48" });
  const photo = { key: "f", who: WHO, visit: 3, item: 7, at: "", blob: {}, sent: false, dropped: "", wrong: "" };
  const store = memory({ visits: [{ ...VISIT, who: WHO, finish: "wanted" }], notes: [note], photos: [photo] });
  const asked = server();
  assert.deepEqual(await sync(store, asked), { state: "done", who: WHO });
  assert.deepEqual([asked.heard.notes.length, asked.heard.photos, asked.heard.finished], [1, ["f"], [{ visit: 3, photos: ["f"] }]]);
  const [visit] = await store.all("visits", WHO);
  assert.equal(visit.state, "done");
  assert.equal(waiting(await store.all("notes", WHO), await store.all("photos", WHO), [visit]), 0);
});

for (const state of ["offline", "signed_out", "forbidden"]) {
  test(`cut off (${state}), everything stays and goes out the next time under the same ids`, async () => {
    const note = typed([], 8, { answer: "48" });
    const store = memory({ visits: [{ ...VISIT, who: WHO, finish: "wanted" }], notes: [note] });
    assert.equal((await sync(store, server({ notes: { state } }))).state, state);
    assert.equal((await store.all("notes", WHO))[0].sent, false);
    const again = server();
    await sync(store, again);
    assert.deepEqual(again.heard.notes.map((one) => one.key), [note.key]);
    assert.equal(again.heard.finished.length, 1);
  });
}

test("who is not signed in is told so and nothing is touched", async () => {
  const store = memory({ visits: [{ ...VISIT, who: WHO }] });
  assert.equal((await sync(store, server({ visits: { state: "signed_out" } }))).state, "signed_out");
  assert.equal((await store.all("visits", WHO)).length, 1);
});

test("on a shared phone nobody sends what another has entered", async () => {
  const note = { ...typed([], 8, { answer: "48" }), who: "account:2" };
  const store = memory({ visits: [{ ...VISIT, who: "account:2" }], notes: [note] });
  const asked = server();
  await sync(store, asked);
  assert.deepEqual(asked.heard.notes, []);
  assert.equal((await store.all("notes", "account:2")).length, 1);
});

test("a visit withdrawn meanwhile takes what is here, says why, and may then be forgotten", async () => {
  const note = typed([], 8, { answer: "48" });
  const store = memory({ visits: [{ ...VISIT, who: WHO }], notes: [note] });
  const asked = server({ listed: [], visit: { state: "withdrawn", why: "学校停课" } });
  const before = (await store.all("visits", WHO))[0];
  assert.equal(mayForget({ ...before, state: "withdrawn" }, [note], []), false);
  await sync(store, asked);
  const [visit] = await store.all("visits", WHO);
  assert.deepEqual([visit.state, visit.why, asked.heard.notes.length], ["withdrawn", "学校停课", 1]);
  assert.equal(mayForget(visit, await store.all("notes", WHO), []), true);
});

test("a refused answer and a refused result are told and can be mended", async () => {
  const note = typed([], 8, { answer: "许多" });
  const store = memory({ visits: [{ ...VISIT, who: WHO, finish: "wanted" }], notes: [note] });
  await sync(store, server({ refused: { [note.key]: "figure" }, handIn: { state: "refused", sentence: "还不能提交。" } }));
  const [[kept], [visit]] = [await store.all("notes", WHO), await store.all("visits", WHO)];
  assert.deepEqual([kept.wrong, visit.problem, visit.finish], ["figure", "还不能提交。", ""]);
  const mended = typed([kept], 8, { answer: "48" });
  assert.notEqual(mended.key, kept.key);
  assert.deepEqual(standing(VISIT, [kept, mended], 8).map((one) => one.answer), ["48"]);
});

test("answers of the server are told apart", async () => {
  const said = { status: 200, ok: true, json: async () => ({ token: "t" }), text: async () => "" };
  const cases = [
    [() => Promise.reject(new TypeError("no net")), "offline"],
    [async () => ({ ...said, status: 401, ok: false }), "signed_out"],
    [async () => ({ ...said, redirected: true }), "signed_out"],
    [async () => ({ ...said, status: 403, ok: false }), "forbidden"],
    [async () => ({ ...said, status: 409, ok: false }), "refused"],
    [async () => ({ ...said, status: 502, ok: false }), "offline"],
    [async () => ({ ...said, json: async () => JSON.parse("<html>") }), "offline"],
    [async () => said, "done"],
  ];
  for (const [ask, state] of cases) assert.equal((await serverAt({ visits: "/" }, ask).visits()).state, state);
});

test("when and where a picture was taken is read from its camera's words, and from nothing else", () => {
  const cut = located().slice(0, 60);
  assert.deepEqual(exifOf(cut), { takenAt: null, latitude: null, longitude: null });
  assert.deepEqual(exifOf(located()), { takenAt: "2026-11-22T10:20:30+08:00", latitude: 31.5, longitude: 117.25 });
});

/** A JPEG whose TIFF (big-endian) says when, in the Exif entries, and where, in those of the GPS. */
function located() {
  const tiff = new DataView(new ArrayBuffer(220));
  const put = (at, ...words) => words.forEach((word, index) => tiff.setUint32(at + index * 4, word));
  const entry = (at, tag, type, count, value) => {
    tiff.setUint16(at, tag);
    tiff.setUint16(at + 2, type);
    put(at + 4, count, value);
  };
  put(0, 0x4d4d002a, 8);
  tiff.setUint16(8, 2);
  entry(10, 0x8769, 4, 1, 40);
  entry(22, 0x8825, 4, 1, 60);
  tiff.setUint16(40, 1);
  entry(42, 0x9003, 2, 20, 120);
  tiff.setUint16(60, 4);
  entry(62, 1, 2, 2, 0x4e000000);
  entry(74, 2, 5, 3, 140);
  entry(86, 3, 2, 2, 0x45000000);
  entry(98, 4, 5, 3, 164);
  [..."2026:11:22 10:20:30\0"].forEach((sign, index) => tiff.setUint8(120 + index, sign.charCodeAt(0)));
  put(140, 31, 1, 30, 1, 0, 1);
  put(164, 117, 1, 15, 1, 0, 1);
  const head = new Uint8Array([0xff, 0xd8, 0xff, 0xe1, 0, 228, 0x45, 0x78, 0x69, 0x66, 0, 0]);
  const whole = new Uint8Array([...head, ...new Uint8Array(tiff.buffer), 0xff, 0xda]);
  return whole.buffer;
}
