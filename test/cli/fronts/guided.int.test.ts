// The guided run as a person lives through it: the built program in a real terminal of 80 by 24, keys pressed one at a
// time, and afterwards a shell that is as it was.

import { existsSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, type ExpectStatic, test as plainTest } from 'vitest';
import { isAlive } from '../../support/program/processes.ts';
import { type StuckSpool, stuckSpool } from '../../support/screen/stuck-spool.ts';
import { hasTerminal, openTerminal, type Terminal } from '../../support/screen/terminal.ts';

const PATIENCE = { timeout: 60_000 };
const HAS_PROC = existsSync('/proc/self');
const HISTORY = Array.from({ length: 60 }, (_, n) => `history ${n + 1}`);

const test = plainTest.extend<{ terminal: Terminal; spool: StuckSpool }>({
  terminal: async ({ task: _ }, use) => {
    const terminal = await openTerminal();
    await (await terminal.run("seq -f 'history %g' 1 60; stty -g > before")).ended();
    await use(terminal);
    await terminal.close();
  },
  spool: async ({ terminal }, use) => use(stuckSpool(terminal.home)),
});

describe.skipIf(!hasTerminal())('in a real terminal', { concurrent: true }, () => {
  test('the demo is led to resolved, and nothing of it is left', async ({ terminal, expect }) => {
    const demo = await terminal.run('firebreak demo');
    await terminal.shows(/^1 to \d+/m);
    const menu = (await terminal.everything()).join('\n');
    expect(menu).toMatch(/^ +1 +Redis was killed$/m);
    await terminal.enter('1');

    const causes = await terminal.asks(/Which cause do you want to work on\?/);
    expect(causes).toMatch(/1 +The Redis server is down +confirmed/);
    expect(causes).toMatch(/Nothing answers at the address of Redis \(ECONNREFUSED\)/);
    await terminal.press('Enter');

    const proposal = await terminal.asks(/a +Approve/);
    expect(proposal).toMatch(/^ Start Redis +step 1 of 2$/m);
    expect(proposal).toMatch(/^ Risk +CHANGE/m);
    expect(proposal).toMatch(/^ Target +host \S+, as \S+/m);
    expect(proposal).toMatch(/^ Risk +CHANGE +can only be undone by hand$[^]*^ Undo +none in this runbook/m);
    expect(proposal).toMatch(
      /^ Why +The Redis server is down \(confirmed\)\n +Nothing answers at the address of Redis/m,
    );
    const command = /^ {4}(\S.*redisctl\.process\.js[\s\S]*?\bstart)$/m.exec(proposal)?.[1]?.replaceAll(/\\?\s+/g, ' ');
    expect(command).toContain(`${terminal.tmp}/`);
    expect((await startedBy(terminal)).length > 0).toBe(HAS_PROC);

    await terminal.press('w');
    await terminal.shows(/what was seen/);
    expect(await terminal.screen()).not.toMatch(/not_reached/);
    await terminal.press('e');
    await terminal.shows(/what was seen[^]*true: not_reached \(ping\.error\.kind refused\)[^]*true: process_stopped/);
    await terminal.press('Escape');
    await terminal.asks(/a +Approve/);
    await terminal.press('a');

    expect(await demo.ended()).toBe(0);
    const all = await terminal.everything();
    expect(all.join('\n')).toMatch(/› \S+ approved +Start Redis +CHANGE/);
    expect(all.filter((line) => line.includes('✓ Resolved in'))).toHaveLength(1);
    expect(all).toContain('  Cause       The Redis server is down');
    expect(all).toContain('  Done        Start Redis');
    expect(all).toContain('The sandbox is gone.');
    expect(await terminal.screen()).toMatch(/✓ Resolved in/);
    await nothingIsLeft(terminal, expect);
    await recordHolds(terminal, expect);
    await shellIsAsItWas(terminal, expect);
  });

  test('the demo is stopped at the approval, and nothing of it is left', async ({ terminal, expect }) => {
    const demo = await terminal.run('firebreak demo --fault killed');
    await terminal.asks(/Which cause do you want to work on\?/);
    await terminal.press('Enter');
    await terminal.asks(/Start Redis[^]*q +Stop/);
    await terminal.press('q');
    expect(await demo.ended()).toBe(10);
    expect(await terminal.screen()).toMatch(/› \S+ stops here +Start Redis/);
    expect(await terminal.screen()).not.toMatch(/a +Approve/);
    await nothingIsLeft(terminal, expect);
    await recordHolds(terminal, expect);
    await shellIsAsItWas(terminal, expect);
  });

  test('SIGTERM while the screen asks gives the terminal back, and the run asks again when it is resumed', async ({
    terminal,
    spool,
    expect,
  }) => {
    const run = await terminal.run(`sh -c 'echo $$ > pid; exec ${spool.command}'`);
    await terminal.asks(/1 +A job is jammed +confirmed/);
    await terminal.press('Enter');
    await terminal.asks(/Hang up a sign[\s\S]*a +Approve/);
    process.kill(Number(readFileSync(join(terminal.home, 'pid'), 'utf8')), 'SIGTERM');
    expect(await run.ended()).toBe(143);
    expect(await terminal.screen()).toMatch(/firebreak resume \S+-stuck-spool-/);
    expect(await terminal.screen()).not.toMatch(/a +Approve/);
    expect(existsSync(join(spool.folder, 'sign'))).toBe(false);
    await shellIsAsItWas(terminal, expect);
    const resumed = await terminal.run('firebreak resume');
    await terminal.asks(/Hang up a sign[\s\S]*a +Approve/);
    await terminal.press('q');
    expect(await resumed.ended()).toBe(12);
    await recordHolds(terminal, expect);
  });

  test('a window that is too small is told so, and the run asks in plain lines there', async ({ expect }) => {
    const small = await openTerminal({ columns: 39, rows: 11 });
    try {
      const run = await small.run(stuckSpool(small.home).command);
      await small.tells((lines) =>
        lines.some((line) => line.includes('The window has 39 columns and 11 rows; the guided screen needs 40 and 12')),
      );
      await choose(small, 'Stop', /answer +\S+ stops here/);
      expect(await run.ended()).toBe(12);
    } finally {
      await small.close();
    }
  });

  test('a run is stopped, resumed, and led to resolved with an edit, a skip and a word typed', async ({
    terminal,
    spool,
    expect,
  }) => {
    const run = await terminal.run(spool.command);
    await terminal.asks(/1 +A job is jammed +confirmed/);
    await terminal.press('Enter');
    const proposal = await terminal.asks(/a +Approve/);
    expect(proposal).toMatch(/^ Hang up a sign +step 1 of 3$/m);
    expect(proposal).toMatch(/^ {4}cd \S+ && cp -v closed sign$/m);
    expect(proposal).toMatch(/^ Undo +cd .* && rm sign$/m);
    await terminal.press('C-c');
    await terminal.shows(/Stop\?/);
    await terminal.press('Escape');
    await terminal.asks(/a +Approve/);
    await terminal.press('q');
    expect(await run.ended()).toBe(12);
    expect(await terminal.screen()).toMatch(/firebreak resume \S+-stuck-spool-/);
    expect(existsSync(join(spool.folder, 'sign'))).toBe(false);

    const resumed = await terminal.run('firebreak resume');
    await terminal.asks(/Hang up a sign[\s\S]*a +Approve/);
    await terminal.press('e');
    await terminal.shows(/Edit the command/);
    await terminal.press('C-u');
    await terminal.enter('cp -v open sign');
    expect(await terminal.asks(/a +Approve/)).toMatch(/^ {4}cd \S+ && cp -v open sign$/m);
    await terminal.press('a');

    expect(await terminal.asks(/Turn the wheel[\s\S]*a +Approve/)).toMatch(/^ Risk +DISRUPT/m);
    await terminal.press('s');
    await terminal.shows(/Why is it left out\?/);
    await terminal.enter('it squeaks');

    expect(await terminal.asks(/Throw all jobs away[\s\S]*a +Approve/)).toMatch(/^ Risk +DESTROY/m);
    await terminal.press('a');
    await terminal.shows(/To run it, type \S+/);
    // Where it acts on the host itself, that is what has to be typed.
    const host = hostname();
    await terminal.enter(host.slice(0, -1));
    await terminal.shows(new RegExp(`That is not ${host}\\. Nothing was run\\.`));
    expect(existsSync(join(spool.folder, 'jam'))).toBe(true);
    await terminal.enter(host.slice(-1));

    expect(await resumed.ended()).toBe(0);
    expect(await terminal.screen()).toMatch(/✓ Resolved in/);
    expect(readdirSync(spool.folder).sort()).toEqual(['closed', 'open', 'sign']);
    expect(readFileSync(join(spool.folder, 'sign'), 'utf8')).toBe('open\n');
    expect((await terminal.everything()).join('\n')).toMatch(/› \S+ skipped +Turn the wheel: it squeaks/);
    await recordHolds(terminal, expect);
    await shellIsAsItWas(terminal, expect);
  });

  test('^C twice ends a running step, which is then in doubt until a person says what became of it', async ({
    terminal,
    spool,
    expect,
  }) => {
    const run = await terminal.run(spool.command);
    await terminal.asks(/1 +A job is jammed +confirmed/);
    await terminal.press('Enter');
    await terminal.asks(/Hang up a sign[\s\S]*a +Approve/);
    await terminal.press('a');
    await terminal.asks(/Turn the wheel[\s\S]*a +Approve/);
    await terminal.press('a');
    const turning = join(spool.folder, 'turning');
    await expect.poll(() => existsSync(turning) && readFileSync(turning, 'utf8'), PATIENCE).toMatch(/^\d+\n$/);
    const pid = Number(readFileSync(turning, 'utf8'));
    await terminal.press('C-c');
    await terminal.shows(/Stop\?/);
    expect(isAlive(pid)).toBe(true);
    await terminal.press('C-c');
    expect(await run.ended()).toBe(12);
    expect(isAlive(pid)).toBe(false);

    const resumed = await terminal.run('firebreak resume');
    const doubt = await terminal.asks(/In doubt[\s\S]*d +Mark as done/);
    expect(doubt).toMatch(/may or may not have taken effect/);
    rmSync(join(spool.folder, 'jam'));
    await terminal.press('d');
    await terminal.shows(/How is it known to be done\?/);
    await terminal.enter('the wheel stands elsewhere');
    expect(await resumed.ended()).toBe(0);
    expect((await terminal.everything()).join('\n')).not.toMatch(/(approved|Done:) +Throw all jobs away/);
    expect(await terminal.screen()).toMatch(/✓ Resolved in/);
    expect(await terminal.screen()).toMatch(/^ +Turn the wheel \(said to be done\)$/m);
    await recordHolds(terminal, expect);
    await shellIsAsItWas(terminal, expect);
  });

  test('plain lines are answered by numbers through to resolved', async ({ terminal, spool, expect }) => {
    const run = await terminal.run(`${spool.command} --plain`);
    await choose(terminal, 'A job is jammed', /answer +\S+ chose: A job is jammed/);
    await terminal.shows(/step +1\/3 Hang up a sign[^]*command +cd \S+ && cp -v closed\s+sign/);
    await choose(terminal, 'Approve', /answer +\S+ approved: Hang up a sign/);
    await terminal.shows(/step +2\/3 Turn the wheel[^]*risk +disrupt: /);
    await choose(terminal, 'Skip', /Why is it left out\?/);
    await terminal.enter('no hands');
    await terminal.shows(/step +3\/3 Throw all jobs away[^]*risk +destroy: /);
    await choose(terminal, 'Approve', /to run it, type \S+:/);
    await terminal.enter(hostname());
    expect(await run.ended()).toBe(0);
    expect(await terminal.screen()).toMatch(/result +Resolved in/);
    expect(readdirSync(spool.folder).sort()).toEqual(['closed', 'open', 'sign']);
    await recordHolds(terminal, expect);
    await shellIsAsItWas(terminal, expect);
  });
});

/** Answers a question in plain lines by the number of an option; again when that came before the question counted. */
async function choose(terminal: Terminal, option: string, follows: RegExp): Promise<void> {
  const asked = await terminal.shows(new RegExp(`option +\\d+ ${option}\\b[^]*\nanswer 1 to \\d+:\\s*$`));
  const number = [...asked.matchAll(new RegExp(`option +(\\d+) ${option}\\b`, 'g'))].at(-1)?.[1] ?? '';
  const isTaken = (lines: readonly string[]): boolean => lines.some((line) => follows.test(line));
  const refusals = (lines: readonly string[]): number =>
    lines.filter((line) => line.includes('it does not count')).length;
  for (let seen = await terminal.everything(); !isTaken(seen); ) {
    const before = refusals(seen);
    await terminal.enter(number);
    seen = await terminal.tells((lines) => isTaken(lines) || refusals(lines) > before);
  }
}

/** Processes that run in the folder of a terminal or had their environment from it; none where there is no /proc. */
async function startedBy({ home, tmp, setting }: Terminal): Promise<readonly number[]> {
  if (!HAS_PROC) return [];
  const shell = Number(await setting('pane_pid'));
  const pids = readdirSync('/proc').map(Number).filter(Number.isInteger);
  return pids.filter((pid) => pid !== shell && (hasHome(pid, home) || isIn(pid, tmp)));
}

function hasHome(pid: number, home: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(`HOME=${home}`);
  } catch {
    return false;
  }
}

function isIn(pid: number, folder: string): boolean {
  try {
    return readlinkSync(`/proc/${pid}/cwd`).startsWith(folder);
  } catch {
    return false;
  }
}

async function nothingIsLeft(terminal: Terminal, expect: ExpectStatic): Promise<void> {
  expect(await startedBy(terminal)).toEqual([]);
  expect(readdirSync(terminal.tmp)).toEqual([]);
}

/** The one record of this terminal is whole, and its decisions are computed again the same. */
async function recordHolds({ home, run }: Terminal, expect: ExpectStatic): Promise<void> {
  const [id = '', ...more] = readdirSync(join(home, '.local/state/firebreak/runs'));
  expect(more).toEqual([]);
  for (const command of ['audit', 'replay']) {
    expect([command, await (await run(`firebreak ${command} ${id}`)).ended()]).toEqual([command, 0]);
  }
}

/** What was in the window before is still there, once; and what is typed next is echoed and run. */
async function shellIsAsItWas(terminal: Terminal, expect: ExpectStatic): Promise<void> {
  const all = await terminal.everything();
  expect(all.filter((line) => line.startsWith('history '))).toEqual(HISTORY);
  expect(await terminal.setting('cursor_flag')).toBe('1');
  expect(await terminal.setting('alternate_on')).toBe('0');
  expect(await (await terminal.run('stty -g | diff - before')).ended()).toBe(0);
}
