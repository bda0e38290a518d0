/*
 * The keyboard of a tree: up and down through what is visible, right opens or enters, left closes or leaves,
 * Home and End, Enter follows the link. Branches load on first opening where the item carries hx-get.
 *
 *   <ul role="tree" data-controller="tree"><li role="treeitem" aria-expanded="false" tabindex="-1" hx-get="…"
 *       hx-trigger="branch once" hx-target="find [role=group]" hx-swap="innerHTML">
 *     <div class="s-tree__row"><button class="s-tree__twist" data-twist tabindex="-1">…</button><a tabindex="-1" href="…">…</a></div>
 *     <ul role="group"></ul></li></ul>
 */
const ITEM = '[role="treeitem"]';

export function tree(root) {
  const visible = () => [...root.querySelectorAll(ITEM)].filter((item) => !item.parentElement.closest('[aria-expanded="false"]'));
  const parent = (item) => item.parentElement.closest(ITEM);

  function reach(item) {
    if (!item) return;
    for (const other of root.querySelectorAll(`${ITEM}[tabindex="0"]`)) other.tabIndex = -1;
    item.tabIndex = 0;
    item.focus();
  }
  function open(item, on) {
    if (!item.hasAttribute("aria-expanded")) return;
    item.setAttribute("aria-expanded", String(on));
    if (on) item.dispatchEvent(new CustomEvent("branch"));
  }
  function enterOrOpen(item) {
    if (item.getAttribute("aria-expanded") === "false") open(item, true);
    else reach(item.querySelector(ITEM));
  }
  function leaveOrClose(item) {
    if (item.getAttribute("aria-expanded") === "true") open(item, false);
    else reach(parent(item));
  }

  const moves = {
    ArrowDown: (item, all) => reach(all[all.indexOf(item) + 1]),
    ArrowUp: (item, all) => reach(all[all.indexOf(item) - 1]),
    ArrowRight: enterOrOpen,
    ArrowLeft: leaveOrClose,
    Home: (_item, all) => reach(all[0]),
    End: (_item, all) => reach(all.at(-1)),
    Enter: (item) => item.querySelector("a[href]")?.click(),
  };

  root.addEventListener("keydown", (event) => {
    const item = event.target.closest(ITEM);
    if (!item || event.target !== item || !moves[event.key]) return;
    event.preventDefault();
    moves[event.key](item, visible());
  });
  root.addEventListener("click", (event) => {
    const twist = event.target.closest("[data-twist]");
    if (!twist) return;
    const item = twist.closest(ITEM);
    open(item, item.getAttribute("aria-expanded") !== "true");
    reach(item);
  });

  const start = root.querySelector(`${ITEM}[aria-current]`) ?? root.querySelector(ITEM);
  if (start && !root.querySelector(`${ITEM}[tabindex="0"]`)) start.tabIndex = 0;
}
