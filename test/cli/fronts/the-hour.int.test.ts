// An hour of an on-call engineer: ended, edited, killed, taken up by another. Counted in the record, in the report and
// in what the commands themselves wrote down, it is the same number of executions.

import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Ledger, ledger } from '../../support/screen/ledger.ts';
import { hasTerminal, openTerminal, type Terminal } from '../../support/screen/terminal.ts';

const PATIENCE = { timeout: 60_000 };

async function began(lamp: Ledger, count: number): Promise<void> {
  await expect.poll(() => lamp.count(), PATIENCE).toBe(count);
}

describe.skipIf(!hasTerminal())('in a real terminal', () => {
  test('what ran is counted alike everywhere, whatever became of it', async () => {
    const terminal = await openTerminal();
    try {
      const lamp = ledger(terminal.home);
      await endedByHand(terminal, lamp);
      await editedAndKilled(terminal, lamp);
      const resumed = await terminal.run('firebreak resume --as ana');
      expect(await resumed.ended()).toBe(0);
      expect(lamp.lines()).toEqual(['begin', 'begin edited', 'end']);
      expect(lamp.recorded()).toBe(2);
      const report = await terminal.run(`firebreak report ${lamp.id()} --format json --out report.json`);
      expect(await report.ended()).toBe(0);
      expect(lamp.reported(join(terminal.home, 'report.json'))).toBe(2);
      expect(lamp.events().flatMap((event) => (event.type === 'run.resumed' ? [event.actor.name] : []))).toEqual([
        'ben',
        'ana',
      ]);
    } finally {
      await terminal.close();
    }
  });
});

describe.skipIf(!hasTerminal())('a run that is left', () => {
  test('is closed from outside, and nobody goes on with it', async () => {
    const terminal = await openTerminal();
    try {
      const lamp = ledger(terminal.home);
      const run = await terminal.run(lamp.command);
      await terminal.asks(/Which cause do you want to work on\?/);
      await terminal.press('q');
      expect(await run.ended()).toBe(12);
      const closed = await terminal.run(`firebreak close ${lamp.id()} --reason 'a drill' --as ana`);
      expect(await closed.ended()).toBe(0);
      expect(lamp.events().slice(-3)).toMatchObject([
        { type: 'close.requested', actor: { kind: 'human', name: 'ana' }, data: { reason: 'a drill' } },
        { type: 'run.finished', data: { outcome: 'closed', by: 'person' } },
        { type: 'run.sealed' },
      ]);
      for (const [line, code] of [
        ['firebreak resume', 2],
        [`firebreak audit ${lamp.id()}`, 0],
        [`firebreak replay ${lamp.id()}`, 0],
        [`firebreak close ${lamp.id()} --reason again`, 2],
      ] as const)
        expect([line, await (await terminal.run(line)).ended()]).toEqual([line, code]);
      expect(lamp.count()).toBe(0);
    } finally {
      await terminal.close();
    }
  });
});

/** Approved, begun, and ended by ^C twice. */
async function endedByHand(terminal: Terminal, lamp: Ledger): Promise<void> {
  const run = await terminal.run(lamp.command);
  await terminal.asks(/1 +The lamp is out +confirmed/);
  await terminal.press('Enter');
  await terminal.asks(/Light the lamp[^]*a +Approve/);
  await terminal.press('a');
  await began(lamp, 1);
  await terminal.press('C-c');
  await terminal.shows(/Stop\?/);
  await terminal.press('C-c');
  expect(await run.ended()).toBe(12);
}

/** What was ended is not begun again by itself; tried again it is edited, and then Firebreak is killed. */
async function editedAndKilled(terminal: Terminal, lamp: Ledger): Promise<void> {
  await terminal.enter('firebreak resume --as ben');
  await terminal.asks(/In doubt[^]*a +Try again/);
  expect(lamp.count()).toBe(1);
  await terminal.press('a');
  await terminal.asks(/Light the lamp[^]*e +Edit/);
  await terminal.press('e');
  // What would run stands in the editor, and a bad edit stays there too: what is typed next answers nothing.
  await terminal.shows(/Edit the command[^]*echo begin >> ledger; while/);
  await terminal.type(' ${{');
  await terminal.press('Enter');
  await terminal.shows(/It cannot be used: /);
  await terminal.press('a');
  await terminal.shows(/\$\{\{a/);
  await terminal.press('C-u');
  await terminal.enter(
    'echo begin edited >> ledger; while [ ! -e go ]; do sleep 0.05; done; touch lit; echo end >> ledger',
  );
  await terminal.asks(/Light the lamp[^]*begin edited[^]*a +Approve/);
  await terminal.press('a');
  await began(lamp, 2);
  process.kill(lamp.engine(), 'SIGKILL');
  await terminal.shows(/Killed/);
  lamp.go();
  await expect.poll(() => lamp.lines().includes('end'), PATIENCE).toBe(true);
}
