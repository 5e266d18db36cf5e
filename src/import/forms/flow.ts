// The ways through the steps of a document: which step is reached under which conditions. A step that no way leads to is none of
// the runbook.

/** One step, and where it may go on. */
export interface Stop {
  readonly name: string;
  /** Where it goes on under a condition; the conditions of one step leave out one another. "" is the end. */
  readonly ways: readonly { readonly to: string; readonly when?: string }[];
}

// A way: conditions that hold together, by the step that decides on them and the number of its way.
type Way = ReadonlyMap<string, number>;

const MOST_WAYS = 24;

/**
 * The condition of every step that is reached, in the order of the document; null for one that always is. A way back to an
 * earlier step is not followed: nothing here repeats a step.
 */
export function conditionsOf(stops: readonly Stop[]): ReadonlyMap<string, string | null> {
  const found = new Map<string, Way[]>();
  const order = new Map(stops.map(({ name }, n) => [name, n]));
  const counts = new Map(stops.map(({ name, ways }) => [name, ways.length]));
  const [first] = stops;
  if (first !== undefined) found.set(first.name, [new Map()]);
  for (const [n, { name, ways }] of stops.entries()) {
    const here = shorter(found.get(name) ?? [], counts).slice(0, MOST_WAYS);
    if (here.length === 0) continue;
    found.set(name, here);
    for (const [number, { to, when }] of ways.entries()) {
      if ((order.get(to) ?? -1) <= n) continue;
      const on = here.map((way) => (when === undefined ? way : new Map([...way, [name, number]])));
      found.set(to, [...(found.get(to) ?? []), ...on]);
    }
  }
  const said = (way: Way): string =>
    [...way].map(([name, number]) => stops[order.get(name) ?? -1]?.ways[number]?.when ?? 'true').join(' && ');
  return new Map(
    [...found].map(([name, ways]) => {
      if (ways.some((way) => way.size === 0)) return [name, null];
      return [name, ways.length === 1 ? said(ways[0] ?? new Map()) : ways.map((way) => `(${said(way)})`).join(' || ')];
    }),
  );
}

// Ways that differ in one decision alone, and between them take all that it can be, are one way without it.
function shorter(ways: readonly Way[], counts: ReadonlyMap<string, number>): Way[] {
  const all = new Map(ways.map((way) => [keyOf(way), way]));
  for (let isChanged = true; isChanged; ) {
    isChanged = false;
    for (const way of all.values())
      for (const [name] of way) {
        const rest = new Map([...way].filter(([one]) => one !== name));
        const twins = Array.from({ length: counts.get(name) ?? 0 }, (_, number) =>
          keyOf(new Map([...rest, [name, number]])),
        );
        if (all.has(keyOf(rest)) || twins.length === 0 || !twins.every((key) => all.has(key))) continue;
        for (const key of twins) all.delete(key);
        all.set(keyOf(rest), rest);
        isChanged = true;
      }
  }
  return [...all.values()];
}

const keyOf = (way: Way): string =>
  [...way]
    .map(([name, number]) => `${name}:${number}`)
    .sort()
    .join(' ');
