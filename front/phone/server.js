/*
 * Asking the server. Every answer is {state, ...}: "done" with what it said, "refused" with its sentence,
 * "signed_out", "forbidden", or "offline" where nothing answered.
 */
import { sentenceOf } from "../sentence.js";

const TIMES_OUT = 60_000; // milliseconds; a picture over a slow net takes some seconds

export function serverAt(addresses, ask = globalThis.fetch) {
  let token = "";

  async function call(address, options = {}) {
    let answer;
    try {
      const headers = { "HX-Request": "true", Accept: "application/json", "X-CSRFToken": token, ...options.headers };
      const signal = AbortSignal.timeout?.(TIMES_OUT);
      answer = await ask(address, { ...options, headers, signal, credentials: "same-origin", cache: "no-store" });
    } catch {
      return { state: "offline" };
    }
    if (answer.status === 401 || answer.redirected) return { state: "signed_out" };
    if (answer.status >= 500) return { state: "offline" };
    if (!answer.ok) {
      const told = sentenceOf({ status: answer.status, responseText: await answer.text() });
      return { state: answer.status === 403 ? "forbidden" : "refused", status: answer.status, sentence: told };
    }
    try {
      return { state: "done", ...(await answer.json()) };
    } catch {
      return { state: "offline" }; // a page in between, such as that of a hotel's network
    }
  }

  const sendJson = (address, body) =>
    call(address, { method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json" } });

  return {
    async visits() {
      const told = await call(addresses.visits);
      if (told.token) token = told.token;
      return told;
    },
    notes: (body) => sendJson(addresses.notes, body),
    drop: (body) => sendJson(addresses.drop, body),
    handIn: (body) => sendJson(addresses.handIn, body),
    photo(fields, blob) {
      const body = new FormData();
      for (const [name, value] of Object.entries(fields)) if (value !== null && value !== undefined) body.set(name, value);
      body.set("photo", blob, `${fields.key}.jpg`);
      return call(addresses.photos, { method: "POST", body });
    },
  };
}
