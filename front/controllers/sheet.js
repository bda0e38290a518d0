/*
 * A table of inputs that is gone through like a sheet: arrows and Enter move, and what was copied from a sheet is pasted
 * over the cells to the right and below.
 *
 *   <form data-controller="sheet" data-beyond="… {count} …"> … <tbody> inputs … <p data-sheet-told>
 */
const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], Enter: [1, 0] };

export function sheet(form) {
  const told = form.querySelector("[data-sheet-told]");
  const rows = () => [...form.querySelectorAll("tbody tr")].map((row) => [...row.querySelectorAll("input")]);
  const at = (cells, input) => {
    const row = cells.findIndex((each) => each.includes(input));
    return row < 0 ? null : [row, cells[row].indexOf(input)];
  };

  form.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    const cells = rows();
    const here = step && at(cells, event.target);
    if (!here || event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    if (step[1] && !leaves(event.target, step[1])) return;
    event.preventDefault(); // Enter goes on to the next pupil and sends nothing
    const back = event.key === "Enter" && event.shiftKey ? -1 : 1;
    const next = cells[here[0] + step[0] * back]?.[here[1] + step[1]];
    next?.focus();
    next?.select();
  });

  form.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text").replace(/\r\n?/g, "\n").replace(/\n$/, "");
    const cells = rows();
    const here = at(cells, event.target);
    if (!here || !/[\t\n]/.test(text)) return;
    event.preventDefault();
    let beyond = 0;
    for (const [down, line] of text.split("\n").entries()) {
      for (const [right, value] of line.split("\t").entries()) {
        const input = cells[here[0] + down]?.[here[1] + right];
        if (input) input.value = value.trim().slice(0, input.maxLength);
        else if (value.trim()) beyond += 1;
      }
    }
    event.target.dispatchEvent(new Event("input", { bubbles: true }));
    if (told) told.textContent = beyond ? form.dataset.beyond.replace("{count}", beyond) : "";
  });
}

/* A step aside leaves the cell only where the caret stands at its edge, or all of it is chosen. */
function leaves(input, step) {
  const { selectionStart: start, selectionEnd: end, value } = input;
  const edge = step < 0 ? 0 : value.length;
  return (start === end && start === edge) || (start === 0 && end === value.length);
}
