// Engines killed while a changing shell step runs: the command is neither cut nor lost nor run twice, and what the
// next engine makes of it is true.

import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Spawned } from '../../../src/model/event.ts';
import type { Outcome } from '../../../src/model/outcome.ts';
import type { Task } from '../../../src/steps/performer.ts';
import { groupRuns, signalGroup } from '../../../src/steps/process/group.ts';
import { UNSEEN } from '../../../src/steps/process/shim.ts';
import {
  bootOf,
  forbidStart,
  makeSpool,
  readStatus,
  removeSpool,
  spoolFile,
} from '../../../src/steps/process/spool.ts';
import { shell } from '../../../src/steps/shell.ts';
import { bundleForNode } from '../../support/bundle.ts';
import { figure, times } from '../../support/soak.ts';
import { type Watched, watchedSurroundings } from '../../support/steps/surroundings.ts';

/** Engines killed in the first test. */
const TRIALS = times(14, 300);

let engine = '';
beforeAll(async () => {
  engine = await bundleForNode('test/support/steps/step.process.ts');
});

const taskOf = (script: string, over: Partial<Task<'shell'>> = {}): Task<'shell'> => ({
  kind: 'shell',
  spec: { form: 'script', script, env: {} },
  risk: 'change',
  timeout_ms: 60_000,
  ...over,
});

interface Trial extends Watched {
  readonly folder: string;
  /** What the dead engine had on record of the process, if anything. */
  onRecord(): Spawned | undefined;
}

/** Runs the step in an engine of its own and kills that when `when` resolves. */
async function killEngine(task: Task<'shell'>, when: (trial: Trial) => Promise<unknown>): Promise<Trial> {
  const folder = mkdtempSync(join(tmpdir(), 'firebreak-kill-'));
  const record = join(folder, 'record');
  const surroundings = watchedSurroundings();
  const trial: Trial = {
    ...surroundings,
    folder,
    onRecord: () => {
      const line = existsSync(record) ? readFileSync(record, 'utf8').split('\n')[0] : '';
      return line?.startsWith('{"spawned"') ? (JSON.parse(line) as { spawned: Spawned }).spawned : undefined;
    },
  };
  const child = spawn(process.execPath, [engine, JSON.stringify(task), surroundings.spool, record], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const gone = new Promise((resolve) => child.once('exit', resolve));
  await when(trial);
  child.kill('SIGKILL');
  await gone;
  return trial;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function until(what: () => boolean): Promise<void> {
  await expect.poll(what, { timeout: 20_000, interval: 5 }).toBe(true);
}

/** The group of the shim, as the spool tells it: the record may not have it yet. */
function groupOf(trial: Watched): number {
  const status = readStatus(trial.spool);
  return status.kind === 'began' ? status.pid : 0;
}

const began = (trial: Trial) => until(() => readStatus(trial.spool).kind === 'ended' || groupOf(trial) > 0);

function adopt(task: Task<'shell'>, trial: Watched, spawned: Spawned = UNSEEN): Promise<Outcome> | null {
  return shell.adopt?.(task, spawned, trial)?.done ?? null;
}

describe('when the engine is killed in the middle of a changing command', () => {
  // 20 lines over some 200 ms; the effects file shows how often it ran, and whether to its end.
  const script =
    'echo begin >>effects; i=0; while [ $i -lt 20 ]; do echo line $i; sleep 0.01; i=$((i+1)); done; echo end >>effects; exit 7';
  const whole = Array.from({ length: 20 }, (_, i) => `line ${i}\n`).join('');
  const task = taskOf(script);

  test(
    'its exit status and its whole output come back, and it ran once, wherever the kill fell',
    async () => {
      const seen = { finished: 0, never: 0 };
      for (let trial_no = 0; trial_no < TRIALS; trial_no += 1) {
        // From before the shim is there to after the command has ended.
        const delay_ms = (trial_no * 37) % 450;
        // However slow the machine is, some are killed in the middle.
        const trial = await killEngine(task, trial_no % 5 === 4 ? began : () => pause(delay_ms));
        const outcome = await adopt(task, trial, trial.onRecord());
        const effects = existsSync(join(trial.folder, 'effects'))
          ? readFileSync(join(trial.folder, 'effects'), 'utf8')
          : '';
        if (effects === '') {
          seen.never += 1;
          // Killed before the spool was made: nothing proves anything. After it: it is known, and stays so.
          if (bootOf(trial.spool) === '') expect(outcome).toBeNull();
          else expect(outcome).toMatchObject({ status: 'failed', reason: { kind: 'not_started' } });
          await pause(50);
          expect(existsSync(join(trial.folder, 'effects'))).toBe(false);
        } else {
          seen.finished += 1;
          expect(effects).toBe('begin\nend\n');
          expect(outcome).toMatchObject({
            status: 'failed',
            reason: { kind: 'not_ok' },
            reading: { exit_code: 7, stdout: whole },
          });
          expect(trial.came('stdout')).toBe(whole);
        }
      }
      expect(seen.finished).toBeGreaterThan(0);
      expect(seen.never).toBeGreaterThan(0);
      figure('engines killed in a change', TRIALS);
    },
    TRIALS * 20_000,
  );

  test('a command that still runs is adopted: its output goes on, and its end is seen', async () => {
    const waiting = taskOf('echo before; while [ ! -e open ]; do sleep 0.02; done; echo after');
    const trial = await killEngine(waiting, began);
    const outcome = adopt(waiting, trial, trial.onRecord());
    await until(() => trial.came('stdout') === 'before\n');
    writeFileSync(join(trial.folder, 'open'), '');
    expect(await outcome).toMatchObject({ status: 'succeeded', reading: { exit_code: 0, stdout: 'before\nafter\n' } });
  });

  test('an adopted command is ended with all it started when its time is over', async () => {
    const endless = taskOf('sleep 600 & sleep 601', { timeout_ms: 1500 });
    const trial = await killEngine(endless, began);
    const pgid = groupOf(trial);
    expect(groupRuns(pgid)).toBe(true);
    expect(await adopt(endless, trial, trial.onRecord())).toMatchObject({
      reason: { kind: 'timed_out', after_ms: 1500 },
    });
    expect(groupRuns(pgid)).toBe(false);
  });

  test('a clock that was set meanwhile takes no time from a command that runs', async () => {
    const waiting = taskOf('while [ ! -e open ]; do sleep 0.02; done', { timeout_ms: 60_000 });
    const trial = await killEngine(waiting, began);
    // By the wall clock it began 400 days ago.
    const long_ago = new Date(Date.now() - 400 * 86_400_000);
    for (const path of [spoolFile(trial.spool, 'status'), trial.spool]) utimesSync(path, long_ago, long_ago);
    const outcome = adopt(waiting, trial, trial.onRecord());
    await pause(100);
    writeFileSync(join(trial.folder, 'open'), '');
    expect(await outcome).toMatchObject({ status: 'succeeded', reading: { exit_code: 0 } });
  });

  test('an adopted command is ended when the responder cancels', async () => {
    const endless = taskOf('sleep 600');
    const trial = await killEngine(endless, began);
    const outcome = adopt(endless, trial, trial.onRecord());
    trial.cancel('ana');
    expect(await outcome).toMatchObject({ reason: { kind: 'cancelled', by: 'ana' } });
  });

  test('a command that writes to its output while nobody reads is not cut', async () => {
    const loud = taskOf('head -c 3000000 /dev/zero; echo ended >>effects');
    const trial = await killEngine(loud, began);
    expect(await adopt(loud, trial)).toMatchObject({ status: 'succeeded', reading: { exit_code: 0 } });
    expect(trial.came('stdout')).toHaveLength(3_000_000);
    expect(readFileSync(join(trial.folder, 'effects'), 'utf8')).toBe('ended\n');
  });

  test('its standard input is whole although the engine is gone', async () => {
    const fed: Task<'shell'> = {
      ...taskOf(''),
      spec: { form: 'script', script: 'sleep 0.2; wc -c', env: {}, stdin: 'y'.repeat(100_000) },
    };
    const trial = await killEngine(fed, began);
    expect(await adopt(fed, trial)).toMatchObject({ reading: { lines: [expect.stringMatching(/^ *100000$/)] } });
    expect(existsSync(spoolFile(trial.spool, 'stdin'))).toBe(false);
  });

  test('a command that was killed with its shim is not known to have ended', async () => {
    const endless = taskOf('sleep 600');
    const trial = await killEngine(endless, began);
    signalGroup(groupOf(trial), 'SIGKILL');
    await until(() => !groupRuns(groupOf(trial)));
    expect(adopt(endless, trial, trial.onRecord())).toBeNull();
  });

  test('a command that is killed with its shim while it is adopted is lost', async () => {
    const endless = taskOf('echo up; sleep 600');
    const trial = await killEngine(endless, began);
    const outcome = adopt(endless, trial, trial.onRecord());
    await until(() => trial.came('stdout') === 'up\n');
    signalGroup(groupOf(trial), 'SIGKILL');
    expect(await outcome).toMatchObject({ status: 'failed', reason: { kind: 'lost' } });
  });
});

describe('a start on record', () => {
  const task = taskOf('echo ran');

  // Rule: shim.unknown
  test('without a spool folder proves nothing', () => {
    expect(adopt(task, watchedSurroundings({ spool: '/firebreak/nowhere' }))).toBeNull();
  });

  test('with an empty spool is forbidden for ever, so that a late shim cannot begin', async () => {
    const trial = watchedSurroundings();
    makeSpool(trial.spool);
    expect(await adopt(task, trial)).toMatchObject({ status: 'failed', reason: { kind: 'not_started' } });
    expect(await adopt(task, trial)).toMatchObject({ status: 'failed', reason: { kind: 'not_started' } });
    // The late shim: the same spool, the same script.
    expect(await shell.start(task, trial).done).toMatchObject({ status: 'failed', reason: { kind: 'not_started' } });
    expect(trial.came('stdout')).toBe('');
  });

  test('from an earlier boot is known only by its exit status', async () => {
    const earlier: Spawned = { ...UNSEEN, boot_id: 'another', pid: 1, pgid: 1, process_start: '1' };
    const trial = watchedSurroundings();
    expect(adopt(task, trial, earlier)).toBeNull();
    writeFileSync(spoolFile(trial.spool, 'status'), `began ${process.pid} \n`);
    expect(adopt(task, trial, earlier)).toBeNull();
    writeFileSync(spoolFile(trial.spool, 'status'), `began ${process.pid} \nended 0`);
    expect(adopt(task, trial, earlier)).toBeNull();
    writeFileSync(spoolFile(trial.spool, 'status'), `began ${process.pid} \nended 0\n`);
    expect(await adopt(task, trial, earlier)).toMatchObject({ status: 'succeeded' });
  });

  test('whose process number now belongs to somebody else is not known, and nobody is ended', () => {
    const trial = watchedSurroundings();
    writeFileSync(
      spoolFile(trial.spool, 'status'),
      `began ${process.pid} ${process.pid} (node) S 1 ${process.pid}${' 0'.repeat(40)}\n`,
    );
    expect(adopt(task, trial)).toBeNull();
  });
});

describe('the spool', () => {
  test('is for the owner only, whatever the umask of the command', async () => {
    const trial = watchedSurroundings();
    await shell.start(taskOf('echo x; echo y >&2'), trial).done;
    for (const name of ['status', 'stdout', 'stderr'] as const) {
      expect(statSync(spoolFile(trial.spool, name)).mode & 0o777).toBe(0o600);
    }
    removeSpool(trial.spool);
    expect(existsSync(trial.spool)).toBe(false);
  });

  test('holds 64 MiB and a little of a stream, and the command goes on', async () => {
    let bytes = 0;
    const trial = watchedSurroundings({
      output: (_, chunk) => {
        bytes += chunk.length;
      },
    });
    const outcome = await shell.start(taskOf('head -c 80000000 /dev/zero && echo finished >&2'), trial).done;
    expect(outcome).toMatchObject({ status: 'succeeded', reading: { stderr: 'finished\n' } });
    expect(bytes).toBeGreaterThan(64 * 1024 * 1024);
    expect(bytes).toBeLessThan(65 * 1024 * 1024);
    removeSpool(trial.spool);
  });

  test('may be reopened by name under the command, as any pipe', async () => {
    const outcome = await shell.start(
      taskOf('echo a | tee /dev/stderr; echo b | tee /dev/stderr'),
      watchedSurroundings(),
    ).done;
    expect(outcome).toMatchObject({ reading: { stdout: 'a\nb\n', stderr: 'a\nb\n' } });
  });

  test('is not waited for when a background process of the command holds its output', async () => {
    const trial = watchedSurroundings();
    const outcome = await shell.start(taskOf('sleep 600 & echo started'), trial).done;
    expect(outcome).toMatchObject({ status: 'succeeded', reading: { stdout: 'started\n' } });
    const { pgid } = trial.processes[0] ?? { pgid: 0 };
    expect(groupRuns(pgid)).toBe(true);
    signalGroup(pgid, 'SIGKILL');
  });

  test('is decided by whoever writes first', () => {
    const trial = watchedSurroundings();
    writeFileSync(spoolFile(trial.spool, 'status'), 'began 5 \n');
    expect(forbidStart(trial.spool)).toBe(false);
    expect(readStatus(trial.spool)).toMatchObject({ kind: 'began', pid: 5 });
  });
});
