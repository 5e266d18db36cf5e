// The language server under attack: an editor that is gone, in whatever way. It ends, and says nothing.

import { describe, expect, test } from 'vitest';
import { at, greeted, opened, SHOP, start, underAttack, uriOf } from '../../support/editor/attack.ts';

underAttack();

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
