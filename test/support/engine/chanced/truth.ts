// Conditions of runbooks made by chance: each is written as the language writes it, and is known here as a tree, so that an
// oracle can say what it comes to without the program's own evaluator.

/** A condition over probes: what of a probe, joined by the words of logic. */
export type Condition =
  | { readonly is: 'ok'; readonly probe: string }
  | { readonly is: 'over'; readonly probe: string; readonly limit: number }
  | { readonly is: 'known'; readonly probe: string }
  | { readonly is: 'flag' }
  | { readonly is: 'no_cause' }
  | { readonly is: 'not'; readonly of: Condition }
  | { readonly is: 'and' | 'or'; readonly of: readonly [Condition, Condition] }
  | { readonly is: 'fact'; readonly id: string; readonly of: Condition };

/** True, false, or unknown. */
export type Three = boolean | null;

/** What is known of a probe: null where it could not look. */
export interface Seen {
  readonly ok: boolean;
  readonly number?: number;
}

/** What a condition is judged by. */
export interface Sight {
  readonly probes: Readonly<Record<string, Seen>>;
  readonly flag: boolean;
  readonly cause: string | null;
}

/** A condition as an author writes it. */
export function written(condition: Condition): string {
  switch (condition.is) {
    case 'ok':
      return `${condition.probe}.ok`;
    case 'over':
      return `${condition.probe}.number > ${condition.limit}`;
    case 'known':
      return `known(${condition.probe}.number)`;
    case 'flag':
      return 'inputs.flag';
    case 'no_cause':
      return 'cause == null';
    case 'not':
      return `!(${written(condition.of)})`;
    case 'and':
      return `(${written(condition.of[0])}) && (${written(condition.of[1])})`;
    case 'or':
      return `(${written(condition.of[0])}) || (${written(condition.of[1])})`;
    case 'fact':
      return condition.id;
  }
}

/** What it comes to: unknown is never taken as true or as false. */
export function truthOf(condition: Condition, sight: Sight): Three {
  switch (condition.is) {
    case 'ok':
      return sight.probes[condition.probe]?.ok ?? null;
    case 'over': {
      const number = sight.probes[condition.probe]?.number;
      return number === undefined ? null : number > condition.limit;
    }
    case 'known':
      return sight.probes[condition.probe]?.number !== undefined;
    case 'flag':
      return sight.flag;
    case 'no_cause':
      return sight.cause === null;
    case 'not': {
      const of = truthOf(condition.of, sight);
      return of === null ? null : !of;
    }
    case 'and':
    case 'or': {
      const settles = condition.is === 'or';
      const sides = condition.of.map((one) => truthOf(one, sight));
      if (sides.includes(settles)) return settles;
      return sides.includes(null) ? null : !settles;
    }
    case 'fact':
      return truthOf(condition.of, sight);
  }
}

/** The probes that it names, those beneath its facts too. */
export function probesIn(condition: Condition): readonly string[] {
  switch (condition.is) {
    case 'ok':
    case 'over':
    case 'known':
      return [condition.probe];
    case 'flag':
    case 'no_cause':
      return [];
    case 'not':
    case 'fact':
      return probesIn(condition.of);
    case 'and':
    case 'or':
      return condition.of.flatMap(probesIn);
  }
}
