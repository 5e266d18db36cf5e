// The shell performer on real processes: what it reads, and that nothing of a probe is left behind.

import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ShellSpec } from '../../src/kinds/shell/shell.ts';
import type { Outcome } from '../../src/model/outcome.ts';
import type { Risk } from '../../src/model/risk.ts';
import type { Task } from '../../src/steps/performer.ts';
import { groupRuns } from '../../src/steps/process/group.ts';
import { shell } from '../../src/steps/shell.ts';
import { type Watched, watchedSurroundings } from '../support/steps/surroundings.ts';

const RISKS: readonly Risk[] = ['read', 'change'];

type Asked = Partial<Omit<Task<'shell'>, 'spec'>> & {
  readonly script?: string;
  readonly argv?: readonly string[];
} & Partial<Pick<ShellSpec<string>, 'cwd' | 'env' | 'stdin'>>;

function taskOf({ script, argv, cwd, env = {}, stdin, ...over }: Asked): Task<'shell'> {
  const rest = { env, ...(cwd === undefined ? {} : { cwd }), ...(stdin === undefined ? {} : { stdin }) };
  const spec: ShellSpec<string> =
    argv === undefined ? { form: 'script', script: script ?? '', ...rest } : { form: 'argv', argv, ...rest };
  return { kind: 'shell', spec, risk: 'read', timeout_ms: 20_000, ...over };
}

async function run(asked: Asked, surroundings: Watched = watchedSurroundings()): Promise<Outcome> {
  return shell.start(taskOf(asked), surroundings).done;
}

/** Waits until something is so; fails loudly when it never is. */
async function until(what: () => boolean): Promise<void> {
  await expect.poll(what, { timeout: 15_000, interval: 10 }).toBe(true);
}

const nothingRan = (risk: Risk): object =>
  risk === 'read'
    ? { status: 'blind', reason: { kind: 'not_installed' } }
    : { status: 'failed', reason: { kind: 'not_started' } };

describe.each(RISKS)('a shell step of risk %s', (risk) => {
  test('reads exit code, output, lines and no JSON from a script', async () => {
    const surroundings = watchedSurroundings();
    const outcome = await run({ risk, script: 'echo one; echo two; echo three >&2' }, surroundings);
    expect(outcome).toMatchObject({
      status: 'succeeded',
      reading: { ok: true, exit_code: 0, stdout: 'one\ntwo\n', stderr: 'three\n', lines: ['one', 'two'] },
    });
    expect(outcome.status === 'succeeded' && 'json' in outcome.reading).toBe(false);
    expect([surroundings.came('stdout'), surroundings.came('stderr')]).toEqual(['one\ntwo\n', 'three\n']);
  });

  test('reads JSON when the whole output is JSON', async () => {
    const outcome = await run({ risk, argv: ['echo', '{"a": [1, null]}'] });
    expect(outcome).toMatchObject({ status: 'succeeded', reading: { json: { a: [1, null] } } });
  });

  test('takes a non-zero exit for bad news with a reading', async () => {
    const outcome = await run({ risk, script: 'echo so far; echo "no such host" >&2; exit 3' });
    const error = { kind: 'exit', code: '3', message: 'exit code 3: no such host' };
    expect(outcome).toMatchObject({
      status: 'failed',
      reason: { kind: 'not_ok', error },
      reading: { ok: false, error, exit_code: 3, stdout: 'so far\n' },
    });
  });

  test.each([
    ['a program that is not there', { argv: ['firebreak-no-such-program', 'x'] }, 'not_installed'],
    ['a script whose last program is not there', { script: 'firebreak-no-such-program' }, 'not_installed'],
    ['a file that may not be run', { argv: ['/etc/passwd'] }, 'no_permission'],
  ] as const)('%s: a probe is blind, and a change says whether anything ran', async (_, asked, kind) => {
    const outcome = await run({ risk, ...asked });
    if (risk === 'read') return expect(outcome).toMatchObject({ status: 'blind', reason: { kind } });
    if ('script' in asked)
      return expect(outcome).toMatchObject({ reason: { kind: 'not_ok' }, reading: { exit_code: 127 } });
    expect(outcome).toMatchObject({ status: 'failed', reason: { kind: 'not_started' } });
    expect(outcome).toHaveProperty('reason.message', expect.stringContaining(asked.argv[0]));
  });

  test('passes arguments as they are, to programs and never to words of a shell', async () => {
    const nasty = ['$(touch no)', 'a  b', '', '*', '\'"', '-n', '\n'];
    const outcome = await run({ risk, argv: ['printf', '<%s>', ...nasty] });
    expect(outcome).toMatchObject({ reading: { stdout: nasty.map((one) => `<${one}>`).join('') } });
    // `exit` and `keep` mean something to a shell; here they are programs that do not exist.
    expect(await run({ risk, argv: ['keep', '3'] })).toMatchObject(nothingRan(risk));
    expect(await run({ risk, argv: ['exit', '3'] })).toMatchObject(nothingRan(risk));
  });

  test('gives standard input, folder, and values through the environment only', async () => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'firebreak-cwd-')));
    const asked = {
      risk,
      script: 'cat; pwd; printf %s "$FB_1"',
      cwd: folder,
      stdin: 'hello\n',
      env: { FB_1: 'a "b" $c' },
    };
    expect(await run(asked)).toMatchObject({ reading: { stdout: `hello\n${folder}\na "b" $c` } });
  });

  test('needs no reader for its standard input', async () => {
    expect(await run({ risk, script: 'exec true', stdin: 'x'.repeat(200_000) })).toMatchObject({ status: 'succeeded' });
  });

  test('inherits a short list of variables and nothing else of ours', async () => {
    process.env['FIREBREAK_TEST_TOKEN'] = 'secret';
    const outcome = await run({ risk, argv: ['env'], env: { MINE: '1' } });
    delete process.env['FIREBREAK_TEST_TOKEN'];
    const lines = outcome.status === 'succeeded' ? (outcome.reading['lines'] as string[]) : [];
    const names = lines.map((line) => line.split('=')[0]);
    const allowed = ['PATH', 'HOME', 'LANG', 'TERM', 'TZ', 'MINE', 'PWD', 'OLDPWD', 'SHLVL', '_'];
    expect(names).toContain('MINE');
    expect(names.filter((name) => !allowed.includes(name ?? ''))).toEqual([]);
  });

  test('does not run a program that lies in its working folder', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'firebreak-planted-'));
    writeFileSync(join(folder, 'planted'), '#!/bin/sh\necho gotcha\n', { mode: 0o755 });
    const before = process.env['PATH'];
    process.env['PATH'] = `.::${before}`;
    const outcome = await run({ risk, argv: ['planted'], cwd: folder });
    process.env['PATH'] = before;
    expect(outcome).toMatchObject(nothingRan(risk));
  });

  test('keeps the umask of whoever started the engine', async () => {
    const mask = process.umask().toString(8).padStart(4, '0');
    expect(await run({ risk, script: 'umask' })).toMatchObject({ reading: { stdout: `${mask}\n` } });
  });

  test('passes all output on; conditions see up to 4 MiB of it whole, and of more nothing', async () => {
    const surroundings = watchedSurroundings();
    const outcome = await run({ risk, script: 'head -c 300000 /dev/zero | tr "\\0" x' }, surroundings);
    expect(surroundings.came('stdout')).toHaveLength(300_000);
    expect(outcome.status === 'succeeded' && outcome.reading['stdout']).toHaveLength(300_000);
    const more = await run({ risk, script: 'head -c 5000000 /dev/zero | tr "\\0" x; echo 7 >&2' });
    const reading = more.status === 'succeeded' ? more.reading : { not_whole: {} };
    expect(Object.keys(reading)).not.toContain('stdout');
    expect(reading).toMatchObject({ stderr: '7\n', not_whole: { stdout: expect.stringContaining('4 MiB') } });
    expect(Object.keys(reading['not_whole'] as object)).toEqual(['stdout', 'lines', 'json', 'number']);
  });

  test('ends with everything it started when its time is over', async () => {
    const surroundings = watchedSurroundings();
    const outcome = await run({ risk, script: 'sleep 600 & sleep 601; echo never', timeout_ms: 300 }, surroundings);
    expect(outcome).toMatchObject({
      status: 'failed',
      reason: { kind: 'timed_out', after_ms: 300 },
      reading: { ok: false },
    });
    expect(outcome.status === 'failed' && outcome.reading).not.toHaveProperty('exit_code');
    expect(groupRuns(surroundings.processes[0]?.pgid ?? 0)).toBe(false);
  });

  test('ends a process that ignores SIGTERM', async () => {
    const surroundings = watchedSurroundings();
    const outcome = await run(
      { risk, script: 'trap "" TERM; echo up; while :; do sleep 0.05; done', timeout_ms: 400 },
      surroundings,
    );
    expect(outcome).toMatchObject({ reason: { kind: 'timed_out' } });
    expect(groupRuns(surroundings.processes[0]?.pgid ?? 0)).toBe(false);
  });

  test('ends when the responder cancels, and says who did', async () => {
    const surroundings = watchedSurroundings();
    const handle = shell.start(taskOf({ risk, script: 'echo up; sleep 600' }), surroundings);
    await until(() => surroundings.came('stdout') === 'up\n');
    surroundings.cancel('ana');
    expect(await handle.done).toMatchObject({ status: 'failed', reason: { kind: 'cancelled', by: 'ana' } });
    expect(groupRuns(surroundings.processes[0]?.pgid ?? 0)).toBe(false);
  });

  test('shows output while it runs', async () => {
    const surroundings = watchedSurroundings();
    const gate = join(mkdtempSync(join(tmpdir(), 'firebreak-gate-')), 'open');
    const handle = shell.start(
      taskOf({ risk, script: `echo first; while [ ! -e ${gate} ]; do sleep 0.02; done; echo last` }),
      surroundings,
    );
    await until(() => surroundings.came('stdout') === 'first\n');
    mkdirSync(gate);
    expect(await handle.done).toMatchObject({ reading: { stdout: 'first\nlast\n' } });
  });

  test('waits for a slow reader of its output instead of keeping it', async () => {
    let bytes = 0;
    const surroundings = watchedSurroundings({
      output: async (_, chunk) => {
        bytes += chunk.length;
        await new Promise((resolve) => setTimeout(resolve, 1));
      },
    });
    expect(await run({ risk, script: 'head -c 3000000 /dev/zero' }, surroundings)).toMatchObject({
      status: 'succeeded',
    });
    expect(bytes).toBe(3_000_000);
  });

  test('names a working folder that is not there', async () => {
    const outcome = await run({ risk, script: 'true', cwd: '/firebreak/nowhere' });
    expect(JSON.stringify(outcome)).toContain('there is no folder /firebreak/nowhere');
    expect(outcome.status).toBe(risk === 'read' ? 'blind' : 'failed');
  });
});

test('a probe leaves no background process behind', async () => {
  const surroundings = watchedSurroundings();
  expect(await run({ script: 'sleep 600 & echo done' }, surroundings)).toMatchObject({ reading: { stdout: 'done\n' } });
  await until(() => !groupRuns(surroundings.processes[0]?.pgid ?? 0));
});

test('a probe that somebody kills says by which signal', async () => {
  const outcome = await run({ script: 'kill -KILL $$' });
  expect(outcome).toMatchObject({ status: 'failed', reason: { kind: 'cancelled', by: 'SIGKILL' } });
});
