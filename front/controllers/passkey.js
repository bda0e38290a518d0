/*
 * Asks the browser for a passkey and sends its answer with the form, as the field "credential".
 *
 *   <form method="post" data-controller="passkey" data-passkey="get" data-question="/sign-in/passkey">
 *     <input type="hidden" name="credential"><button type="submit">…</button>
 *     <p data-told="cancelled" role="alert" hidden>…</p><p data-told="missing" role="alert" hidden>…</p>
 *   </form>
 *
 * data-passkey is "get" to sign in and "create" to make a new one; data-question answers with the question as JSON.
 */
export function passkey(form) {
  const answer = form.elements.namedItem("credential");

  async function onSubmit(event) {
    if (answer.value) return;
    event.preventDefault();
    tell(form, "");
    if (!window.PublicKeyCredential) return tell(form, "missing");
    const button = form.querySelector("button[type=submit]");
    button.disabled = true;
    try {
      const made = await asked(form);
      answer.value = JSON.stringify(written(made));
      form.requestSubmit();
    } catch {
      tell(form, "cancelled");
    }
    button.disabled = false;
  }

  const onReturn = () => (answer.value = ""); // a page from the browser's store must not send an old answer
  form.addEventListener("submit", onSubmit);
  window.addEventListener("pageshow", onReturn);
  return () => window.removeEventListener("pageshow", onReturn);
}

async function asked(form) {
  const reply = await fetch(form.dataset.question, { headers: { Accept: "application/json" } });
  if (!reply.ok) throw new Error(String(reply.status));
  const publicKey = read(await reply.json());
  return form.dataset.passkey === "create"
    ? navigator.credentials.create({ publicKey })
    : navigator.credentials.get({ publicKey });
}

/** The question with its bytes as bytes. */
export function read(question) {
  const known = (list) => list?.map((one) => ({ ...one, id: bytes(one.id) }));
  const wanted = { ...question, challenge: bytes(question.challenge) };
  if (question.user) wanted.user = { ...question.user, id: bytes(question.user.id) };
  if (question.excludeCredentials) wanted.excludeCredentials = known(question.excludeCredentials);
  if (question.allowCredentials) wanted.allowCredentials = known(question.allowCredentials);
  return wanted;
}

/** The answer with its bytes as text. */
export function written(made) {
  const { response } = made;
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const told = Object.fromEntries(parts.filter((part) => response[part]).map((part) => [part, text(response[part])]));
  if (response.getTransports) told.transports = response.getTransports();
  return { id: made.id, rawId: text(made.rawId), type: made.type, response: told };
}

export function bytes(encoded) {
  const plain = atob(encoded.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (sign) => sign.charCodeAt(0));
}

export function text(buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

function tell(form, what) {
  for (const told of form.querySelectorAll("[data-told]")) told.hidden = told.dataset.told !== what;
}
