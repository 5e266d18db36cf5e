// One part of the page a kind: its forms, its keys, what it reads, its errors and an example.

import { errorMeaning } from '../../src/kinds/error-meanings.ts';
import { definition, KINDS } from '../../src/kinds/index.ts';
import type { FieldType } from '../../src/model/reading-type.ts';
import { RISKS } from '../../src/model/risk.ts';
import type { Kind } from '../../src/model/step.ts';
import { type Form, formsIn, inputsIn } from './forms.ts';
import { code, keyTable, type Schema, table } from './keys.ts';

/** The parts of all kinds, in their order. */
export const kindParts = (): string => KINDS.map(kindPart).join('\n\n');

function kindPart(kind: Kind): string {
  const { schema: made, defaults, errors, address } = definition(kind);
  const schema = made as Schema;
  const description = schema.markdownDescription ?? schema.description ?? '';
  const forms = formsIn(kind, description);
  if (forms.length === 0) throw new Error(`${kind}: its description lists no form`);
  const [first = ''] = description.split('\n');
  const keys = Object.keys(schema.properties ?? {});
  const shared = Object.keys((defaults as Schema | undefined)?.properties ?? {});
  return [
    `### ${kind}`,
    first,
    example(kind, forms),
    formTable(forms),
    ...(keys.length === 0 ? [] : [keyTable({ schema, links: {} })]),
    ...(shared.length === 0 ? [] : [`\`defaults: { ${kind}: … }\` may give ${shared.map(code).join(', ')}.`]),
    ...(address?.isOperators === true
      ? ['An alert or a probe may not say which host it goes to: only an input may.']
      : []),
    ...readingPart(forms),
    ...errorPart(kind, errors),
  ].join('\n\n');
}

function formTable(forms: readonly Form[]): string {
  return table(
    ['form', 'reading', 'risk', 'again'],
    forms.map(({ written, remark, fields, risk, riskAsProbe, repeatable }) => [
      `${code(written)}${remark === '' ? '' : ` ${remark}`}`,
      Object.keys(fields).map(code).join(' '),
      risk === riskAsProbe ? risk : `${risk}; among the probes ${riskAsProbe}`,
      repeatable ? 'yes' : 'no',
    ]),
  );
}

function readingPart(forms: readonly Form[]): readonly string[] {
  const names = [...new Set(forms.flatMap(({ fields }) => Object.keys(fields)))];
  if (names.length === 0) return [];
  const long: string[] = [];
  const rows = names.map((name) => {
    const types = forms.flatMap(({ fields }) => fields[name] ?? []);
    const inner = recordOf(types[0] ?? 'dyn');
    if (inner === null || Object.keys(inner).length <= MOST_FIELDS)
      return [code(name), [...new Set(types.map(typeInWords))].join(' or ')];
    long.push(`Fields of \`${name}\`: ${fieldList(inner)}`);
    return [code(name), 'mapping, its fields are below'];
  });
  return [table(['reading', 'type'], rows), ...long];
}

/** More fields than this are listed beneath the table. */
const MOST_FIELDS = 12;

const recordOf = (type: FieldType): Readonly<Record<string, FieldType>> | null =>
  typeof type === 'object' && 'record' in type ? type.record : null;

function fieldList(fields: Readonly<Record<string, FieldType>>): string {
  const types = [...new Set(Object.values(fields).map(typeInWords))];
  const ofType = (type: string): string =>
    Object.keys(fields)
      .filter((name) => typeInWords(fields[name] ?? 'dyn') === type)
      .map(code)
      .join(' ');
  return `${types.map((type) => `${ofType(type)} (${type})`).join('; ')}.`;
}

function typeInWords(type: FieldType): string {
  if (typeof type === 'string') return NAMES[type];
  if ('words' in type)
    return `one of ${type.words
      .filter((word) => word !== '')
      .map(code)
      .join(' ')}`;
  if ('list' in type) return `list of ${typeInWords(type.list)}`;
  if ('map' in type) return `${typeInWords(type.map)} by name`;
  const inner = Object.entries(type.record).map(([name, one]) => `${code(name)} ${shortType(one)}`);
  return `mapping of ${inner.join(', ')}`;
}

// The words of an error stand in the table of the kind's errors.
const shortType = (type: FieldType): string =>
  typeof type === 'object' && 'words' in type && type.words.length > MOST_FIELDS ? 'text' : typeInWords(type);

const NAMES: Readonly<Record<Extract<FieldType, string>, string>> = {
  number: 'number',
  string: 'text',
  bool: 'true or false',
  dyn: 'any value',
};

function errorPart(kind: Kind, errors: readonly string[] | undefined): readonly string[] {
  if (errors === undefined) return [];
  const rows = errors.map((word) => {
    const meaning = errorMeaning(kind, word);
    if (meaning === undefined) throw new Error(`${kind}: nobody has said what error.kind "${word}" means`);
    return [code(word), meaning];
  });
  return [table(['`error.kind`', 'meaning'], rows)];
}

// The first look, and the change that does least: what an author copies.
function example(kind: Kind, forms: readonly Form[]): string {
  const { by, tells } = definition(kind);
  const look = by === 'clock' ? undefined : forms.find(({ riskAsProbe }) => riskAsProbe === 'read');
  const others = forms.filter((form) => form !== look && (by === 'clock' || form.riskAsProbe !== 'read'));
  const [change] = others.toSorted((a, b) => RISKS.indexOf(a.risk) - RISKS.indexOf(b.risk));
  const inputs = [look, change].flatMap((form) => (form === undefined ? [] : [inputsIn(form.written)])).filter(Boolean);
  const goal = look === undefined ? 'ping.ok' : 'seen.ok';
  const parts = [
    ...(inputs.length === 0 ? [] : [['inputs:', ...new Set(inputs)]]),
    ...(look === undefined ? [] : [['diagnose:', '  - id: seen', `    ${look.written}`]]),
    ...(change === undefined ? [] : [tells === true ? told(change) : changed(change, goal)]),
  ];
  return ['```yaml', parts.map((lines) => lines.join('\n')).join('\n\n'), '```'].join('\n');
}

const told = ({ written }: Form): readonly string[] => [
  'escalate:',
  '  - when: cause == null',
  '    to: on-call',
  '    steps:',
  `      - ${written}`,
];

const changed = ({ written }: Form, goal: string): readonly string[] => [
  'causes:',
  '  - id: broken',
  '    title: It does not work',
  `    when: "!${goal}"`,
  '    resolve:',
  '      - id: repair',
  `        ${written}`,
  `        goal: ${goal}`,
];
