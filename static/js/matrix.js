// The matrix by the keyboard: one square is in the order of Tab, the arrow keys go on from it.
const table = document.querySelector("[data-matrix]");

const squares = (row) => [...row.cells];
const target = (square) => square.querySelector("a") ?? square;

function settle(square) {
  for (const one of table.querySelectorAll("[data-here]")) {
    target(one).tabIndex = -1;
    delete one.dataset.here;
  }
  square.dataset.here = "";
  target(square).tabIndex = 0;
}

function go(square) {
  if (!square) return;
  settle(square);
  target(square).focus({ preventScroll: true });
  square.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function neighbour(square, key, far) {
  const row = square.parentElement;
  const rows = [...table.rows].filter((one) => !one.hidden);
  const [at, place] = [rows.indexOf(row), square.cellIndex];
  const last = row.cells.length - 1;
  const steps = {
    ArrowLeft: [at, place - 1],
    ArrowRight: [at, place + 1],
    ArrowUp: [far ? 0 : at - 1, place],
    ArrowDown: [far ? rows.length - 1 : at + 1, place],
    PageUp: [Math.max(0, at - 10), place],
    PageDown: [Math.min(rows.length - 1, at + 10), place],
    Home: [far ? 0 : at, 0],
    End: [far ? rows.length - 1 : at, last],
  };
  const step = steps[key];
  return step && rows[step[0]]?.cells[step[1]];
}

if (table) {
  table.setAttribute("role", "grid");
  for (const row of table.rows) for (const square of squares(row)) target(square).tabIndex = -1;
  settle(table.tBodies[0].rows[0].cells[0]);

  table.addEventListener("keydown", (event) => {
    const square = event.target.closest("td, th");
    if (!square || event.altKey || event.metaKey || event.shiftKey) return;
    const next = neighbour(square, event.key, event.ctrlKey);
    if (!next) return;
    event.preventDefault();
    go(next);
  });
  table.addEventListener("focusin", (event) => {
    const square = event.target.closest("td, th");
    if (square && !("here" in square.dataset)) settle(square);
  });

  // Typing a name hides the other rows at once; Enter asks the server, which also adds up anew.
  const find = document.querySelector("form[role=search] [name=student]");
  find?.addEventListener("input", () => {
    const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const row of table.tBodies[0].rows) {
      const told = row.dataset.find.toLowerCase();
      row.hidden = !words.every((word) => told.includes(word));
    }
  });
}
