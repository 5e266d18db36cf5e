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
  return (
    Object.keys(a).every((key) => sameJson(own(a, key), own(b, key))) &&
    Object.keys(b).every((key) => own(b, key) === undefined || own(a, key) !== undefined)
  );
}

const own = (value: object, key: string): unknown =>
  Object.hasOwn(value, key) ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
