// Where two texts differ, word by word, in bounded time: E. Myers, "An O(ND) Difference Algorithm" (1986).
// The server compares the same way: reviews/comparison.py.
const MOST_EDITS = 600;
const MOST_STEPS = 400000;

const words = (text) => text.match(/\S+\s*|\s+/g) ?? [];

/** Return [pieces of one, pieces of other]; a piece is {text, only}, and joined they are the text. */
export function difference(one, other) {
  const [a, b] = [words(one), words(other)];
  let [start, end] = [0, 0];
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  const [inA, inB] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  const shared = common(inA, inB);
  const marked = (all, inner, kept) => [
    ...all.slice(0, start).map((text) => ({ text, only: false })),
    ...inner.map((text, at) => ({ text, only: !kept.has(at) })),
    ...all.slice(all.length - end).map((text) => ({ text, only: false })),
  ];
  return [joined(marked(a, inA, new Set(shared.map(([x]) => x)))), joined(marked(b, inB, new Set(shared.map(([, y]) => y))))];
}

/** Return the places [in a, in b] of a longest common sequence; none where finding it would take too long. */
function common(a, b) {
  const [furthest, trace] = [new Map([[1, 0]]), []];
  let steps = 0;
  for (let edits = 0; edits <= Math.min(a.length + b.length, MOST_EDITS); edits += 1) {
    trace.push(new Map(furthest));
    for (let k = -edits; k <= edits; k += 2) {
      const isDown = k === -edits || (k !== edits && (furthest.get(k - 1) ?? -1) < (furthest.get(k + 1) ?? -1));
      let x = isDown ? (furthest.get(k + 1) ?? 0) : (furthest.get(k - 1) ?? 0) + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) [x, steps] = [x + 1, steps + 1];
      furthest.set(k, x);
      if (x >= a.length && x - k >= b.length) return walked(trace, a.length, b.length);
      if ((steps += 1) > MOST_STEPS) return [];
    }
  }
  return [];
}

function walked(trace, x, y) {
  const found = [];
  for (let edits = trace.length - 1; edits >= 0; edits -= 1) {
    const [before, k] = [trace[edits], x - y];
    const isDown = k === -edits || (k !== edits && (before.get(k - 1) ?? -1) < (before.get(k + 1) ?? -1));
    const from = isDown ? k + 1 : k - 1;
    const [fromX, fromY] = edits ? [before.get(from) ?? 0, (before.get(from) ?? 0) - from] : [0, 0];
    while (x > fromX && y > fromY) found.push([(x -= 1), (y -= 1)]);
    [x, y] = [fromX, fromY];
  }
  return found;
}

function joined(pieces) {
  const found = [];
  for (const piece of pieces) {
    if (found.at(-1)?.only === piece.only) found.at(-1).text += piece.text;
    else found.push({ ...piece });
  }
  return found;
}
