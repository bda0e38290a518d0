/*
 * How long the session still lasts: the server says so with its answers, and all tabs of a browser share what it said last.
 */
const ENDS = "shuren.session.ends"; // milliseconds since the epoch

/** Take note of the seconds an answer named, if it named any. */
export function lasts(seconds) {
  if (seconds) localStorage.setItem(ENDS, String(Date.now() + Number(seconds) * 1000));
}

/** Milliseconds until nobody is signed in any more. */
export function left() {
  return Number(localStorage.getItem(ENDS)) - Date.now();
}

/** Count as activity although nothing is asked for; false where the session has ended already. */
export async function stay() {
  const headers = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}");
  const address = document.querySelector("[data-keep-alive]").dataset.keepAlive;
  const answer = await fetch(address, { method: "POST", headers });
  lasts(answer.headers.get("Session-Left"));
  return answer.status === 204;
}
