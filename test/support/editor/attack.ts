// The language server under attack: one that was greeted, the questions that are asked of it, and whether it is well afterwards.

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect } from 'vitest';
import { ROOT } from '../source-tree.ts';
import { type Reply, Wire } from './wire.ts';

/** The runbook that is attacked. */
export const SHOP = readFileSync(join(ROOT, 'runbooks/templates/http.yaml'), 'utf8');
/** Processor time of one attack. */
export const SECONDS = 2;

let folder = '';

/** A folder with one runbook, in which nothing may have changed when all is over. */
export function underAttack(): void {
  let before: readonly string[];
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'firebreak-attack-'));
    writeFileSync(join(folder, 'http.yaml'), SHOP);
    before = readdirSync(folder);
  });
  afterAll(() => {
    expect(readdirSync(folder)).toEqual(before);
    expect(readFileSync(join(folder, 'http.yaml'), 'utf8')).toBe(SHOP);
    rmSync(folder, { recursive: true, force: true });
  });
}

/** A server that nobody has greeted. */
export const start = (): Wire => new Wire([join(ROOT, 'dist/firebreak.js'), 'lsp', '--stdio'], folder);

/** A server that has shaken hands, and the processor time that this took. */
export async function greeted(): Promise<{ readonly wire: Wire; readonly idle: number }> {
  const wire = start();
  wire.hello();
  await wire.reply(({ id }) => id === 0);
  await wire.ask('warm', 'textDocument/hover', at('file:///nowhere.yaml', 0, 0));
  return { wire, idle: wire.cpu() };
}

/** The URI of a file in the folder. */
export const uriOf = (name: string): string => pathToFileURL(join(folder, name)).href;
/** A document and a position in it. */
export const at = (uri: string, line: number, character: number) => ({
  textDocument: { uri },
  position: { line, character },
});
/** A document is opened. */
export const opened = (uri: string, text: string, version = 1): object => ({
  method: 'textDocument/didOpen',
  params: { textDocument: { uri, languageId: 'yaml', version, text } },
});
/** A document changes. */
export const changed = (uri: string, version: number, ...contentChanges: readonly object[]): object => ({
  method: 'textDocument/didChange',
  params: { textDocument: { uri, version }, contentChanges },
});

/** Asks what is always known, and sees that it goes on as it should. */
export async function isWell(wire: Wire, idle: number, allowed: number = SECONDS): Promise<void> {
  const uri = uriOf('well.yaml');
  wire.send(opened(uri, SHOP.replace(/^id: .*/m, 'id: well')));
  const found = await wire.ask('well', 'textDocument/documentSymbol', { textDocument: { uri } });
  expect([wire.stderr, wire.runs]).toEqual(['', true]);
  expect((found?.result as readonly unknown[] | undefined)?.length).toBeGreaterThan(0);
  expect(wire.stray).toBe('');
  expect(wire.cpu() - idle).toBeLessThan(allowed + 1);
}

/** It ends as it should. */
export async function goodBye(wire: Wire): Promise<void> {
  await wire.ask('bye', 'shutdown');
  wire.send({ method: 'exit' });
  expect(await wire.ended()).toBe(0);
  expect([wire.stray, wire.rest]).toEqual(['', '']);
}

const QUESTIONS = [
  'completion',
  'hover',
  'definition',
  'references',
  'prepareRename',
  'rename',
  'documentSymbol',
  'codeAction',
  'codeLens',
] as const;

/** Every question about a position, and its answers. */
export async function allOf(wire: Wire, uri: string, position: object): Promise<readonly (Reply | undefined)[]> {
  const range = { start: position, end: position };
  const more = { newName: 'other', context: { diagnostics: [], includeDeclaration: true }, range };
  return Promise.all(
    QUESTIONS.map((what, n) =>
      wire.ask(`${what} ${n} ${JSON.stringify(position)}`, `textDocument/${what}`, {
        textDocument: { uri },
        position,
        ...more,
      }),
    ),
  );
}
