/* Places a fixed box beside the thing it belongs to, inside the window. Not a controller; used by menu and help. */
const GAP = 4;

export function placeBeside(box, anchor) {
  const at = anchor.getBoundingClientRect();
  const size = box.getBoundingClientRect();
  const below = at.bottom + GAP + size.height <= window.innerHeight;
  const top = below ? at.bottom + GAP : Math.max(GAP, at.top - GAP - size.height);
  const left = Math.max(GAP, Math.min(at.left, window.innerWidth - size.width - GAP));
  box.style.top = `${Math.round(top)}px`;
  box.style.left = `${Math.round(left)}px`;
}

/** Whether the page has scrolled under a placed box. */
export function movedFrom(anchor, top) {
  return top !== null && Math.abs(anchor.getBoundingClientRect().top - top) > 2;
}
