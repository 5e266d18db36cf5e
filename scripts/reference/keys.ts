// Tables of keys, from a JSON Schema that this program makes.

/** What is read of a schema. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly description?: string;
  readonly markdownDescription?: string;
  readonly default?: unknown;
  readonly pattern?: string;
  readonly patternErrorMessage?: string;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly $defs?: Readonly<Record<string, Schema>>;
}

/** What a table of keys is made with. */
export interface KeyTable {
  readonly schema: Schema;
  /** Keys that are explained elsewhere. */
  readonly without?: readonly string[];
  /** Where a definition of the file is explained: by name, the anchor. */
  readonly links: Readonly<Record<string, string>>;
}

/** A table with a row a key, and one for each key of a mapping inside. */
export function keyTable({ schema, without = [], links }: KeyTable): string {
  const rows = rowsOf(schema, '').filter(({ key }) => !without.includes(key.split('.')[0] ?? ''));
  return table(
    ['key', 'value', 'meaning', 'default'],
    rows.map(({ key, part, needed }) => [
      code(key),
      valueOf(part, links),
      meaningOf(part),
      needed ? 'needed' : defaultOf(part),
    ]),
  );
}

/** A Markdown table. */
export function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`.replaceAll('|  |', '| |');
  return [line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Text as code. */
export const code = (text: string): string => `\`${text}\``;

interface Row {
  readonly key: string;
  readonly part: Schema;
  readonly needed: boolean;
}

function rowsOf(schema: Schema, before: string): readonly Row[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, part]) => {
    const key = `${before}${name}`;
    const row = { key, part, needed: schema.required?.includes(name) ?? false };
    return [row, ...rowsOf(insideOf(part), `${key}.`)];
  });
}

// A list of mappings is explained by its items; steps have tables of their own.
function insideOf(part: Schema): Schema {
  const inner = part.properties === undefined ? (part.items ?? part) : part;
  return isStep(inner) ? {} : inner;
}

const isStep = ({ properties = {} }: Schema): boolean => 'shell' in properties && 'timeout' in properties;

function valueOf(part: Schema, links: KeyTable['links']): string {
  if (part.$ref !== undefined) return linked(part.$ref, links);
  if (part.const !== undefined) return code(String(part.const));
  if (part.enum !== undefined) return part.enum.map((word) => code(String(word))).join(', ');
  if (part.patternErrorMessage?.includes('duration') === true) return 'duration';
  const types = [part.type ?? 'any value'].flat().map((type) => typeIn(type, part, links));
  // Text that may only be a template.
  if (part.pattern?.startsWith('\\$') === true)
    return types.map((type) => (type === 'text' ? '`${{ … }}`' : type)).join(' or ');
  return [...new Set(types)].join(' or ');
}

function typeIn(type: string, part: Schema, links: KeyTable['links']): string {
  switch (type) {
    case 'string':
      return 'text';
    case 'integer':
      return 'whole number';
    case 'boolean':
      return '`true` or `false`';
    case 'null':
      return '`null`';
    case 'array':
      if (part.items !== undefined && isStep(part.items)) return `list of ${linked('step', links)}`;
      return part.items?.$ref === undefined ? 'list' : `list of ${linked(part.items.$ref, links)}`;
    case 'object': {
      const { additionalProperties } = part;
      if (typeof additionalProperties !== 'object') return 'mapping';
      const { $ref } = additionalProperties;
      return $ref === undefined ? 'mapping by name' : `${linked($ref, links)} by name`;
    }
    default:
      return type;
  }
}

function linked(ref: string, links: KeyTable['links']): string {
  const name = ref.replace('#/$defs/', '');
  const anchor = links[name];
  return anchor === undefined ? name : `[${name}](#${anchor})`;
}

const meaningOf = (part: Schema): string => part.description ?? part.items?.description ?? '';

function defaultOf({ default: value }: Schema): string {
  return value === undefined ? '' : code(typeof value === 'string' ? value : JSON.stringify(value));
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
