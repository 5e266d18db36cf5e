// What a closing terminal, a dropped link and a shutdown do to a change that runs: nothing. And no bytes that a terminal
// sends end the screen.

import { describe, expect, test } from 'vitest';
import { type Ledger, ledger } from '../../support/screen/ledger.ts';
import { hasShell, hasTerminal, openTerminal, SHELLS, type Terminal } from '../../support/screen/terminal.ts';

const PATIENCE = { timeout: 60_000 };

/** Begins the run, and lets its change begin. */
async function toTheChange(terminal: Terminal, lamp: Ledger): Promise<void> {
  await terminal.enter(lamp.command);
  await terminal.asks(/1 +The lamp is out +confirmed/);
  await terminal.press('Enter');
  await terminal.asks(/Light the lamp[^]*a +Approve/);
  await terminal.press('a');
  await expect.poll(() => lamp.count(), PATIENCE).toBe(1);
}

const parked = (lamp: Ledger): boolean => lamp.events().at(-1)?.type === 'run.parked';

describe.skipIf(!hasTerminal())('in a real terminal', () => {
  test.each(Object.keys(SHELLS) as (keyof typeof SHELLS)[])(
    'a terminal that is closed does not cut a change in half: %s',
    async (shell) => {
      if (!hasShell(shell)) return void process.stderr.write(`\nSKIPPED, closing a terminal: there is no ${shell}\n\n`);
      const terminal = await openTerminal({ shell });
      try {
        const lamp = ledger(terminal.home);
        await toTheChange(terminal, lamp);
        await terminal.hangUp();
        await expect.poll(() => lamp.events().some(({ type }) => type === 'stop.requested'), PATIENCE).toBe(true);
        expect(lamp.lines()).toEqual(['begin']);
        lamp.go();
        await expect.poll(() => parked(lamp), PATIENCE).toBe(true);
        expect(lamp.lines()).toEqual(['begin', 'end']);
        expect(lamp.events().filter(({ type }) => type === 'stop.requested')).toMatchObject([
          { data: { how: 'after_step' } },
        ]);
        expect(lamp.events().findLast(({ type }) => type === 'step.finished')).toMatchObject({
          data: { exec: 'out/light#1', outcome: { status: 'succeeded' } },
        });
        const resumed = await terminal.run('firebreak resume');
        expect(await resumed.ended()).toBe(0);
        expect(lamp.count()).toBe(1);
        expect(lamp.recorded()).toBe(1);
      } finally {
        await terminal.close();
      }
    },
  );

  test('nothing that a terminal sends ends the screen, and the question is still answered', async () => {
    const terminal = await openTerminal();
    try {
      const lamp = ledger(terminal.home);
      const run = await terminal.run(lamp.command);
      await terminal.asks(/Which cause do you want to work on\?/);
      for (const bytes of [
        '\x1b[0n',
        '\x1b[0m',
        '\x1b[5n',
        '\x1b[200~echo \x1b[31mred\x1b[0m\x1b[201~',
        '\x1b]11;rgb:0000/0000/0000\x07',
        '\x1b[<0;3;3M',
        '\x9b0n',
        '\xff\xfe\x00\x1c',
        '\x1b[',
      ])
        await terminal.send(bytes);
      await terminal.asks(/Which cause do you want to work on\?/);
      await terminal.press('Enter');
      await terminal.asks(/a +Approve/);
      await terminal.press('q');
      expect(await run.ended()).toBe(12);
      expect(lamp.recorded()).toBe(0);
    } finally {
      await terminal.close();
    }
  });
});
