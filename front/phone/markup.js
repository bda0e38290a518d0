/* Markup from the page's templates: <template data-template="visit">, with texts at data-fill and what depends on them at data-if. */
export function made(root, name, values = {}) {
  const node = root.querySelector(`template[data-template="${name}"]`).content.firstElementChild.cloneNode(true);
  fill(node, values);
  return node;
}

export function fill(node, values) {
  for (const place of node.querySelectorAll("[data-fill]")) {
    if (place.dataset.fill in values) place.textContent = values[place.dataset.fill];
  }
  for (const place of node.querySelectorAll("[data-if]")) {
    if (place.dataset.if in values) place.hidden = !values[place.dataset.if];
  }
}
