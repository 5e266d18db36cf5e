// `runs prune` asks in a real terminal, after it has said what would go: only `yes` deletes.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { EVENTS, leftRun } from '../../support/records/closed-port.ts';
import { hasTerminal, openTerminal } from '../../support/screen/terminal.ts';

const ID = '20260302-2101-test-aaaa';

test.skipIf(!hasTerminal())('only `yes` deletes', async () => {
  const terminal = await openTerminal();
  try {
    const home = join(terminal.home, 'records');
    leftRun(home, ID, EVENTS.length);
    const there = (): readonly string[] => readdirSync(join(home, 'runs'));
    const command = `firebreak runs prune --keep 0 --home ${home}`;

    for (const answer of ['', 'y', 'no']) {
      await terminal.enter('clear');
      const asked = await terminal.run(command);
      await terminal.shows(new RegExp(`${ID} [^]*Delete 1 record \\(.*\\) for good\\? Type yes:`));
      await terminal.enter(answer);
      expect(await asked.ended()).toBe(0);
      await terminal.shows(/1 run would be deleted, .*; nothing was\./);
      expect(there()).toEqual([ID]);
    }

    await terminal.enter('clear');
    const left = await terminal.run(command);
    await terminal.shows(/Type yes:/);
    await terminal.press('C-c');
    expect(await left.ended()).toBe(130);
    await terminal.shows(/no answer was given; nothing was done/);
    expect(there()).toEqual([ID]);

    const agreed = await terminal.run(command);
    await terminal.shows(/nothing was done[^]*Type yes:/);
    await terminal.enter('yes');
    expect(await agreed.ended()).toBe(0);
    expect(there()).toEqual([]);
  } finally {
    await terminal.close();
  }
});
