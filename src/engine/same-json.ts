// Equality of JSON values, and of decisions; the order of keys does not matter.

/** Whether two values would be the same JSON; a key whose value is undefined counts as absent. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    return (
      Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((value, n) => sameJson(value, b[n]))
    );
  }
  return sameFields(a as Fields, b as Fields);
}

type Fields = Readonly<Record<string, unknown>>;

function sameFields(a: Fields, b: Fields): boolean {
  const keys = Object.keys(a);
  const others = Object.keys(b);
  // What is compared was mostly made in the same way.
  if (keys.length === others.length && keys.every((key, n) => key === others[n]))
    return keys.every((key) => sameJson(a[key], b[key]));
  return (
    keys.every((key) => sameJson(a[key], own(b, key))) &&
    others.every((key) => b[key] === undefined || own(a, key) !== undefined)
  );
}

const own = (fields: Fields, key: string): unknown => (Object.hasOwn(fields, key) ? fields[key] : undefined);

/** Keys under which data of the world stands, that no meaning of ours is read into. */
const DATA: ReadonlySet<string> = new Set(['rendered', 'facts', 'value', 'reading', 'default', 'options']);

/**
 * Whether a recorded decision is the expected one, whatever the words: what was shown is left out on both sides. `said`:
 * the record is of format 1, and a sentence in it stands for any reason.
 */
export function sameDecision(recorded: unknown, expected: unknown, said: boolean): boolean {
  if (recorded === expected || (said && isSaid(recorded))) return true;
  if (typeof recorded !== 'object' || typeof expected !== 'object' || recorded === null || expected === null)
    return false;
  if (Array.isArray(recorded) || Array.isArray(expected)) {
    return (
      Array.isArray(recorded) &&
      Array.isArray(expected) &&
      recorded.length === expected.length &&
      recorded.every((value, n) => sameDecision(value, expected[n], said))
    );
  }
  const [left, right] = [recorded as Fields, expected as Fields];
  const names = new Set([...Object.keys(left), ...Object.keys(right)].filter((name) => name !== 'shown'));
  return [...names].every((name) => {
    const [was, is] = [own(left, name), own(right, name)];
    return DATA.has(name) ? sameJson(was, is) : sameDecision(was, is, said);
  });
}

const isSaid = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && own(value as Fields, 'code') === 'said';

/** A place in the data of an event, keys and numbers of items from the outside in, with what stands there on both sides. */
export interface Difference {
  readonly path: readonly (string | number)[];
  /** Undefined: nothing. */
  readonly recorded: unknown;
  readonly expected: unknown;
}

/** Where two decisions that are not the same differ first, in the order in which the recorded one is written. */
export function differenceIn(recorded: unknown, expected: unknown, said: boolean): Difference {
  const path: (string | number)[] = [];
  let [was, is]: [unknown, unknown] = [recorded, expected];
  let isData = false;
  const differs = (name: string | number, one: unknown, other: unknown): boolean =>
    isData || DATA.has(String(name)) ? !sameJson(one, other) : !sameDecision(one, other, said);
  for (;;) {
    const [left, right] = [fieldsOf(was), fieldsOf(is)];
    if (left === null || right === null || Array.isArray(was) !== Array.isArray(is)) break;
    const names = [...new Set([...Object.keys(left), ...Object.keys(right)])];
    const name = names.find((one) => (isData || one !== 'shown') && differs(one, own(left, one), own(right, one)));
    if (name === undefined) break;
    isData ||= DATA.has(name);
    path.push(Array.isArray(was) ? Number(name) : name);
    [was, is] = [own(left, name), own(right, name)];
  }
  return { path, recorded: was, expected: is };
}

const fieldsOf = (value: unknown): Fields | null =>
  typeof value === 'object' && value !== null ? (value as Fields) : null;
