// Makes schemas/*.json, which editors and other tools read, and from them the validators that the program runs: ajv's
// standalone code, so that neither ajv nor a schema is compiled at start. `--check` changes no schema and fails on a difference.

import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import standalone from 'ajv/dist/standalone/index.js';
import { build as esbuild } from 'esbuild';
import { load } from './load.mjs';
import { ROOT } from './root.mjs';
import { runScript, say } from './say.mjs';

/** `validator` is written beside the source, without `.js`; a schema that only other tools read has none. */
const SCHEMAS = [
  {
    file: 'schemas/runbook.schema.json',
    source: 'src/parse/schema/runbook.schema.ts',
    name: 'runbookSchema',
    validator: { file: 'src/parse/schema/runbook-validator.generated', name: 'validateRunbook' },
  },
  {
    file: 'schemas/test.schema.json',
    source: 'src/scenario/scenario.schema.ts',
    name: 'scenarioSchema',
    validator: { file: 'src/scenario/scenario-validator.generated', name: 'validateScenarios' },
  },
  {
    file: 'schemas/drill.schema.json',
    source: 'src/drill/file/drill.schema.ts',
    name: 'drillSchema',
    validator: { file: 'src/drill/file/drill-validator.generated', name: 'validateDrills' },
  },
  {
    file: 'schemas/serve.schema.json',
    source: 'src/serve/config/serve.schema.ts',
    name: 'serveSchema',
    validator: { file: 'src/serve/config/serve-validator.generated', name: 'validateServe' },
  },
  { file: 'schemas/transcript.schema.json', source: 'src/transcript/transcript.schema.ts', name: 'transcriptSchema' },
];

// Words for editors and for our own messages; ajv refuses what it does not know.
const VOCABULARY = [
  'markdownDescription',
  'defaultSnippets',
  'errorMessage',
  'patternErrorMessage',
  'markdownEnumDescriptions',
  'deprecationMessage',
];

const PROSE = new Set(['description', 'markdownDescription', 'examples', 'default', 'defaultSnippets']);

const TYPES = `// What the generated validator is, for the type checker.

/** One error as ajv gives it with \`verbose\`. */
export interface ValidationError {
  readonly instancePath: string;
  readonly schemaPath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly message?: string;
  readonly propertyName?: string;
  readonly parentSchema?: { readonly [key: string]: any };
  readonly data?: unknown;
}

/** Whether data fits the schema; \`errors\` holds every error of the last call. */
export declare const NAME: { (data: unknown): boolean; errors?: readonly ValidationError[] | null };
`;

/** Builds every schema and validator. With `check` the schemas stay as they are; gives the files that differ. */
export async function buildSchemas({ check = false } = {}) {
  const differing = [];
  for (const { file, source, name, validator } of SCHEMAS) {
    if (!existsSync(join(ROOT, source))) continue;
    const schema = (await load(source))[name];
    const text = `${JSON.stringify(validator === undefined ? schema : forEditors(schema), null, 2)}\n`;
    if (read(file) !== text) differing.push(file);
    if (!check) write(file, text);
    const code = await validatorOf(withoutProse(schema), validator?.name ?? name);
    if (validator === undefined) continue;
    write(`${validator.file}.js`, code);
    write(`${validator.file}.d.ts`, TYPES.replace('NAME', validator.name));
  }
  return differing;
}

// Editors say of `oneOf` that the first alternative is missing, or that several match. The same rule as conditions, each with
// a sentence of its own; and every key has its name as a title, where none is written.
function forEditors(part, isNames = false) {
  if (Array.isArray(part)) return part.map((one) => forEditors(one));
  if (typeof part !== 'object' || part === null) return part;
  const keys = isNames ? null : onlyKeys(part.oneOf);
  const { oneOf: _, ...others } = part;
  const entries = Object.entries(keys === null ? part : others).map(([word, inner]) => {
    if (!isNames && PROSE.has(word)) return [word, inner];
    const holdsNames = !isNames && (word === 'properties' || word === '$defs');
    const made = forEditors(inner, holdsNames);
    return [word, holdsNames ? titled(made) : made];
  });
  return { ...Object.fromEntries(entries), ...(keys === null ? {} : oneOfKeys(keys, Object.keys(part.properties))) };
}

/** The keys of a `oneOf` that asks for exactly one of them; null where it asks for something else. */
function onlyKeys(oneOf) {
  const isChoice = oneOf?.every((one) => Object.keys(one).join() === 'required' && one.required.length === 1);
  return isChoice === true ? oneOf.flatMap(({ required }) => required) : null;
}

function titled(parts) {
  return Object.fromEntries(
    Object.entries(parts).map(([name, part]) => [name, '$ref' in part ? part : { title: name, ...part }]),
  );
}

// Beside a key that is not known, which is said already, nothing is missing.
function oneOfKeys(keys, known) {
  const one = keys.map((key) => ({ required: [key] }));
  const all = `${keys.slice(0, -1).join(', ')} or ${keys.at(-1)}`;
  return {
    if: { type: 'object', anyOf: one },
    // oxlint-disable-next-line unicorn/no-thenable -- a word of JSON Schema
    then: {
      if: { oneOf: one },
      else: {
        const: null,
        errorMessage: `a step has one kind, and this one has several of ${all}: make two steps of it`,
      },
    },
    else: {
      if: { propertyNames: { enum: known } },
      // oxlint-disable-next-line unicorn/no-thenable -- a word of JSON Schema
      then: { required: [keys[0]], errorMessage: `this step has no kind: add ${all}` },
    },
  };
}

// What editors show is dead weight in a validator. Keys of `properties` are names of the file, not words of the schema.
function withoutProse(schema, isNames = false) {
  if (Array.isArray(schema)) return schema.map((part) => withoutProse(part));
  if (typeof schema !== 'object' || schema === null) return schema;
  const kept = Object.entries(schema).filter(([word]) => isNames || !PROSE.has(word));
  return Object.fromEntries(
    kept.map(([word, part]) => [word, withoutProse(part, !isNames && (word === 'properties' || word === '$defs'))]),
  );
}

async function validatorOf(schema, name) {
  const ajv = new Ajv2020({
    allErrors: true,
    verbose: true,
    strict: true,
    // `required` beside `properties` is what makes a step of flat keys.
    strictRequired: false,
    inlineRefs: false,
    allowUnionTypes: true,
    schemas: { [name]: schema },
    code: { source: true, esm: true },
    keywords: VOCABULARY,
  });
  // ajv's output still requires its own run-time parts; bundling puts them in.
  const { outputFiles } = await esbuild({
    stdin: { contents: standalone.default(ajv, { [name]: name }), resolveDir: ROOT },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    write: false,
    logLevel: 'warning',
    banner: { js: '// Generated by scripts/schemas.mjs. Do not edit.' },
  });
  return outputFiles[0]?.text ?? '';
}

function read(file) {
  return existsSync(join(ROOT, file)) ? readFileSync(join(ROOT, file), 'utf8') : undefined;
}

// Whole or not at all, and only when it changes: tests and editors read these files at any time.
function write(file, text) {
  if (read(file) === text) return;
  const path = join(ROOT, file);
  const aside = `${path}.${process.pid}.new`;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(aside, text);
  renameSync(aside, path);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await runScript(async () => {
    const check = process.argv.includes('--check');
    const differing = await buildSchemas({ check });
    for (const file of differing)
      say(
        check
          ? `${relative('.', join(ROOT, file))} is not what its source makes; run node scripts/schemas.mjs`
          : `wrote ${file}`,
      );
    return check && differing.length > 0 ? 1 : 0;
  });
}
