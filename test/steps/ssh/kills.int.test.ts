// Changes on another host while everything around them is killed: the connection, the server, the engine here. The command is
// neither cut nor run twice, and what is made of it is true.

import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Outcome } from '../../../src/model/outcome.ts';
import type { Task } from '../../../src/steps/performer.ts';
import { UNSEEN } from '../../../src/steps/process/shim.ts';
import { shell } from '../../../src/steps/shell.ts';
import { closeLinks } from '../../../src/steps/ssh/links.ts';
import { bundleForNode } from '../../support/bundle.ts';
import { chance } from '../../support/chance.ts';
import { figure, isSoak, times } from '../../support/soak.ts';
import { farStep, farTask } from '../../support/ssh/far-step.ts';
import { sshdProgram, type TestHost, type TestHosts, testHosts } from '../../support/ssh/sshd.ts';
import { type Watched, watchedSurroundings } from '../../support/steps/surroundings.ts';

const sshd = sshdProgram();

/** Connections killed in the first test. */
const KILLS = times(6, 500);
/** Engines killed in the second. */
const ENGINES = times(2, 60);

describe.skipIf(sshd === undefined)('a change on another host', () => {
  let hosts: TestHosts;
  let host: TestHost;
  let engine = '';
  beforeAll(async () => {
    hosts = testHosts(sshd ?? '');
    host = await hosts.host('db-1');
    engine = await bundleForNode('test/support/steps/step.process.ts');
  });
  afterEach(() => closeLinks());
  afterAll(() => hosts.stop());

  interface Trial extends Watched {
    readonly task: Task<'shell'>;
    effects(): string;
  }

  /** A command of some 300 ms; what it does to a file shows how often it ran, and whether to its end. */
  function trial(seconds = '0.03'): Trial {
    const file = join(mkdtempSync(join(hosts.folder, 'effects-')), 'file');
    const script = `echo begin >>"$FILE"; i=0; while [ $i -lt 10 ]; do echo line $i; sleep ${seconds}; i=$((i+1)); done; echo end >>"$FILE"; echo bad >&2; exit 7`;
    return {
      ...watchedSurroundings(),
      task: farTask('db-1', script, { env: { FILE: file } }),
      effects: () => (existsSync(file) ? readFileSync(file, 'utf8') : ''),
    };
  }
  const WHOLE = Array.from({ length: 10 }, (_, n) => `line ${n}\n`).join('');

  /** What became of it, told from the outcome: it was done once and is known whole, or it never began. */
  function judged(one: Trial, outcome: Outcome): 'done' | 'never' {
    if (outcome.status === 'failed' && outcome.reason.kind === 'not_started') {
      expect(one.effects()).toBe('');
      return 'never';
    }
    expect(outcome).toMatchObject({ status: 'failed', reading: { exit_code: 7, stdout: WHOLE, stderr: 'bad\n' } });
    expect(one.effects()).toBe('begin\nend\n');
    expect(one.came('stdout')).toBe(WHOLE);
    return 'done';
  }

  test(
    'is neither cut nor doubled by connections that break, and its result is fetched over a new one',
    async () => {
      const drawn = chance();
      let kills = 0;
      while (kills < KILLS) {
        const one = trial();
        const over = { is: false };
        const going = farStep(one.task, one).finally(() => {
          over.is = true;
        });
        // Again and again, from before it is sent until its end is known.
        for (let n = drawn.between(1, 3); n > 0 && !over.is; n -= 1) {
          await pause(drawn.between(0, 250));
          kills += host.cut() > 0 ? 1 : 0;
        }
        const outcome = await going;
        // A connection that never stood has sent nothing.
        if (outcome.status === 'blind') expect(one.effects(), `seed ${drawn.seed}`).toBe('');
        else judged(one, outcome);
      }
      figure('connections killed in a change', kills);
    },
    times(120_000, 3_600_000),
  );

  test(
    'outlives the engine that began it: the next one has its result, and it is not begun again',
    async () => {
      const drawn = chance();
      const seen = { done: 0, never: 0 };
      for (let n = 0; n < ENGINES; n += 1) {
        const one = trial();
        // As a session does before it writes that the step starts.
        shell.expect?.(one.spool);
        const record = join(one.spool, '..', `record-${one.mark}`);
        const child = spawn(process.execPath, [engine, JSON.stringify(one.task), one.spool, record, one.mark], {
          stdio: ['ignore', 'ignore', 'inherit'],
        });
        const gone = new Promise((resolve) => child.once('exit', resolve));
        // However slow the machine is, some are killed in the middle.
        if (n % 2 === 0) await expect.poll(one.effects, { timeout: 20_000, interval: 5 }).not.toBe('');
        else await pause(drawn.between(0, 900));
        child.kill('SIGKILL');
        await gone;
        rmSync(record, { force: true });
        const outcome = await shell.adopt?.(one.task, UNSEEN, one)?.done;
        seen[judged(one, outcome ?? { status: 'failed', reason: { kind: 'lost', message: '' } })] += 1;
      }
      expect(seen.done).toBeGreaterThan(0);
      figure('engines killed in a change on another host', ENGINES);
    },
    times(120_000, 1_800_000),
  );

  test('goes on while the server is gone, and is found again when that is back', async () => {
    const one = trial('0.1');
    const going = farStep(one.task, one);
    await expect.poll(() => one.came('stdout'), { timeout: 20_000 }).toContain('line 1\n');
    await host.kill();
    await expect.poll(one.effects, { timeout: 20_000 }).toBe('begin\nend\n');
    await host.start();
    expect(judged(one, await going)).toBe('done');
  });

  // Its result is waited for some seconds more.
  test.skipIf(!isSoak)('is in doubt when its host is gone and nobody waits any longer', async () => {
    const one = trial('0.1');
    const going = farStep(one.task, one);
    await expect.poll(() => one.came('stdout'), { timeout: 20_000 }).toContain('line 1\n');
    await host.kill();
    one.cancel('ana');
    expect(await going).toMatchObject({ status: 'failed', reason: { kind: 'cancelled', by: 'ana' } });
    await host.start();
  });

  test('is lost when what it left there is gone, or another host answers by that name, which has nothing of it', async () => {
    const one = trial('0.1');
    const going = farStep(one.task, one);
    await expect.poll(() => one.came('stdout'), { timeout: 20_000 }).toContain('line 1\n');
    const left = join(hosts.folder, 'home-db-1/.local/state/firebreak/there', one.mark);
    expect(readdirSync(left).toSorted()).toEqual(['boot', 'err', 'out', 'room', 'status']);
    rmSync(left, { recursive: true });
    host.cut();
    expect(await going).toMatchObject({ status: 'failed', reason: { kind: 'lost' } });
    await expect.poll(one.effects, { timeout: 20_000 }).toBe('begin\nend\n');
  });

  test('leaves nothing there once its end is on record', async () => {
    const one = trial();
    expect(judged(one, await farStep(one.task, one))).toBe('done');
    await closeLinks();
    expect(existsSync(join(hosts.folder, 'home-db-1/.local/state/firebreak/there', one.mark))).toBe(false);
    // Nor here: connections of engines that were killed are gone as well, with their sockets.
    const left = (): readonly string[] => readdirSync(hosts.folder).filter((name) => name.startsWith('firebreak-ssh-'));
    await expect.poll(left, { timeout: 20_000 }).toEqual([]);
  });
});
