/*
 * What stands of an item on this phone, and how an answer becomes a note.
 *
 * A note that may have left the phone (`sealed`) is never changed: what is typed afterwards is a note of its own, which
 * names all it supersedes. Until then one note a item is written over, so that typing does not make a hundred.
 */
import { newKey } from "./store.js";

const BLANK = { answer: "", remark: "", problem: false };

/** The notes of an item that nobody has superseded: the server's, and this phone's that the server does not know. */
export function standing(visit, notes, item) {
  const own = notes.filter((note) => note.visit === visit.id && note.item === item && !note.wrong);
  const told = visit.standing?.[item] ?? [];
  const known = new Set(told.flatMap((one) => one.keys));
  const fresh = own.filter((note) => !note.sent && !known.has(note.key));
  const over = new Set(fresh.flatMap((note) => note.after));
  return [
    ...told.filter((one) => !one.keys.every((key) => over.has(key))),
    ...fresh.filter((note) => !over.has(note.key)).map((note) => ({ ...note, keys: [note.key], own: true })),
  ];
}

/** The note that says what has just been entered: the open one changed, or a new one. */
export function written({ visit, notes, item, who, entered, now = new Date() }) {
  const heads = standing(visit, notes, item);
  const open = notes.find((note) => note.visit === visit.id && note.item === item && !note.sealed);
  const before = heads.length === 1 ? heads[0] : (open ?? BLANK);
  const { answer, remark, problem } = { ...before, ...entered };
  const after = open ? open.after : [...new Set(heads.flatMap((one) => one.keys))];
  const key = open?.key ?? newKey();
  return {
    key, who, visit: visit.id, item, answer, remark, problem, at: now.toISOString(), sealed: false, sent: false,
    after: [...new Set([...after, ...heads.flatMap((one) => one.keys)])].filter((one) => one !== key),
  };
}

/** Which of the items that have to be answered are not, or are in dispute, and how many there are. */
export function progress(visit, notes, photos) {
  const asked = visit.items.filter((item) => item.required || item.photos);
  const counted = asked.map((item) => {
    const heads = standing(visit, notes, item.id);
    const none = heads.some((one) => one.answer === "none");
    const pictures = picturesOf(visit, photos, item.id).length;
    const least = Math.max(item.photos, item.kind === "photo" && item.required ? 1 : 0);
    const answered = item.kind === "photo" || heads.some((one) => one.answer.trim());
    return { item, done: (answered || !item.required) && (none || pictures >= least) };
  });
  const missing = counted.filter((one) => !one.done).map((one) => one.item);
  const disputed = visit.items.filter((item) => standing(visit, notes, item.id).length > 1);
  return { missing, disputed, all: asked.length };
}

/** The pictures of an item: those that have arrived, of any phone, and those still here. */
export function picturesOf(visit, photos, item) {
  const own = photos.filter((photo) => photo.visit === visit.id && photo.item === item);
  const local = new Map(own.map((photo) => [photo.key, photo]));
  const told = (visit.photos ?? []).filter((photo) => photo.item === item && !local.has(photo.key));
  return [...own.filter((photo) => !photo.dropped), ...told];
}
