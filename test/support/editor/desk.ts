// Files on the desk of somebody who writes them: `¦` in a text is where the cursor stands.

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { complete } from '../../../src/lsp/answer/complete.ts';
import { hover } from '../../../src/lsp/answer/hover.ts';
import { runbookSchema, type Schemas, scenarioSchema } from '../../../src/lsp/known/overlay.ts';
import type { Schema } from '../../../src/lsp/known/schema.ts';
import { type Source, Sources } from '../../../src/lsp/known/sources.ts';
import { ROOT } from '../source-tree.ts';

const schemaFile = (name: string): Schema =>
  JSON.parse(readFileSync(join(ROOT, 'schemas', `${name}.schema.json`), 'utf8')) as Schema;

/** The schemas as they are shipped. */
const SCHEMAS: Schemas = { runbook: schemaFile('runbook'), test: schemaFile('test') };

/** The schema that a file is completed with. */
export const schemaOf = (source: Source, sources: Sources): Schema =>
  source.kind === 'runbook'
    ? runbookSchema(SCHEMAS.runbook, source, sources.neighbours(source.path))
    : scenarioSchema(SCHEMAS.test, source);

/** A file with the cursor in it, and what an editor would be told there. */
export interface At {
  readonly source: Source;
  readonly sources: Sources;
  readonly offset: number;
  /** What is offered, in its order, as the text that would be put in place of `replaced`. */
  readonly offers: readonly { readonly label: string; readonly detail: string; readonly text: string }[];
  readonly labels: readonly string[];
  readonly replaced: string;
  readonly hover: string | null;
}

/** Opens files; the cursor is in the first. */
export function open(files: Readonly<Record<string, string>>): At {
  const [path = '', written = ''] = Object.entries(files)[0] ?? [];
  const offset = written.indexOf('¦');
  const texts = { ...files, [path]: written.replace('¦', '') };
  const sources = new Sources({
    text: (wanted) => texts[wanted],
    names: (folder) =>
      Object.keys(texts).flatMap((one) => (dirname(one) === folder ? [one.slice(folder.length + 1)] : [])),
  });
  const source = sources.at(path);
  if (source === undefined) throw new Error(`${path} is not one of ours`);
  const schema = schemaOf(source, sources);
  const { start, end, offers } = complete(source, schema, offset);
  return {
    source,
    sources,
    offset,
    offers: offers.map(({ label, detail = '', text, snippet }) => ({ label, detail, text: snippet ?? text ?? label })),
    labels: offers.map(({ label }) => label),
    replaced: source.text.slice(start, end),
    hover: hover(source, schema, offset)?.markdown ?? null,
  };
}
