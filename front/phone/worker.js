/*
 * Answers for the server where there is no net: the phone's page and the files it is made of, which the server lists in
 * self.KEPT before this text. Pages come fresh where they can; what anybody has entered is never here.
 */
const NAME = "shuren-phone-";
const PATIENCE = 4_000; // milliseconds a page is waited for before the kept one is shown
const kept = self.KEPT;
const now = NAME + kept.join("").split("").reduce((sum, sign) => (sum * 31 + sign.charCodeAt(0)) >>> 0, 7);

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(now).then((cache) => cache.addAll(kept)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const forget = (names) => names.filter((name) => name.startsWith(NAME) && name !== now).map((name) => caches.delete(name));
  event.waitUntil(caches.keys().then((names) => Promise.all(forget(names))).then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const { origin, pathname } = new URL(request.url);
  if (origin !== self.location.origin || !kept.includes(pathname)) return;
  event.respondWith(request.mode === "navigate" ? page(request) : file(pathname, request));
});

async function file(pathname, request) {
  return (await caches.match(pathname, { ignoreVary: true })) ?? fetch(request);
}

async function page(request) {
  const { pathname } = new URL(request.url);
  try {
    const answer = await Promise.race([fetch(request), new Promise((_, fail) => setTimeout(fail, PATIENCE))]);
    if (answer.ok && !answer.redirected) await (await caches.open(now)).put(pathname, answer.clone());
    return answer;
  } catch {
    return (await caches.match(pathname, { ignoreVary: true })) ?? Response.error();
  }
}
