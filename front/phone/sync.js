/*
 * Bringing phone and server together: what is here is handed in, what has changed there is fetched.
 *
 * Everything may be cut off at any point and begun again: ids are the phone's own, so nothing arrives twice, and nothing
 * is forgotten here before the server has said that it is kept.
 */

const FATAL = new Set(["offline", "signed_out", "forbidden"]);

/** Returns {state, who}: "done", or why it had to stop. */
export async function sync(store, server) {
  const told = await server.visits();
  if (told.state !== "done") return { state: told.state, who: await store.fact("who") };
  const { who } = told;
  await store.note("who", who);
  await store.note("name", told.name);
  const listed = await takeIn(store, who, told.visits);
  for (const visit of await store.all("visits", who)) {
    const state = await handOver(store, server, who, visit, listed.has(visit.id));
    if (FATAL.has(state)) return { state, who };
  }
  return { state: "done", who };
}

async function takeIn(store, who, told) {
  const known = new Map((await store.all("visits", who)).map((visit) => [visit.id, visit]));
  for (const visit of told) {
    const { finish = "", problem = "" } = known.get(visit.id) ?? {};
    await store.put("visits", { ...visit, who, finish, problem });
  }
  return new Set(told.map((visit) => visit.id));
}

async function handOver(store, server, who, visit, isListed) {
  const phone = await store.fact("phone");
  const steps = [sendNotes, sendPhotos, sendDrops, finish];
  const held = { store, server, who, visit, phone, asks: !isListed && visit.state === "open" };
  for (const step of steps) {
    const state = await step(held);
    if (state !== "done") return state;
  }
  return "done";
}

/** Keeps what the server says of the visit now; a refusal is kept as its sentence. */
async function keep(held, answer, more = {}) {
  if (FATAL.has(answer.state)) return answer.state;
  const problem = answer.state === "refused" ? answer.sentence : "";
  held.visit = { ...held.visit, ...(answer.visit ?? {}), problem, ...more };
  await held.store.put("visits", held.visit);
  return answer.state;
}

async function own(held, table) {
  return (await held.store.all(table, held.who)).filter((row) => row.visit === held.visit.id);
}

async function sendNotes(held) {
  const waiting = (await own(held, "notes")).filter((note) => !note.sent);
  if (!waiting.length && !held.asks) return "done";
  for (const note of waiting) if (!note.sealed) await held.store.put("notes", { ...note, sealed: true });
  const notes = waiting.map(({ key, item, answer, remark, problem, after, at }) => ({
    key, item, answer, remark, problem, after, at,
  }));
  const answer = await held.server.notes({ visit: held.visit.id, phone: held.phone, notes });
  if (answer.state === "done") {
    for (const note of waiting) {
      await held.store.put("notes", { ...note, sealed: true, sent: true, wrong: answer.refused?.[note.key] ?? "" });
    }
  }
  return keep(held, answer);
}

async function sendPhotos(held) {
  for (const photo of await own(held, "photos")) {
    if (photo.sent || photo.dropped || photo.wrong) continue;
    const { key, item, at, taken_at, latitude, longitude } = photo;
    const fields = { visit: held.visit.id, phone: held.phone, key, item, at, taken_at, latitude, longitude };
    const answer = await held.server.photo(fields, photo.blob);
    if (FATAL.has(answer.state)) return answer.state;
    if (answer.state === "done") await held.store.put("photos", { ...photo, sent: true, blob: null });
    else await held.store.put("photos", { ...photo, wrong: answer.sentence });
    await keep(held, answer);
  }
  return "done";
}

async function sendDrops(held) {
  for (const photo of await own(held, "photos")) {
    if (photo.dropped !== "wanted") continue;
    const answer = await held.server.drop({ visit: held.visit.id, phone: held.phone, photos: [photo.key] });
    if (FATAL.has(answer.state)) return answer.state;
    await held.store.put("photos", { ...photo, dropped: "done" });
    await keep(held, answer);
  }
  return "done";
}

async function finish(held) {
  if (held.visit.finish !== "wanted") return "done";
  const photos = (await own(held, "photos")).filter((photo) => !photo.dropped && !photo.wrong);
  const answer = await held.server.handIn({ visit: held.visit.id, photos: photos.map((photo) => photo.key) });
  const state = await keep(held, answer, FATAL.has(answer.state) ? {} : { finish: answer.state === "done" ? "done" : "" });
  return FATAL.has(state) ? state : "done";
}

/** How much is here that the server does not have. */
export function waiting(notes, photos, visits) {
  const pictures = photos.filter((photo) => (!photo.sent && !photo.dropped && !photo.wrong) || photo.dropped === "wanted");
  const results = visits.filter((visit) => visit.finish === "wanted");
  return notes.filter((note) => !note.sent).length + pictures.length + results.length;
}

/** Whether a visit may be taken off the phone: it is over, and nothing of it is only here. */
export function mayForget(visit, notes, photos) {
  const mine = (row) => row.visit === visit.id;
  return visit.state !== "open" && waiting(notes.filter(mine), photos.filter(mine), [visit]) === 0;
}
