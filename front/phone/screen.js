/*
 * The phone's page: the list of visits, one visit with its items, and a line that says what is not yet handed in. Markup
 * comes from the page's own templates, words too; which visit is open stands in the address after #.
 */
import { mayForget } from "./sync.js";
import { progress } from "./notes.js";
import { itemCard } from "./item.js";
import { fill, made } from "./markup.js";

const OPEN = "open";

export function screen(root, store, { changed, send }) {
  const part = (name) => root.querySelector(`[data-part="${name}"]`);
  const words = JSON.parse(root.dataset.says);
  let now = null;
  let drawn = "";

  const visitAsked = () => Number(location.hash.match(/^#visit-(\d+)$/)?.[1] ?? 0);

  function status({ state, left, who }) {
    const line = part("status");
    line.className = `s-phone__status s-phone__status--${left && state !== "done" ? "warn" : state === "done" ? "good" : "info"}`;
    const said = state === "done" && left ? "sending" : state;
    fill(line, { status: (words[said] ?? words.waiting).replace("{count}", left) });
    line.querySelector("[data-sign-in]").hidden = state !== "signed_out";
    part("none").hidden = Boolean(who) || state === "waiting";
  }

  function list({ visits, notes, photos }) {
    const rows = [...visits].sort((one, other) => (one.state !== OPEN) - (other.state !== OPEN) || one.until.localeCompare(other.until));
    part("visits").replaceChildren(...rows.map((visit) => row(visit, notes, photos)));
    part("empty").hidden = rows.length > 0;
  }

  function stands(visit, notes, photos) {
    if (visit.state === "done") return words.handed_in;
    if (visit.state !== OPEN) return `${words.withdrawn}${visit.why ?? ""}`;
    if (visit.finish === "wanted") return words.handing_in;
    const { all, missing } = progress(visit, notes, photos);
    return words.progress.replace("{done}", all - missing.length).replace("{all}", all);
  }

  function row(visit, notes, photos) {
    const said = stands(visit, notes, photos);
    const node = made(root, "visit", { unit: visit.unit, title: visit.title, until: visit.until, said, problem: visit.problem ?? "" });
    node.querySelector("a").href = `#visit-${visit.id}`;
    const forget = node.querySelector("[data-forget]");
    forget.hidden = !mayForget(visit, notes, photos);
    forget.addEventListener("click", async () => {
      await store.remove("visits", [visit.who, visit.id]);
      for (const table of ["notes", "photos"]) {
        for (const row of await store.all(table, visit.who)) if (row.visit === visit.id) await store.remove(table, row.key);
      }
      send();
    });
    return node;
  }

  function one(visit, { notes, photos }) {
    const facts = [visit.title, visit.authority, visit.basis].filter(Boolean).join(" · ");
    const body = made(root, "open", {
      unit: visit.unit, was: visit.was ? words.was.replace("{unit}", visit.was) : "", facts, purpose: visit.purpose,
      with: visit.with.join(words.comma), until: visit.until, problem: visit.problem ?? "",
    });
    const isOpen = visit.state === OPEN && !visit.finish;
    const here = { root, store, words, visit, notes, photos, isOpen, changed, again: () => draw(true) };
    body.querySelector("[data-items]").replaceChildren(...visit.items.map((item) => itemCard(here, item)));
    const button = body.querySelector("[data-hand-in]");
    const said = body.querySelector("[data-missing]");
    const told = () => {
      const left = progress(visit, here.notes, here.photos);
      const lacking = [...new Set([...left.disputed, ...left.missing].map((item) => item.number))].sort((one, other) => one - other);
      button.disabled = !isOpen || lacking.length > 0;
      const open = lacking.length ? words.missing.replace("{numbers}", lacking.join(words.comma)) : words.complete;
      said.textContent = isOpen ? open : stands(visit, here.notes, here.photos);
    };
    here.told = told;
    told();
    button.addEventListener("click", async () => {
      button.disabled = true;
      await store.put("visits", { ...visit, finish: "wanted", problem: "" });
      send();
      location.hash = "";
    });
    return body;
  }

  function draw(isForced = false) {
    const visit = now.visits.find((one) => one.id === visitAsked());
    part("list").hidden = Boolean(visit);
    part("visit").hidden = !visit;
    if (!visit) {
      drawn = "";
      return list(now);
    }
    const print = JSON.stringify([visit, now.photos.map((photo) => [photo.key, photo.sent, photo.dropped, photo.wrong])]);
    const isTyping = part("visit").contains(document.activeElement) && document.activeElement.matches("input:not([type=file]), textarea");
    if (!isForced && (print === drawn || (isTyping && drawn))) return undefined; // what one is typing in stays as it is
    drawn = print;
    const before = window.scrollY;
    part("visit").replaceChildren(one(visit, now));
    window.scrollTo(0, before);
    return undefined;
  }

  return {
    status,
    show(told) {
      now = told;
      status(told);
      draw();
    },
  };
}
