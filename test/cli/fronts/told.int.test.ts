// What a person who is paged at night reads of a killed Redis that nobody attends to: at most 25 lines, kept as they are
// in a file. Read them aloud before you change it.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { firebreak } from '../../support/program/cli.ts';

const KEPT = new URL('../../fixtures/told/killed.txt', import.meta.url);

test('a killed Redis is told in 25 lines', async () => {
  const home = mkdtempSync(join(tmpdir(), 'firebreak-told-'));
  try {
    const { code, stdout } = await firebreak(['demo', '--fault', 'killed', '--plain', '--home', home]);
    expect(code).toBe(0);
    const lines = stdout.split('\n').map(withoutChance);
    expect(lines.length).toBeLessThanOrEqual(25);
    expect(lines).toEqual(readFileSync(KEPT, 'utf8').trimEnd().split('\n'));
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
});

// Times, ports, names of the machine and of the run, and how many probes and causes the runbook has today.
function withoutChance(line: string): string {
  return line
    .replace(/^\d\d:\d\d:\d\dZ /, '')
    .replace(/\d{8}-\d{4}-redis-connectivity-loss-\w{4}/, '<run>')
    .replace(/127\.0\.0\.1:\d+/g, '127.0.0.1:<port>')
    .replace(/^(target +host ).*/, '$1<host>')
    .replace(/^(command +).*\/redisctl\S* \S+ /, '$1<redisctl> ')
    .replace(/Looking at \d+ probes/, 'Looking at <n> probes')
    .replace(/the other \d+/, 'the other <n>')
    .replace(/Resolved in \d+s/, 'Resolved in <time>')
    .replace(/^(seen +).*/, '$1<counts>')
    .replace(/^(record +).*\/runs\//, '$1<home>/runs/')
    .replace(/ --home \S+/, ' --home <home>')
    .replace(/^(head +)[0-9a-f]{64}$/, '$1<hash>');
}
