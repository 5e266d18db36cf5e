// What an oracle says of one thing: an account that does not agree throws, with both sides. It is asked some hundred thousand
// times, which is why it is no assertion of the test runner.

/** Something of the record, to be compared with what it has to be. */
export interface Claim<T> {
  is(expected: T): void;
  /** The same JSON, keys in the same order. */
  equals(expected: unknown): void;
  isNot(other: T): void;
}

const shown = (value: unknown): string => JSON.stringify(value) ?? 'nothing';

/** What the record says. */
export function says<T>(value: T, what = 'it'): Claim<T> {
  const differs = (expected: unknown, word: string): never => {
    throw new Error(`${what}: ${shown(value)} ${word} ${shown(expected)}`);
  };
  return {
    is: (expected) => void (value === expected || differs(expected, 'is not')),
    equals: (expected) => void (shown(value) === shown(expected) || differs(expected, 'is not')),
    isNot: (other) => void (value !== other || differs(other, 'is')),
  };
}

/** That something holds. */
export function holds(condition: boolean, what: string): void {
  if (!condition) throw new Error(what);
}
