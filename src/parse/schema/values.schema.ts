// Parts that the schemas of a runbook share. Schemas are read by the build alone; nothing imports them at run time.
// A value with several forms is one schema with several types, never a union: a mistake then gives one error.

import { type Static, type TProperties, type TSchema, Type } from 'typebox';
import { DURATION, type Shown } from '../../kinds/keys.ts';
import { DURATION_PATTERN, NOT_A_DURATION } from '../../model/duration.ts';

/** Text, in which `${{ … }}` may stand. */
export const text = (shown: Shown) => Type.Unsafe<string>({ type: 'string', ...shown });

/** A duration that is written out. */
export const plainDuration = (shown: Shown) =>
  Type.Unsafe<string>({ type: 'string', pattern: DURATION_PATTERN, patternErrorMessage: NOT_A_DURATION, ...shown });

/** A mapping that takes these keys and no others. */
export const mapping = <P extends TProperties>(properties: P, shown: Shown) =>
  Type.Object(properties, { additionalProperties: false, ...shown });

/** A mapping, or text instead of it. */
export const textOr = <S extends TSchema>(schema: S): TSchema =>
  Type.Unsafe<string | Static<S>>({ ...schema, type: ['string', 'object'] });

/** A mapping, or instead of it true or false. */
export const flagOr = <S extends TSchema>(schema: S) =>
  Type.Unsafe<boolean | Static<S>>({ ...schema, type: ['boolean', 'object'] });

/** A duration, or a template that yields one. */
export const duration = (shown: Shown) => Type.Unsafe<string>({ ...DURATION, ...shown });

/** A mapping, or instead of it a whole number within bounds. */
export const numberOr = <S extends TSchema>(
  bounds: { readonly minimum: number; readonly maximum: number },
  schema: S,
) => Type.Unsafe<number | Static<S>>({ ...schema, ...bounds, type: ['integer', 'object'] });
