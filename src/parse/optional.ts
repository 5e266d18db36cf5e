// A property that is there only when it has a value, where types tell an absent one from `undefined`.

/** A property that is there only when it has a value. */
export function optional<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [P in K]?: V });
}
