// Equality of JSON values; the order of keys does not matter.

/** Whether two values would be the same JSON; a key whose value is undefined counts as absent. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    return (
      Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((value, n) => sameJson(value, b[n]))
    );
  }
  const left = entries(a);
  const right = new Map(entries(b));
  return left.length === right.size && left.every(([key, value]) => right.has(key) && sameJson(value, right.get(key)));
}

const entries = (value: object): readonly [string, unknown][] =>
  Object.entries(value).filter(([, one]) => one !== undefined);
