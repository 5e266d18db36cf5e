// The language server under attack: whatever comes over the pipe, it writes nothing that is not protocol. Every failure
// is an error of the protocol or an empty answer.

import { describe, expect, test } from 'vitest';
import { at, changed, goodBye, greeted, isWell, SECONDS, start, underAttack } from '../../support/editor/attack.ts';
import { framed } from '../../support/editor/wire.ts';

underAttack();

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
