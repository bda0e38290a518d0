/*
 * Entry of the page that phones keep: <main data-phone='{"visits": "/…", …}'> with its templates. What is shown comes
 * from the phone's own store; the server is asked whenever there is a net.
 */
import { newKey, openStore } from "./phone/store.js";
import { serverAt } from "./phone/server.js";
import { sync, waiting } from "./phone/sync.js";
import { screen } from "./phone/screen.js";

const SOON = 2_000; // milliseconds after the last change
const NOW_AND_THEN = 60_000;
const ALONE = "shuren-phone-sync";

async function begin(root) {
  const addresses = JSON.parse(root.dataset.phone);
  const [store, server] = [await openStore(), serverAt(addresses)];
  if (!(await store.fact("phone"))) await store.note("phone", newKey());
  let timer;
  const soon = (delay = SOON) => {
    clearTimeout(timer);
    timer = setTimeout(bring, delay);
  };
  let last = "waiting";
  let busy = false;

  async function told() {
    const who = await store.fact("who");
    const [notes, photos, visits] = await Promise.all(["notes", "photos", "visits"].map((table) => store.all(table, who ?? "")));
    return { who, state: last, notes, photos, visits, left: waiting(notes, photos, visits) };
  }

  async function changed() {
    soon();
    shown.status(await told());
  }

  const shown = screen(root, store, { changed, send: () => soon(0) });
  const tell = async () => shown.show(await told());

  async function bring() {
    if (busy) return soon();
    busy = true;
    try {
      if (navigator.onLine === false) last = "offline";
      else if (navigator.locks) {
        await navigator.locks.request(ALONE, { ifAvailable: true }, async (lock) => {
          if (lock) last = (await sync(store, server)).state;
        });
      } else last = (await sync(store, server)).state;
    } finally {
      busy = false;
    }
    await tell();
    soon(NOW_AND_THEN);
  }

  for (const event of ["online", "offline"]) window.addEventListener(event, () => soon(0));
  document.addEventListener("visibilitychange", () => document.hidden || soon(0));
  window.addEventListener("hashchange", tell);
  await tell();
  await bring();
}

const root = document.querySelector("[data-phone]");
if (root) {
  begin(root).catch((wrong) => {
    root.querySelector("[data-none]").hidden = false;
    throw wrong;
  });
  navigator.serviceWorker?.register(root.dataset.worker, { scope: root.dataset.scope }).catch(() => {});
  navigator.storage?.persist?.();
}
