// Which of ajv's errors are mistakes of the author, and which only follow from them: without this, a
// misspelt kind of step gives five errors.

import { isKind } from '../../kinds/index.ts';
import type { FileForm } from '../yaml/file-form.ts';
import type { Node } from '../yaml/node.ts';

/** The parts of a schema that messages are made from. */
export interface SchemaPart {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, SchemaPart>>;
  readonly required?: readonly string[];
  readonly oneOf?: readonly SchemaPart[];
  readonly errorMessage?: string;
  readonly patternErrorMessage?: string;
  readonly pattern?: string;
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
  /** What the file is that it stands in. */
  readonly form: FileForm;
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
  const unknown = new Set(
    errors.filter((error) => unknownKey(error) !== undefined).map(({ instancePath }) => instancePath),
  );
  const narrow = new Set(errors.filter(({ keyword }) => keyword === 'enum').map(({ instancePath }) => instancePath));
  // Of a step with two kinds one is too many, whatever its value is.
  const twice = new Set(
    errors.filter((error) => error.keyword === 'oneOf' && !hasNone(error)).map(({ instancePath }) => instancePath),
  );
  const isOfTwo = ({ path, instancePath }: Located): boolean =>
    isKind(path.at(-1) ?? '') && twice.has(instancePath.replace(/\/[^/]*$/, ''));
  return errors.filter((error) => {
    if (error.propertyName !== undefined) return false;
    switch (error.keyword) {
      case 'required':
        return !error.schemaPath.includes('/oneOf/') && !holdsBroken(error);
      case 'oneOf':
        // A key that nobody knows is told with the kinds that there are.
        return error.node.kind === 'map' && !holdsBroken(error) && !(hasNone(error) && unknown.has(error.instancePath));
      case 'type':
        return !narrow.has(error.instancePath) && !holdsLost(error) && !isOfTwo(error);
      default:
        return true;
    }
  });
}

function hasNone({ node, parentSchema }: Located): boolean {
  return node.kind === 'map' && !choicesOf(parentSchema).some((choice) => node.entries.has(choice));
}

/** Keys of which a mapping needs exactly one, where a schema says so. */
export function choicesOf(schema: SchemaPart | undefined): readonly string[] {
  return (schema?.oneOf ?? []).flatMap(({ required }) => required ?? []);
}

const holdsLost = ({ node }: Located): boolean =>
  node.kind === 'list' && node.items.some(({ kind }) => kind === 'broken');

// A value that was lost to another error is not missing.
function holdsBroken({ node }: Located): boolean {
  return node.kind === 'map' && [...node.entries.values()].some(({ value }) => value.kind === 'broken');
}
