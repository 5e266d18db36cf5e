// The language server as an editor has it: the built program in a process of its own, over standard input and output.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Editor, type Range } from '../support/editor/client.ts';
import { ROOT } from '../support/source-tree.ts';

const SNIPPETS = { textDocument: { completion: { completionItem: { snippetSupport: true } } } };
const SHOP = `firebreak: 1
id: shop
title: The shop is down
severity: high
inputs:
  box: { default: shop-redis }
defaults: { redis: { url: redis://localhost } }
diagnose:
  - id: ping
    title: "🔥 Redis answers"
    redis: PING
causes:
  - id: stopped
    title: It is stopped
    when: "!ping.ok"
    resolve:
      - id: start
        docker: { start: "\${{ inputs.box }}" }
        goal: ping.ok
verify:
  - goal: ping.ok
`;
const TESTS = `firebreak: 1
test: shop
readings: { ping: { ok: true } }
scenarios:
  - title: well
    expect: { outcome: healthy }
`;

let editor: Editor;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'firebreak-editor-'));
  writeFileSync(join(folder, 'shop.yaml'), SHOP);
  writeFileSync(join(folder, 'shop.test.yaml'), TESTS);
  editor = await Editor.start([join(ROOT, 'dist/firebreak.js'), 'lsp', '--stdio'], { capabilities: SNIPPETS });
});
afterAll(async () => {
  const code = await editor.close();
  rmSync(folder, { recursive: true, force: true });
  expect([code, editor.stderr]).toEqual([0, '']);
});

const file = (name: string): string => join(folder, name);
const completions = async (open: ReturnType<Editor['open']>, behind: string) => {
  const { items } = await open.ask<{
    items: { label: string; detail?: string; textEdit: { range: Range; newText: string } }[];
  }>('completion', open.behind(behind));
  return items;
};

test('what is wrong is said as it is typed, with its code, its place and its cure, and is gone when it is mended', async () => {
  const shop = editor.open(file('shop.yaml'), SHOP);
  expect(await shop.problems()).toEqual([]);
  const at = shop.text.indexOf('ping.ok', shop.text.indexOf('verify'));
  shop.edit(at, at + 4, 'pign');
  const [problem, ...others] = await shop.problems();
  expect(others).toEqual([]);
  expect(problem).toMatchObject({ code: 'unknown-name', severity: 1, source: 'firebreak' });
  expect(problem?.message).toContain('did you mean "ping"?');
  expect(shop.in(problem?.range as Range)).toBe('pign');

  const actions = await shop.ask<
    { title: string; edit: { changes: Record<string, { range: Range; newText: string }[]> } }[]
  >('codeAction', undefined, { range: problem?.range, context: { diagnostics: [problem] } });
  expect(actions.map(({ title }) => title)).toEqual(['Write ping instead of pign']);
  const [change] = actions[0]?.edit.changes[shop.uri] ?? [];
  expect([shop.in(change?.range as Range), change?.newText]).toEqual(['pign', 'ping']);
  shop.edit(at, at + 4, change?.newText ?? '');
  expect(await shop.problems()).toEqual([]);
});

test('positions are UTF-16 units behind characters of two', async () => {
  const shop = editor.open(file('shop.yaml'), SHOP.replace('Redis answers"', 'Redis ${{ pign.ok }}"'));
  const [problem] = await shop.problems();
  expect(shop.in(problem?.range as Range)).toBe('pign');
});

test('names are completed inside expressions, keys outside of them', async () => {
  const shop = editor.open(file('shop.yaml'), SHOP.replace('goal: ping.ok\nverify', 'goal: ping.\nverify'));
  const fields = await completions(shop, 'goal: ping.');
  expect(fields.find(({ label }) => label === 'ok')?.detail).toBe('boolean');
  const inputs = await completions(shop, 'start: "${{ inputs.');
  expect(inputs.map(({ label }) => label)).toEqual(['box']);
  // A word that is there already is replaced, not doubled.
  expect(shop.in(inputs[0]?.textEdit.range as Range)).toBe('box');
  const keys = await completions(shop, '  - id: ping\n    ');
  expect(keys.map(({ label }) => label)).toEqual(expect.arrayContaining(['timeout', 'if', 'retry']));
});

test('an editor that knows no snippets is given plain text', async () => {
  const plain = await Editor.start([join(ROOT, 'dist/firebreak.js'), 'lsp']);
  const shop = plain.open(file('shop.yaml'), `${SHOP}  \n`);
  const items = await completions(shop, 'verify:\n  - goal: ping.ok\n  ');
  for (const { textEdit } of items) expect(textEdit.newText).not.toMatch(/\$\{?\d/);
  expect(await plain.die()).toBe(0);
});

test('hover, definition, references and the outline', async () => {
  const shop = editor.open(file('shop.yaml'), SHOP);
  const hover = await shop.ask<{ contents: { value: string }; range: Range }>('hover', shop.on('"!ping'));
  expect(hover.contents.value).toContain('Probe: 🔥 Redis answers');
  expect(shop.in(hover.range)).toBe('ping');
  const definition = await shop.ask<{ uri: string; range: Range }>('definition', shop.behind('"!pi'));
  expect([definition.uri, shop.in(definition.range)]).toEqual([shop.uri, 'ping']);
  expect(definition.range.start).toEqual(shop.behind('- id: '));
  const places = await shop.ask<{ uri: string }[]>('references', shop.behind('- id: pi'), {
    context: { includeDeclaration: true },
  });
  expect(places.map(({ uri }) => uri.split('/').at(-1))).toEqual([
    'shop.yaml',
    'shop.yaml',
    'shop.yaml',
    'shop.yaml',
    'shop.test.yaml',
  ]);
  const symbols =
    await shop.ask<{ name: string; children: { name: string; children?: { name: string }[] }[] }[]>('documentSymbol');
  expect(symbols.map(({ name }) => name)).toEqual(['inputs', 'diagnose', 'causes', 'verify']);
  expect(symbols[2]?.children[0]?.children?.map(({ name }) => name)).toEqual(['start']);
});

test('a rename goes through the scenarios, which are not open', async () => {
  const shop = editor.open(file('shop.yaml'), SHOP);
  const position = shop.behind('- id: pi');
  expect(await shop.ask('prepareRename', position)).toMatchObject({ placeholder: 'ping' });
  const { changes } = await shop.ask<{ changes: Record<string, { range: Range }[]> }>('rename', position, {
    newName: 'answers',
  });
  const counts = Object.entries(changes).map(([uri, edits]) => [uri.split('/').at(-1), edits.length]);
  expect(counts).toEqual([
    ['shop.yaml', 4],
    ['shop.test.yaml', 1],
  ]);
  await expect(shop.ask('rename', position, { newName: 'stopped' })).rejects.toThrow('"stopped" is taken already');
});

test('the command of a step stands beside it', async () => {
  const shop = editor.open(file('shop.yaml'), SHOP);
  const lenses = await shop.ask<{ range: Range; command: { title: string } }[]>('codeLens');
  expect(lenses.map(({ command }) => command.title)).toEqual([
    'redis-cli -u redis://localhost PING  ·  read',
    'docker start shop-redis  ·  change',
  ]);
  expect(lenses[1]?.range.start).toEqual(shop.behind('    resolve:\n      - '));
});

test('scenarios are checked against the runbook as it is being written', async () => {
  const shop = editor.open(file('shop.yaml'), SHOP);
  const tests = editor.open(file('shop.test.yaml'), TESTS);
  expect(await tests.problems()).toEqual([]);
  const before = tests.version;
  shop.edit(0, shop.text.length, SHOP.replaceAll('ping', 'pong').replace('PING', 'PING'));
  // The same version of the scenarios is judged anew.
  for (;;) {
    const found = await tests.problems();
    if (found.length > 0) {
      expect(found[0]?.message).toContain('has no probe or step "ping"');
      break;
    }
    await shop.ask('documentSymbol');
  }
  expect(tests.version).toBe(before);
});

test('YAML of others is left alone, and a file that was never saved is served', async () => {
  const compose = editor.open(file('compose.yaml'), 'services:\n  redis: { image: redis }\n');
  expect(await compose.problems()).toEqual([]);
  expect(await compose.ask('completion', compose.at(0))).toBeNull();
  const untitled = editor.open('untitled:Untitled-1', 'firebreak: 1\nid: x\nseverity: urgent\n');
  expect((await untitled.problems()).map(({ code }) => code)).toContain('missing-key');
});

test('what was typed fast is as what was typed slowly, with any line ends', async () => {
  const wanted = readFileSync(join(ROOT, 'runbooks/redis-connectivity-loss.yaml'), 'utf8').slice(0, 12_000);
  for (const end of ['\n', '\r\n']) {
    const text = wanted.replaceAll('\n', end);
    const slow = editor.open(file('slow.yaml'), text);
    const said = await slow.problems();
    const fast = editor.open(file('fast.yaml'), '');
    for (let at = 0; at < text.length; at += 400) fast.edit(at, at, text.slice(at, at + 400));
    const problems = await fast.problems();
    const named = (one: (typeof said)[number]): string =>
      `${one.range.start.line}:${one.range.start.character} ${one.message}`;
    expect(problems.map(named).filter((line) => !line.includes('not the name of the file'))).toEqual(
      said.map(named).filter((line) => !line.includes('not the name of the file')),
    );
  }
});
