// Results: a value, or why there is none. An author's mistake travels this way, never as an exception.

/** Either a value or the problems that stand in its way. */
export type Result<T, E> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E };

/** A result that holds a value. */
export const ok = <T>(value: T): Result<T, never> => ({ ok: true, value });

/** A result that holds what is wrong. */
export const err = <E>(error: E): Result<never, E> => ({ ok: false, error });

/** The end of an exhaustive switch: does not compile while a variant is left over. */
export function unreachable(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}
