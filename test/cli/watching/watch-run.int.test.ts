// A run that two people look at, each in a real terminal: one leads it, the other follows, leaves a note and answers under
// a name of her own. The first answer counts, whoever comes later is told, and what destroys is typed out in both.

import { existsSync, readdirSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { call } from '../../../src/cli/watching/call.ts';
import type { RunEvent } from '../../../src/model/event.ts';
import { readRun } from '../../../src/transcript/reader.ts';
import { type RunFolder, runFolder } from '../../../src/transcript/store.ts';
import { yes } from '../../support/program/open-door.ts';
import { stuckSpool } from '../../support/screen/stuck-spool.ts';
import { hasTerminal, openTerminal } from '../../support/screen/terminal.ts';

const eventsOf = (folder: RunFolder): readonly RunEvent[] => readRun(folder).events;

const askedLast = (folder: RunFolder): string => {
  const asked = eventsOf(folder).flatMap((event) => (event.type === 'question.asked' ? [event.data.id] : []));
  return asked.at(-1) ?? '';
};

describe.skipIf(!hasTerminal())('in two real terminals', () => {
  test('one leads, the other answers and leaves a note; both see it, and the record says who it was', async () => {
    const [first, second] = await Promise.all([openTerminal(), openTerminal({ columns: 100, rows: 30 })]);
    const spool = stuckSpool(first.home);
    const home = join(first.home, '.local/state/firebreak');

    const led = await first.run(`${spool.command} --as ana`);
    await first.asks(/1 +A job is jammed +confirmed/);
    const [id = ''] = readdirSync(join(home, 'runs'));
    const folder = runFolder(join(home, 'runs', id));
    const watched = await second.run(`firebreak watch ${id.slice(-4)} --home ${home} --as bob`);
    await second.asks(/1 +A job is jammed +confirmed[^]*watching/);

    // A note, and an answer: both are on the other screen, and in the record, under the name of the person.
    await second.press('n');
    await second.shows(/Note for the record/);
    await second.enter('the wheel squeaks');
    await first.shows(/bob[^\n]*the wheel squeaks/);
    await second.asks(/1 +A job is jammed/);
    await second.press('Enter');
    await first.asks(/Hang up a sign[^]*a +Approve/);
    await second.asks(/Hang up a sign[^]*a +Approve/);
    await second.press('a');
    // The next question may have moved it off the screen.
    await first.tells((lines) => lines.some((line) => /› bob \(watching\) approved +Hang up a sign/.test(line)));

    // The first answer counts: one that comes later is told so, and what was being typed is not used.
    await Promise.all([first, second].map((one) => one.asks(/Turn the wheel[^]*a +Approve/)));
    const turning = askedLast(folder);
    await second.press('s');
    await second.shows(/Why is it left out\?/);
    await second.type('bob says no');
    await first.press('s');
    await first.shows(/Why is it left out\?/);
    await first.enter('it squeaks');
    await second.shows(/What you typed was not used/);
    expect(await call(folder, yes('bob', turning))).toEqual({ taken: false, why: 'ana answered first' });
    await second.press('Escape');

    // What destroys is typed out by whoever lets it run, whichever way the answer comes.
    await second.asks(/Throw all jobs away[^]*a +Approve/);
    const host = hostname();
    expect(await call(folder, yes('eve', askedLast(folder)))).toEqual({
      taken: false,
      why: `to run it, ${host} has to be typed`,
    });
    expect(existsSync(join(spool.folder, 'jam'))).toBe(true);
    await second.press('a');
    await second.shows(/To run it, type \S+/);
    await second.enter(host);
    expect([await led.ended(), await watched.ended()]).toEqual([0, 0]);
    expect(existsSync(join(spool.folder, 'jam'))).toBe(false);
    for (const one of [first, second]) {
      const all = (await one.everything()).join('\n');
      expect(all).toMatch(/› ana skipped +Turn the wheel: it squeaks/);
      expect(all).toMatch(/› bob \(watching\) approved +Throw all jobs away/);
      expect(all).toMatch(/✓ Resolved in/);
    }
    const given = eventsOf(folder).flatMap((event) =>
      event.type === 'answer.given' ? [[event.actor.name, event.data.choice, event.data.via]] : [],
    );
    expect(given).toEqual([
      ['bob', 'cause', 'watch'],
      ['bob', 'run', 'watch'],
      ['ana', 'skip', undefined],
      ['bob', 'run', 'watch'],
    ]);
    await Promise.all([first.close(), second.close()]);
  });

  test('who watches leaves by ^C, or with a terminal that closes, and the run goes on', async () => {
    const [first, second] = await Promise.all([openTerminal(), openTerminal()]);
    const spool = stuckSpool(first.home);
    const home = join(first.home, '.local/state/firebreak');
    const led = await first.run(`${spool.command} --as ana`);
    await first.asks(/1 +A job is jammed +confirmed/);
    const watch = `firebreak watch $(ls ${home}/runs) --home ${home} --as bob`;
    const left = await second.run(watch);
    await second.asks(/1 +A job is jammed/);
    await second.press('C-c');
    expect(await left.ended()).toBe(0);
    expect(await second.screen()).toMatch(/The run goes on; firebreak watch/);
    await second.run(`clear; ${watch} --plain`);
    await second.shows(/answer 1 to \d+:/);
    await second.hangUp();
    await first.press('q');
    expect(await led.ended()).toBe(12);
    await Promise.all([first.close(), second.close()]);
  });
});
