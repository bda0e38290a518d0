/*
 * Behaviour attached by attribute: <button data-controller="print"> gets whatever the module named "print" attaches.
 * A controller is a function (element) that adds its listeners and may return a function that takes them away again.
 * An element may name several controllers, divided by spaces. Fragments brought by htmx are attached when they arrive.
 */
const known = new Map();
const attached = new WeakMap();

export function register(name, attach) {
  if (known.has(name)) throw new Error(`Two controllers are named "${name}".`);
  known.set(name, attach);
}

function each(root, act) {
  if (root.matches?.("[data-controller]")) act(root);
  for (const element of root.querySelectorAll?.("[data-controller]") ?? []) act(element);
}

export function attachAll(root) {
  each(root, (element) => {
    const here = attached.get(element) ?? new Map();
    attached.set(element, here);
    for (const name of element.dataset.controller.split(/\s+/).filter(Boolean)) {
      if (here.has(name)) continue;
      const attach = known.get(name);
      if (!attach) throw new Error(`No controller is named "${name}".`);
      here.set(name, attach(element) ?? (() => {}));
    }
  });
}

export function detachAll(root) {
  each(root, (element) => {
    for (const detach of attached.get(element)?.values() ?? []) detach();
    attached.delete(element);
  });
}
