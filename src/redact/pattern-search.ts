// Searching a stream for thousands of byte patterns at once (Aho and Corasick, 1975): one step a byte, whatever comes.
// A state stands for the longest beginning of any pattern that the bytes so far end in. State 0: none.

/** A pattern and the number that its finder is told. */
export interface Pattern {
  readonly bytes: Uint8Array;
  readonly label: number;
}

/** Compiled patterns. Arrays are indexed by state. */
export interface Automaton {
  /** The state after the first byte, by byte. */
  readonly first: Int32Array;
  /** The state after one more byte. */
  readonly step: (state: number, byte: number) => number;
  /** How many of the last bytes may still become a match. */
  readonly depth: Int32Array;
  /** Length of the longest pattern that ends here; 0: none. */
  readonly match: Int32Array;
  /** Its label. */
  readonly label: Int32Array;
  /** Of the longest pattern. */
  readonly longest: number;
}

/** States with more children than this get a table of their own. */
const FEW = 3;
/** States after so few bytes too, where searching mostly is in what is made of few digits, as dumps are. */
const SHALLOW = 3;
/** As long as there are not more tables than this: each takes 1 KiB. */
const MOST_TABLES = 512;

/** Compiles patterns; of equal ones the first keeps its label. Empty patterns are not allowed. */
export function compile(patterns: readonly Pattern[]): Automaton {
  const size = patterns.reduce((sum, { bytes }) => sum + bytes.length, 1);
  // A trie as first child and next sibling: nearly every state has one child.
  const byteOf = new Uint8Array(size);
  const child = new Int32Array(size);
  const sibling = new Int32Array(size);
  const children = new Uint16Array(size);
  const depth = new Int32Array(size);
  const match = new Int32Array(size);
  const label = new Int32Array(size);
  let states = 1;

  const childOf = (state: number, byte: number): number => {
    let next = child[state] as number;
    while (next !== 0 && byteOf[next] !== byte) next = sibling[next] as number;
    return next;
  };
  const grow = (state: number, byte: number): number => {
    const next = states++;
    byteOf[next] = byte;
    sibling[next] = child[state] as number;
    child[state] = next;
    children[state] = (children[state] as number) + 1;
    depth[next] = (depth[state] as number) + 1;
    return next;
  };
  for (const { bytes, label: name } of patterns) {
    let state = 0;
    for (const byte of bytes) state = childOf(state, byte) || grow(state, byte);
    if (match[state] === 0) {
      match[state] = bytes.length;
      label[state] = name;
    }
  }

  const fail = new Int32Array(states);
  // Rows of 256 next states: for the root (row 0), the states after few bytes, and the few states with many children.
  const rowOf = new Int32Array(states).fill(-1);
  rowOf[0] = 0;
  let rowCount = 1;
  for (let state = 1; state < states; state++) {
    const isShallow = (depth[state] as number) <= SHALLOW && rowCount < MOST_TABLES;
    if (isShallow || depth[state] === 1 || (children[state] as number) > FEW) rowOf[state] = rowCount++;
  }
  const rows = new Int32Array(rowCount * 256);
  for (let state = 0; state < states; state++) {
    const row = rowOf[state] as number;
    if (row < 0) continue;
    for (let next = child[state] as number; next !== 0; next = sibling[next] as number) {
      rows[row * 256 + (byteOf[next] as number)] = next;
    }
  }
  const step = (from: number, byte: number): number => {
    for (let state = from; ; state = fail[state] as number) {
      const row = rowOf[state] as number;
      if (row >= 0) return rows[row * 256 + byte] as number;
      const next = childOf(state, byte);
      if (next !== 0) return next;
    }
  };

  // Breadth first, so that the state a failed one falls back to is complete before it is needed.
  const queue = new Int32Array(states);
  let queued = 1;
  for (let at = 0; at < queued; at++) {
    const state = queue[at] as number;
    const row = rowOf[state] as number;
    if (row > 0) for (let byte = 0; byte < 256; byte++) rows[row * 256 + byte] ||= step(fail[state] as number, byte);
    for (let next = child[state] as number; next !== 0; next = sibling[next] as number) {
      const back = state === 0 ? 0 : step(fail[state] as number, byteOf[next] as number);
      fail[next] = back;
      if (match[next] === 0) {
        match[next] = match[back] as number;
        label[next] = label[back] as number;
      }
      queue[queued++] = next;
    }
  }
  const first = rows.slice(0, 256);
  return {
    first,
    step,
    depth,
    match,
    label,
    longest: patterns.reduce((max, { bytes }) => Math.max(max, bytes.length), 0),
  };
}
