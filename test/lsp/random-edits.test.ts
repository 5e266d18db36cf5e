// A person who types anything anywhere: whatever the text has become, every question has an answer.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { complete } from '../../src/lsp/answer/complete.ts';
import { hover } from '../../src/lsp/answer/hover.ts';
import { definitionOf, referencesOf, renaming } from '../../src/lsp/answer/names.ts';
import { lensesOf, outlineOf } from '../../src/lsp/answer/outline.ts';
import { fixesOf, problemOf } from '../../src/lsp/answer/problems.ts';
import { Sources } from '../../src/lsp/known/sources.ts';
import type { Span } from '../../src/parse/yaml/lines.ts';
import { chance } from '../support/chance.ts';
import { schemaOf } from '../support/editor/desk.ts';
import { times } from '../support/soak.ts';
import { ROOT } from '../support/source-tree.ts';

const EDITS = times(120, 5000);
const PIECES = [
  '\n',
  '  ',
  '- ',
  ': ',
  '"',
  "'",
  '{',
  '}',
  '[',
  ']',
  '${{',
  '}}',
  '.',
  'ping',
  '|',
  '>',
  '#',
  '&a',
  '*a',
  '<<',
  '\r\n',
  '\t',
  '🔥',
  '\u0000',
  '!',
  'id: ',
  'when: ',
  'readings:',
  '((',
  '&&',
];

test(`given ${EDITS} random edits, no question is left without an answer`, () => {
  const { seed, between, pick } = chance();
  const below = (count: number): number => between(0, count - 1);
  const shipped = (name: string): string => readFileSync(join(ROOT, 'runbooks', name), 'utf8');
  const whole = {
    '/w/http.yaml': shipped('templates/http.yaml'),
    '/w/http.test.yaml': shipped('templates/http.test.yaml'),
  };
  const texts: Record<string, string> = { ...whole };
  const sources = new Sources({ text: (path) => texts[path], names: () => Object.keys(texts) });
  for (let n = 0; n < EDITS; n++) {
    const path = below(4) === 0 ? '/w/http.test.yaml' : '/w/http.yaml';
    const text = texts[path] ?? '';
    const at = below(text.length + 1);
    const gone = below(3) === 0 ? below(12) : 0;
    const piece = below(2) === 0 ? pick(PIECES) : '';
    // Every forty edits it is whole again: what is broken everywhere tries little.
    texts[path] =
      n % 40 === 39
        ? path === '/w/http.yaml'
          ? whole['/w/http.yaml']
          : whole['/w/http.test.yaml']
        : text.slice(0, at) + piece + text.slice(at + gone);
    const source = sources.at(path);
    if (source === undefined) continue;
    const document = TextDocument.create(path, 'yaml', n, source.text);
    const range = ({ start, end }: Span) => ({ start: document.positionAt(start), end: document.positionAt(end) });
    try {
      const schema = schemaOf(source, sources);
      for (const offset of [at, Math.min(at + piece.length, source.text.length), below(source.text.length + 1)]) {
        const { start, end } = complete(source, schema, offset);
        expect(start).toBeLessThanOrEqual(offset);
        expect(end).toBeGreaterThanOrEqual(offset);
        hover(source, schema, offset);
        definitionOf(source, offset, sources);
        referencesOf(source, offset, sources);
        renaming(source, { offset, to: 'other' }, sources);
      }
      for (const one of outlineOf(source, range)) {
        expect(document.offsetAt(one.range.start)).toBeLessThanOrEqual(document.offsetAt(one.selectionRange.start));
        expect(document.offsetAt(one.range.end)).toBeGreaterThanOrEqual(document.offsetAt(one.selectionRange.end));
      }
      for (const one of source.diagnostics) problemOf(one, source.text, range);
      fixesOf(source.diagnostics, { start: 0, end: source.text.length }, { uri: path, text: source.text, range });
      if (source.kind === 'runbook') lensesOf(source);
    } catch (error) {
      throw new Error(`seed ${seed}, edit ${n}: ${JSON.stringify(source.text)}`, { cause: error });
    }
  }
}, 900_000);
