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
