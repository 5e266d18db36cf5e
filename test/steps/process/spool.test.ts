// How far a shimmed command has come, by its spool: a line counts once it is whole, and whoever comes first decides whether
// the command runs at all.

import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { ageOf, bootId, identify } from '../../../src/steps/process/identity.ts';
import { adoptShimmed } from '../../../src/steps/process/shim.ts';
import { forbidStart, makeSpool, readStatus, spoolFile } from '../../../src/steps/process/spool.ts';
import { watchedSurroundings } from '../../support/steps/surroundings.ts';

const made: string[] = [];
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function spoolWith(status: string | null): string {
  const spool = mkdtempSync(join(tmpdir(), 'firebreak-spool-'));
  made.push(spool);
  makeSpool(spool);
  if (status !== null) writeFileSync(spoolFile(spool, 'status'), status);
  return spool;
}

const STAT = '77 (sleep) S 1 77 77 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 4242 0 0';

// Rule: shim.status
describe('a status', () => {
  test.each<[string, string | null, object]>([
    ['that is not there', null, { kind: 'none' }],
    ['without its first line yet', '', { kind: 'began', pid: 0, start: '' }],
    ['whose first line is half written', 'began 7', { kind: 'began', pid: 0, start: '' }],
    ['with its first line', `began 77 ${STAT}\n`, { kind: 'began', pid: 77, start: '4242' }],
    ['whose end is half written', `began 77 ${STAT}\nended 1`, { kind: 'began', pid: 77, start: '4242' }],
    ['with its end', `began 77 ${STAT}\nended 17\n`, { kind: 'ended', code: 17 }],
    ['of a program that could not be started', `began 77 ${STAT}\nrefused\n`, { kind: 'refused' }],
    ['whose refusal is half written', `began 77 ${STAT}\nrefused`, { kind: 'began', pid: 77 }],
    ['that forbids', 'forbidden\n', { kind: 'forbidden' }],
    ['whose second line is none of these', `began 77 ${STAT}\nended x\n`, { kind: 'began', pid: 77 }],
  ])('%s', (_, status, is) => {
    expect(readStatus(spoolWith(status))).toMatchObject(is);
  });

  // Rule: shim.forbidden
  test('is forbidden once, and not where the command has begun', () => {
    const fresh = spoolWith(null);
    expect(forbidStart(fresh)).toBe(true);
    expect(forbidStart(fresh)).toBe(true);
    expect(readFileSync(spoolFile(fresh, 'status'), 'utf8')).toBe('forbidden\n');
    expect(forbidStart(spoolWith(`began 77 ${STAT}\n`))).toBe(false);
    expect(forbidStart(spoolWith(''))).toBe(false);
  });
});

describe('a command that is taken up', () => {
  const spawnedIn = (spool: string, pid: number) => ({ ...identify(pid), pgid: pid, spool });

  // Rule: shim.adopted
  test('has the time left that it had by its own age', async () => {
    const child = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
    const pid = child.pid ?? 0;
    const exited = new Promise((resolve) => child.once('exit', resolve));
    try {
      const { process_start } = identify(pid);
      await expect.poll(() => ageOf(process_start) ?? 0, { timeout: 20_000, interval: 5 }).toBeGreaterThan(100);
      const spool = spoolWith(`began ${pid} ${readFileSync(`/proc/${pid}/stat`, 'utf8')}`);
      const surroundings = watchedSurroundings({ spool });
      const timers = vi.spyOn(globalThis, 'setTimeout');
      const least = ageOf(process_start) ?? 0;
      const taken = adoptShimmed(spawnedIn(spool, pid), 600_000, surroundings);
      const most = ageOf(process_start) ?? 0;
      const left = timers.mock.calls.map(([, ms]) => ms ?? 0).filter((ms) => ms > 300_000);
      timers.mockRestore();
      expect(left).toHaveLength(1);
      expect(left[0]).toBeLessThanOrEqual(600_000 - least);
      expect(left[0]).toBeGreaterThanOrEqual(600_000 - most);
      surroundings.cancel('ana');
      expect((await taken)?.ending).toEqual({ kind: 'cancelled', by: 'ana' });
    } finally {
      child.kill('SIGKILL');
      await exited;
    }
  });

  test('that began before this boot cannot be known, nor one whose folder is gone', () => {
    const spool = spoolWith(`began ${process.pid} ${STAT}\n`);
    const other = { pid: process.pid, process_start: '1', boot_id: `not ${bootId()}`, pgid: process.pid, spool };
    expect(adoptShimmed(other, 1000, watchedSurroundings({ spool }))).toBeNull();
    const gone = { ...other, spool: join(spool, 'gone') };
    expect(adoptShimmed(gone, 1000, watchedSurroundings({ spool }))).toBeNull();
  });
});
