// The language server under attack: whatever comes over the pipe or stands in a file, it goes on, writes nothing that is not
// protocol, takes no more than a moment, and leaves files alone. Every failure is an error of the protocol or an empty answer.

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { framed, type Reply, Wire } from '../support/editor/wire.ts';
import { ROOT } from '../support/source-tree.ts';

const SHOP = readFileSync(join(ROOT, 'runbooks/templates/http.yaml'), 'utf8');
/** Processor time of one attack. */
const SECONDS = 2;

let folder: string;
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

const start = (): Wire => new Wire([join(ROOT, 'dist/firebreak.js'), 'lsp', '--stdio'], folder);

/** A server that has shaken hands, and the processor time that this took. */
async function greeted(): Promise<{ readonly wire: Wire; readonly idle: number }> {
  const wire = start();
  wire.hello();
  await wire.reply(({ id }) => id === 0);
  await wire.ask('warm', 'textDocument/hover', at('file:///nowhere.yaml', 0, 0));
  return { wire, idle: wire.cpu() };
}

const uriOf = (name: string): string => pathToFileURL(join(folder, name)).href;
const at = (uri: string, line: number, character: number) => ({ textDocument: { uri }, position: { line, character } });
const opened = (uri: string, text: string, version = 1): object => ({
  method: 'textDocument/didOpen',
  params: { textDocument: { uri, languageId: 'yaml', version, text } },
});
const changed = (uri: string, version: number, ...contentChanges: readonly object[]): object => ({
  method: 'textDocument/didChange',
  params: { textDocument: { uri, version }, contentChanges },
});

/** Asks what is always known, and sees that it goes on as it should. */
async function isWell(wire: Wire, idle: number, allowed: number = SECONDS): Promise<void> {
  const uri = uriOf('well.yaml');
  wire.send(opened(uri, SHOP.replace(/^id: .*/m, 'id: well')));
  const found = await wire.ask('well', 'textDocument/documentSymbol', { textDocument: { uri } });
  expect([wire.stderr, wire.runs]).toEqual(['', true]);
  expect((found?.result as readonly unknown[] | undefined)?.length).toBeGreaterThan(0);
  expect(wire.stray).toBe('');
  expect(wire.cpu() - idle).toBeLessThan(allowed + 1);
}

async function goodBye(wire: Wire): Promise<void> {
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
async function allOf(wire: Wire, uri: string, position: object): Promise<readonly (Reply | undefined)[]> {
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

const YAML = {
  'a text of 5 MB': `firebreak: 1\nid: x\n${'# a comment that goes on and on\n'.repeat(160_000)}`,
  'one line of 5 MB': `firebreak: 1\ntitle: ${'x'.repeat(5_000_000)}`,
  '10,000 levels in brackets': `firebreak: 1\nnotes: ${'['.repeat(10_000)}`,
  '10,000 levels of braces, closed': `firebreak: 1\nnotes: ${'{a: '.repeat(10_000)}1${'}'.repeat(10_000)}`,
  '10,000 levels by indentation': `firebreak: 1\n${Array.from({ length: 600 }, (_, n) => `${' '.repeat(n)}a:`).join('\n')}`,
  '10,000 dashes': `firebreak: 1\nnotes:\n  ${'- '.repeat(10_000)}x`,
  'aliases that become a billion': `firebreak: 1\na: &a [x, x, x, x, x, x, x, x, x]\n${[...'bcdefghi']
    .map((name, n) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghi'[n]}`).join(', ')}]`)
    .join('\n')}`,
  'an alias inside of what it names': 'firebreak: 1\nnotes: &all [*all]\n',
  'merge keys and anchors': 'firebreak: 1\ninputs: &i { a: { default: x } }\ndefaults: { <<: *i }\n',
  'no YAML at all': 'firebreak:\u0007 {{{ ]]] <xml/> %% @@ \n\t\t- : : :',
  'NUL bytes': `firebreak: 1\u0000\nid: \u0000\u0000\n`,
  'lone surrogates': 'firebreak: 1\ntitle: "\ud83d \udd25"\n',
  'a byte order mark, and CR alone': '\ufefffirebreak: 1\rid: x\rtitle: "🔥"\r',
  '3,000 keys': `firebreak: 1\ninputs:\n${Array.from({ length: 3000 }, (_, n) => `  a${n}: { default: x }`).join('\n')}`,
  'an expression of 100,000 brackets': `firebreak: 1\nfacts: { a: "${'('.repeat(100_000)}" }\n`,
  '20,000 holes': `firebreak: 1\nsummary: "${'${{ x }}'.repeat(20_000)}"\n`,
  '2,000 wrong expressions': `firebreak: 1\nfacts:\n${Array.from({ length: 2000 }, (_, n) => `  f${n}: pign${n}.ok and`).join('\n')}`,
  'keys of JavaScript':
    'firebreak: 1\n__proto__: { polluted: 1 }\nconstructor: { prototype: { x: 1 } }\ninputs: { toString: { default: x } }\n',
} as const;

describe('a text', () => {
  test.each(Object.entries(YAML))('%s', async (_name, text) => {
    const { wire, idle } = await greeted();
    const uri = uriOf('attack.yaml');
    wire.send(opened(uri, text));
    const said = await wire.reply(
      ({ method, params }) => method === 'textDocument/publishDiagnostics' && (params as { uri: string }).uri === uri,
    );
    expect(said).toBeDefined();
    const last = text.split('\n').length - 1;
    for (const position of [
      { line: 0, character: 0 },
      { line: 1, character: 8 },
      { line: last, character: 3 },
    ])
      for (const answer of await allOf(wire, uri, position)) expect(answer).toBeDefined();
    // One more key stroke is read anew.
    wire.send(
      changed(uri, 2, { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, text: '#\n' }),
    );
    await isWell(wire, idle);
    await goodBye(wire);
  });
});

describe('bytes', () => {
  const HELLO = { id: 0, method: 'initialize', params: { processId: null, rootUri: null, capabilities: {} } };
  const WELL = framed({ id: 7, method: 'textDocument/hover', params: at('file:///x.yaml', 0, 0) });

  // The server goes on where it can see where the next message begins.
  test.each<[name: string, bytes: string]>([
    ['a body that is no JSON', framed('{"jsonrpc": "2.0", "id": 1, ')],
    ['a body of nothing', framed('')],
    ['a body that is an array', framed('[]')],
    ['a body that is null', framed('null')],
    ['a body that is a number', framed('5')],
    ['a body that is a text', framed('"shutdown"')],
    ['a batch', framed(`[${JSON.stringify({ jsonrpc: '2.0', ...HELLO })}]`)],
    ['a message without a method', framed({ id: 3 })],
    ['an answer to nothing', framed({ id: 99, result: {} })],
    ['an error to nothing', framed({ id: null, error: { code: 1, message: 'x' } })],
    ['a method that is a number', framed({ id: 4, method: 5 })],
    ['a method that nobody knows', framed({ id: 5, method: 'textDocument/explode', params: {} })],
    ['a notification that nobody knows', framed({ method: '$/whatever', params: [] })],
    ['a question without parameters', framed({ id: 6, method: 'textDocument/hover' })],
    ['parameters that are a text', framed({ id: 6, method: 'textDocument/hover', params: 'x' })],
    ['parameters in a list', framed({ id: 6, method: 'textDocument/hover', params: [1, 2] })],
    [
      'a document without a URI',
      framed({ id: 6, method: 'textDocument/hover', params: { position: { line: 0, character: 0 } } }),
    ],
    [
      'a URI that is a number',
      framed({
        id: 6,
        method: 'textDocument/hover',
        params: { textDocument: { uri: 5 }, position: { line: 0, character: 0 } },
      }),
    ],
    [
      'a document that is opened without a text',
      framed({ method: 'textDocument/didOpen', params: { textDocument: { uri: 'file:///a/x.yaml' } } }),
    ],
    [
      'a document that is opened with a number',
      framed({
        method: 'textDocument/didOpen',
        params: { textDocument: { uri: 'file:///a/x.yaml', languageId: 'yaml', version: 1, text: 5 } },
      }),
    ],
    ['a change of a document that is not open', framed(changed('file:///none.yaml', 2, { text: 'x' }))],
    [
      'a change without changes',
      framed({ method: 'textDocument/didChange', params: { textDocument: { uri: 'file:///none.yaml', version: 2 } } }),
    ],
    [
      'the end of a document that is not open',
      framed({ method: 'textDocument/didClose', params: { textDocument: { uri: 'file:///none.yaml' } } }),
    ],
    ['a question that is taken back', framed({ method: '$/cancelRequest', params: { id: 6 } })],
    ['a second handshake', framed(HELLO)],
    ['headers in other letters', WELL.replace('Content-Length', 'content-LENGTH')],
    [
      'a second header',
      WELL.replace('\r\n\r\n', '\r\nContent-Type: application/vscode-jsonrpc; charset=utf-8\r\n\r\n'),
    ],
    [
      'a character set that nobody has',
      WELL.replace('\r\n\r\n', '\r\nContent-Type: application/vscode-jsonrpc; charset=klingon\r\n\r\n'),
    ],
  ])('%s', async (_name, bytes) => {
    const { wire, idle } = await greeted();
    wire.write(bytes);
    await isWell(wire, idle);
    await goodBye(wire);
  });

  // Nothing tells where the next message begins: it ends, as a server does whose editor is gone.
  test.each<[name: string, bytes: string]>([
    ['no header at all', '{"jsonrpc":"2.0","id":1,"method":"shutdown"}\r\n\r\n'],
    ['a header without a length', 'Content-Type: text/plain\r\n\r\n{}'],
    ['a length that is a word', 'Content-Length: many\r\n\r\n{}'],
    ['a length below nothing', 'Content-Length: -5\r\n\r\n{}'],
    ['a length of 1e9', 'Content-Length: 1e9\r\n\r\n{}'],
    ['a length of 100 GB', 'Content-Length: 99999999999\r\n\r\n{}'],
    ['a header that never ends', `X: ${'x'.repeat(3_000_000)}`],
    ['a length that is too short', `Content-Length: 5\r\n\r\n{"jsonrpc":"2.0","id":1,"method":"shutdown"}\r\n\r\n`],
    ['a page of HTTP', 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'],
    ['random bytes', `${'\u0000\u0001\ufffd\r\n'.repeat(1000)}\r\n\r\n`],
  ])('%s', async (_name, bytes) => {
    const { wire, idle } = await greeted();
    wire.write(bytes);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(wire.cpu() - idle).toBeLessThan(SECONDS);
    wire.closeInput();
    const code = await wire.ended();
    expect([0, 1]).toContain(code);
    expect([wire.stray, wire.rest]).toEqual(['', '']);
    expect(wire.stderr).not.toMatch(/\n\s+at /);
  });

  test('a question before the handshake is an error, and so is one after the good-bye', async () => {
    const wire = start();
    const early = await wire.ask(1, 'textDocument/hover', at('file:///x.yaml', 0, 0));
    expect(early?.error?.code).toBe(-32002);
    wire.hello();
    await wire.reply(({ id }) => id === 0);
    await wire.ask(2, 'shutdown');
    const late = await wire.ask(3, 'textDocument/hover', at('file:///x.yaml', 0, 0));
    expect(late?.error?.code).toBe(-32600);
    wire.send({ method: 'exit' });
    expect(await wire.ended()).toBe(0);
  });

  test('an editor that refuses what it said it could do is served all the same', async () => {
    const wire = start();
    wire.hello({ workspace: { didChangeWatchedFiles: { dynamicRegistration: true } } });
    const asked = await wire.reply(({ method }) => method === 'client/registerCapability');
    wire.send({ id: asked?.id, error: { code: -32601, message: 'not here' } });
    await isWell(wire, wire.cpu());
    await goodBye(wire);
  });

  test('an end without a good-bye is exit code 1, as the protocol has it', async () => {
    const { wire } = await greeted();
    wire.send({ method: 'exit' });
    expect(await wire.ended()).toBe(1);
  });
});

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

describe('an editor that is gone', () => {
  test('closes the pipe while much is asked: it ends', async () => {
    const { wire } = await greeted();
    wire.send(opened(uriOf('http.yaml'), SHOP));
    for (let n = 0; n < 200; n++)
      wire.send({ id: n + 10, method: 'textDocument/completion', params: at(uriOf('http.yaml'), 8, 4) });
    wire.closeInput();
    expect(await wire.ended()).toBe(0);
    expect(wire.stray).toBe('');
  });

  test('was a process that has ended: it ends, too', async () => {
    const wire = start();
    wire.send({ id: 0, method: 'initialize', params: { processId: 4_190_000, rootUri: null, capabilities: {} } });
    expect(await wire.ended()).toBe(1);
  }, 30_000);

  test('reads no more, and is written to: it ends', async () => {
    const { wire } = await greeted();
    wire.closeOutput();
    for (let n = 0; n < 50; n++) wire.send(opened(uriOf(`gone${n}.yaml`), SHOP));
    expect(await wire.ended()).not.toBeNull();
    expect(wire.stderr).toBe('');
  });

  test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('says so by %s: it ends without a word', async (name) => {
    const { wire } = await greeted();
    wire.signal(name);
    await wire.ended();
    expect([wire.stray, wire.rest, wire.stderr]).toEqual(['', '', '']);
  });
});
