// The language server under attack: positions, names and documents that are none. Nothing is written, and nothing is
// left without an answer.

import { describe, expect, test } from 'vitest';
import {
  allOf,
  at,
  changed,
  goodBye,
  greeted,
  isWell,
  opened,
  SHOP,
  underAttack,
  uriOf,
} from '../../support/editor/attack.ts';

underAttack();

describe('a position', () => {
  const TEXT = SHOP.replace(/^title: .*/m, 'title: "🔥🔥 ${{ inputs.x }}"');

  test.each<[name: string, position: object]>([
    ['before the text', { line: -1, character: -1 }],
    ['far behind it', { line: 4_000_000_000, character: 4_000_000_000 }],
    ['behind the end of a line', { line: 2, character: 9999 }],
    [
      'between the halves of a character',
      { line: TEXT.split('\n').findIndex((one) => one.includes('🔥')), character: 9 },
    ],
    ['in fractions', { line: 1.5, character: 0.5 }],
    ['that is none', { line: null, character: 'x' }],
    ['that is empty', {}],
  ])('%s', async (_name, position) => {
    const { wire, idle } = await greeted();
    const uri = uriOf('http.yaml');
    wire.send(opened(uri, TEXT));
    for (const answer of await allOf(wire, uri, position)) expect(answer).toBeDefined();
    // Nothing is changed by whatever is asked.
    wire.send(changed(uri, 2, { range: { start: position, end: position }, text: '' }));
    await isWell(wire, idle);
    await goodBye(wire);
  });

  test('changes out of order, turned round, and beyond the end leave a text that can be asked about', async () => {
    const { wire, idle } = await greeted();
    const uri = uriOf('http.yaml');
    wire.send(opened(uri, TEXT));
    const range = (a: number, b: number) => ({ start: { line: a, character: 3 }, end: { line: b, character: 1 } });
    wire.send(changed(uri, 9, { range: range(9, 2), text: '\ud83d' }));
    wire.send(
      changed(uri, 3, { range: range(0, 99_999), text: 'firebreak: 1\n' }, { range: range(-4, -9), text: '\ufeff' }),
    );
    wire.send(changed(uri, 3, { text: TEXT }, { range: { start: 5, end: 'x' }, text: 'y' }));
    wire.send(changed(uri, -1, { text: null }));
    wire.send(changed(uri, 12, { text: TEXT }));
    for (const answer of await allOf(wire, uri, { line: 3, character: 3 })) expect(answer).toBeDefined();
    await isWell(wire, idle);
    await goodBye(wire);
  });
});

describe('a document', () => {
  test.each([
    'untitled:Untitled-1',
    'http://example.com/runbooks/x.yaml',
    'file:///C:/runbooks/x.yaml',
    'file:///c%3A/runbooks/x.yaml',
    'file://server/share/runbooks/x.yaml',
    'file:///a%20b/runbooks/%F0%9F%94%A5.yaml',
    'file:///bad%zz/x.yaml',
    'file:///a%2Fb%00c.yaml',
    'file:',
    'file:///',
    '',
    'x',
    'git:/w/x.yaml?ref=1',
    `file:///${'a/'.repeat(5000)}x.yaml`,
    'file:///dev/zero',
    'file:///proc/self/mem',
    'file:///runbooks/..%2f..%2fetc/passwd',
    'vscode-notebook-cell:/x.yaml#1',
    '__proto__',
    'constructor',
  ])('%s is served as any other', async (uri) => {
    const { wire, idle } = await greeted();
    wire.send(opened(uri, SHOP));
    for (const answer of await allOf(wire, uri, { line: 8, character: 6 })) expect(answer).toBeDefined();
    wire.send({ method: 'textDocument/didClose', params: { textDocument: { uri } } });
    await isWell(wire, idle);
    await goodBye(wire);
  });

  test('that is open twice, is closed while it is read, and is asked about after it', async () => {
    const { wire, idle } = await greeted();
    const uri = uriOf('http.yaml');
    wire.send(opened(uri, SHOP));
    wire.send(opened(uri, 'firebreak: 1\n', 1));
    wire.send(opened(uri.replace('http.yaml', 'h%74tp.yaml'), SHOP));
    const asked = allOf(wire, uri, { line: 8, character: 6 });
    wire.send(changed(uri, 2, { text: SHOP }));
    wire.send({ method: 'textDocument/didClose', params: { textDocument: { uri } } });
    for (const answer of await asked) expect(answer).toBeDefined();
    for (const answer of await allOf(wire, uri, { line: 8, character: 7 }))
      expect([null, []]).toContainEqual(answer?.result ?? null);
    await isWell(wire, idle);
    await goodBye(wire);
  });

  test.each([
    '',
    'Has Blanks',
    '1st',
    'true',
    'in',
    'cause',
    'inputs',
    '__proto__',
    'x'.repeat(101),
    '🔥',
    'a\nb',
    null,
    5,
  ])('is renamed to %j only where that is a name', async (newName) => {
    const { wire, idle } = await greeted();
    const uri = uriOf('http.yaml');
    wire.send(opened(uri, SHOP));
    const line = SHOP.split('\n').findIndex((one) => /^ +- id: /.test(one));
    const answer = await wire.ask(1, 'textDocument/rename', { ...at(uri, line, 11), newName });
    expect(answer?.error?.message).toMatch(/^\S.*[^.]$/);
    expect(answer?.error?.message.length).toBeLessThan(300);
    await isWell(wire, idle);
    await goodBye(wire);
  });
});
