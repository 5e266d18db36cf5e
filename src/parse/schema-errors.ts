// Which of ajv's errors are mistakes of the author, and which only follow from them (measured in the design: without this,
// a misspelt kind of step gives five errors).

import { nearest } from '../model/nearest.ts';
import type { Node } from './node.ts';

/** The parts of a schema that messages are made from. */
export interface SchemaPart {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly required?: readonly string[];
  readonly oneOf?: readonly SchemaPart[];
  readonly anyOf?: readonly SchemaPart[];
  readonly $ref?: string;
  readonly title?: string;
  readonly errorMessage?: string;
  readonly patternErrorMessage?: string;
}

/** An error as ajv gives it with `verbose`. */
export interface SchemaError {
  readonly instancePath: string;
  readonly schemaPath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly message?: string;
  readonly parentSchema?: SchemaPart;
  readonly data?: unknown;
  /** Set on errors of the name of a key. */
  readonly propertyName?: string;
}

/** An error with the node that it is about. */
export interface Located extends SchemaError {
  readonly node: Node;
  readonly path: readonly string[];
}

/** The key that a schema does not know. */
export function unknownKey({ keyword, params }: SchemaError): string | undefined {
  const key =
    keyword === 'additionalProperties'
      ? params.additionalProperty
      : keyword === 'unevaluatedProperties'
        ? params.unevaluatedProperty
        : undefined;
  return typeof key === 'string' ? key : undefined;
}

/** Those errors that say something of their own. */
export function relevant(errors: readonly Located[]): readonly Located[] {
  const unknown = new Map<string, string[]>();
  for (const error of errors) {
    const key = unknownKey(error);
    if (key !== undefined) unknown.set(error.instancePath, [...(unknown.get(error.instancePath) ?? []), key]);
  }
  const misspelt = (error: Located, words: readonly string[]): boolean =>
    (unknown.get(error.instancePath) ?? []).some((key) => nearest(key, words) !== undefined);
  const dropped = new Set(alternatives(errors));
  return errors.filter((error) => {
    if (dropped.has(error) || error.propertyName !== undefined) return false;
    switch (error.keyword) {
      case 'if':
        return false;
      case 'required':
        return (
          !/\/(?:oneOf|anyOf)\//.test(error.schemaPath) &&
          !misspelt(error, [String(error.params.missingProperty)]) &&
          !holdsBroken(error)
        );
      case 'oneOf':
        return !misspelt(error, choicesOf(error.parentSchema)) && !holdsBroken(error);
      default:
        return true;
    }
  });
}

/** Keys of which a mapping needs exactly one, where a schema says so. */
export function choicesOf(schema: SchemaPart | undefined): readonly string[] {
  return (schema?.oneOf ?? []).flatMap(({ required }) => required ?? []);
}

// A value that was lost to another error is not missing.
function holdsBroken({ node }: Located): boolean {
  return node.kind === 'map' && [...node.entries.values()].some(({ value }) => value.kind === 'broken');
}

/**
 * Errors to drop where a value may have one of several forms: when it has the right type for one of them, that form's
 * errors are kept and the rest go; else only the one that names the forms is kept.
 */
function alternatives(errors: readonly Located[]): readonly Located[] {
  return errors
    .filter(({ keyword }) => keyword === 'anyOf')
    .flatMap((whole) => {
      const inside = errors.filter(
        (error) => error !== whole && error.instancePath.startsWith(whole.instancePath) && isInside(error, whole),
      );
      const branches = new Map<string, Located[]>();
      for (const error of inside) {
        const branch = error.schemaPath.slice(whole.schemaPath.length).split('/')[1] ?? '';
        branches.set(branch, [...(branches.get(branch) ?? []), error]);
      }
      const meant = [...branches.values()].find((branch) => !branch.some((error) => isTypeOf(error, whole)));
      return meant === undefined ? inside : [whole, ...inside.filter((error) => !meant.includes(error))];
    });
}

const isInside = (error: Located, whole: Located): boolean => error.schemaPath.startsWith(`${whole.schemaPath}/`);

const isTypeOf = (error: Located, whole: Located): boolean =>
  error.instancePath === whole.instancePath &&
  (error.keyword === 'type' || error.keyword === 'const' || error.keyword === 'enum');
