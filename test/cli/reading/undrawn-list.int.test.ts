// Where the list of open runs cannot be drawn, nothing is gone on with: which run is meant was about to be asked.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { runs } from '../../../src/cli/commands/runs/runs.ts';
import { execute } from '../../../src/cli/execute.ts';
import { readRun } from '../../../src/transcript/reader.ts';
import { leftRun } from '../../support/records/closed-port.ts';

vi.mock('../../../src/ui/mount-runs.ts', () => ({
  mountRuns: ({ failed }: { failed: (error: unknown) => void }) => {
    failed(new Error('no room for it'));
    return { add: () => {}, complete: () => {}, takeBack: () => {}, letGo: () => {}, close: async () => {} };
  },
}));

const home = mkdtempSync(join(tmpdir(), 'fb-undrawn-'));
afterAll(() => rmSync(home, { recursive: true }));

function inTerminal(): void {
  vi.stubEnv('CI', undefined);
  vi.stubEnv('TERM', 'xterm-256color');
  for (const stream of [process.stdin, process.stdout]) Object.defineProperty(stream, 'isTTY', { value: true });
}

test('a bare resume takes up none of several; the list is printed in lines', async () => {
  inTerminal();
  const folders = ['20260302-2101-test-aaaa', '20260302-2102-test-bbbb'].map((id) => leftRun(home, id, 2));
  const [out, err]: [string[], string[]] = [[], []];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => out.push(String(text)) > 0);
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => err.push(String(text)) > 0);

  expect(await execute(['resume', '--home', home])).toBe(1);
  expect(err.join('')).toMatch(/the list of runs cannot be drawn: no room for it[^]*none is gone on with unasked/);
  for (const folder of folders) expect(readRun(folder).events).toHaveLength(2);

  expect(await runs({ home })).toBe(0);
  for (const { id } of folders) expect(out.join('')).toContain(id);
});
