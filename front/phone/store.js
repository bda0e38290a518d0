/*
 * What a phone keeps while there is no net, in IndexedDB: visits as the server told them, notes, pictures, and who owns
 * them. Everything carries `who`, the account it belongs to: on a shared phone nobody sees or sends another's.
 */
import { openDB } from "idb";

const NAME = "shuren-visits";
const TABLES = { visits: "id", notes: "key", photos: "key" };

/** Opens the store; `open` is idb's openDB, or what tests put in its place. */
export async function openStore(open = openDB) {
  const base = await open(NAME, 1, {
    upgrade(made) {
      for (const [table, key] of Object.entries(TABLES)) {
        const rows = made.createObjectStore(table, { keyPath: table === "visits" ? ["who", key] : key });
        rows.createIndex("who", "who");
      }
      made.createObjectStore("facts");
    },
  });
  return {
    all: (table, who) => base.getAllFromIndex(table, "who", who),
    put: (table, row) => base.put(table, row),
    remove: (table, key) => base.delete(table, key),
    fact: (name) => base.get("facts", name),
    note: (name, value) => base.put("facts", value, name),
  };
}

/** A random id (RFC 9562, version 4), also where the page came without TLS and crypto.randomUUID is kept from it. */
export function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
