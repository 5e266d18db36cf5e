// The list of runs as a person meets it, in a real terminal: a run is found, shown, and gone on with from there.

import { test as plainTest } from 'vitest';
import { type StuckSpool, stuckSpool } from '../../support/screen/stuck-spool.ts';
import { hasTerminal, openTerminal, type Terminal } from '../../support/screen/terminal.ts';

const test = plainTest.extend<{ terminal: Terminal; spool: StuckSpool }>({
  terminal: async ({ task: _ }, use) => {
    const terminal = await openTerminal();
    await use(terminal);
    await terminal.close();
  },
  spool: async ({ terminal }, use) => use(stuckSpool(terminal.home)),
});

test.skipIf(!hasTerminal())(
  'a run is found in the list, read, and gone on with',
  async ({ terminal, spool, expect }) => {
    // Given a run that was stopped at its first question.
    const begun = await terminal.run(spool.command);
    await terminal.asks(/Which cause do you want to work on\?[^]*q +Stop/);
    await terminal.press('q');
    expect(await begun.ended()).toBe(12);

    const list = await terminal.run('PAGER="cat; read line </dev/tty; echo left;" firebreak runs');
    await terminal.shows(/Runs .*1 of 1 [^]*stopped .*[^]*stuck-spool/);
    await terminal.press('s');
    await terminal.shows(/^head \d+ [0-9a-f]+/m);
    await terminal.press('Enter');
    await terminal.shows(/^left\n.* Runs .*1 of 1 [^]*Enter show/m);
    // What no run has in its row leaves none; Esc brings them back.
    await terminal.press('/');
    await terminal.enter('no such run');
    await terminal.shows(/Runs .*0 of/);
    await terminal.press('Escape');
    await terminal.asks(/Runs .*1 of 1 /);
    await terminal.press('r');
    await terminal.asks(/Which cause do you want to work on\?[^]*q +Stop/);
    await terminal.press('q');
    expect(await list.ended()).toBe(12);

    const left = await terminal.run('firebreak runs');
    await terminal.shows(/Runs .*1 of 1 /);
    await terminal.press('q');
    expect(await left.ended()).toBe(0);
    const table = await terminal.run('firebreak runs --plain');
    expect(await table.ended()).toBe(0);
    await terminal.shows(/stuck-spool-\w{4} +stopped/);
  },
);
