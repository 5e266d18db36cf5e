// Who belongs to a fleet is who has its key: what another key signed, what was signed for another run or about something else, and
// what was changed since counts for nothing; what a store gives back in another order of keys does.

import { expect, test } from 'vitest';
import type { Order } from '../../src/fleet/ports.ts';
import { type Signer, signerFrom, signerOf } from '../../src/fleet/signing.ts';

const ORDER: Order = {
  job: {
    do: 'start',
    run: 'r1',
    runbook: 'printer-jam',
    inputs: { folder: '/srv', floors: [3, 4] },
    alert: null,
    key: null,
    approve: 'read',
    by: { kind: 'alert', name: 'alertmanager' },
  },
  runbook_sha256: 'a'.repeat(64),
  where: 'db',
};
const HEAD = { seq: 7, hash: 'b'.repeat(64) };

function of(key: string): Signer {
  const made = signerOf(key);
  if (!made.ok) throw new Error(made.error);
  return made.value;
}

const ours = of('k'.repeat(32));

test('what was signed is known again, whatever order a store gives the keys back in', () => {
  const turned = { where: 'db', runbook_sha256: ORDER.runbook_sha256, job: { ...ORDER.job } } as Order;
  expect(ours.isOrder('r1', turned, ours.order('r1', ORDER))).toBe(true);
  expect(ours.isHead('r1', HEAD, ours.head('r1', HEAD))).toBe(true);
  expect(ours.isMessage('r1', 'a note', ours.message('r1', 'a note'))).toBe(true);
});

test('another key, another run, another content and another purpose are refused', () => {
  const other = of('o'.repeat(32));
  const signature = ours.order('r1', ORDER);
  expect(other.isOrder('r1', ORDER, signature)).toBe(false);
  expect(ours.isOrder('r2', ORDER, signature)).toBe(false);
  expect(ours.isOrder('r1', { ...ORDER, where: 'eu' }, signature)).toBe(false);
  expect(ours.isOrder('r1', { ...ORDER, job: { ...ORDER.job, approve: 'destroy' } }, signature)).toBe(false);
  expect(ours.isHead('r1', { ...HEAD, seq: 8 }, ours.head('r1', HEAD))).toBe(false);
  expect(ours.isHead('r1', HEAD, ours.message('r1', `${HEAD.seq} ${HEAD.hash}`))).toBe(false);
  for (const wrong of ['', 'x', signature.slice(1), signature.toUpperCase(), `${signature}0`])
    expect(ours.isOrder('r1', ORDER, wrong)).toBe(false);
});

test('a key that can be guessed, or is not there, is told without a part of it', () => {
  const short = signerOf('tiny-secret');
  expect(short.ok ? '' : short.error).toContain('fewer than 32 characters');
  expect(short.ok ? '' : short.error).not.toContain('tiny');
  expect(signerFrom({})).toMatchObject({ ok: false });
  expect(signerFrom({ FIREBREAK_FLEET_KEY: 'k'.repeat(32) })).toMatchObject({ ok: true });
  const gone = signerFrom({ FIREBREAK_FLEET_KEY_FILE: '/nowhere/key' });
  expect(gone.ok ? '' : gone.error).toContain('FIREBREAK_FLEET_KEY_FILE cannot be read');
});
