// How a command becomes an outcome, with performers that do as the test says.

import { afterEach, expect, test, vi } from 'vitest';
import type { PerformCommand } from '../../src/model/command.ts';
import type { Rendered } from '../../src/model/expression.ts';
import type { Outcome } from '../../src/model/outcome.ts';
import { fill } from '../../src/steps/fill.ts';
import { adopt, perform } from '../../src/steps/perform.ts';
import type { Handle, Performer, Performers, Task } from '../../src/steps/performer.ts';
import { dryRun } from '../../src/steps/simulate.ts';
import { watchedSurroundings } from '../support/steps/surroundings.ts';

const DONE: Outcome = { status: 'succeeded', reading: { ok: true, ms: 1, error: { kind: '', code: '', message: '' } } };
const SPAWNED = { pid: 1, pgid: 1, process_start: '', boot_id: '' };

afterEach(() => {
  vi.useRealTimers();
});

type Start = (task: Task<'shell'> | Task<'redis'> | Task<'notify'>, signal: AbortSignal) => Handle;

/** Performers of which every kind does the same. */
function performers(start: Start, adopts?: () => Handle | null): Performers {
  const one = {
    start: (task: never, { signal }: { signal: AbortSignal }) => start(task, signal),
    ...(adopts === undefined ? {} : { adopt: adopts }),
  } as Performer<never>;
  const kinds = ['redis', 'bullmq', 'docker', 'compose', 'http', 'tcp', 'dns', 'system', 'shell', 'notify'];
  return Object.fromEntries(kinds.map((kind) => [kind, one])) as unknown as Performers;
}

const answering =
  (outcome: Outcome): Start =>
  () => ({ done: Promise.resolve(outcome) });

function command(over: Partial<PerformCommand> = {}): PerformCommand {
  return {
    type: 'perform',
    exec: 'look#1',
    step: 'look',
    purpose: 'probe',
    kind: 'redis',
    rendered: { command: ['PING'], url: 'redis://localhost' },
    risk: 'read',
    timeout_ms: 1000,
    sensitive: false,
    ...over,
  };
}

const withPerformers = (performers: Performers, secrets: Record<string, string> = {}) => ({
  performers,
  secrets,
  surroundings: watchedSurroundings(),
});

const SECRET_URL: Rendered = { $text: ['redis://:', { $secret: 'password' }, '@localhost:6379'] };

// Rule: secret.templates
test('secrets are filled in wherever they stand', () => {
  const rendered: Rendered = { url: SECRET_URL, argv: ['a', { $text: [{ $secret: 'password' }] }], n: 1, none: null };
  expect(fill(rendered, { password: 's3cret' })).toEqual({
    url: 'redis://:s3cret@localhost:6379',
    argv: ['a', 's3cret'],
    n: 1,
    none: null,
  });
});

test('a performer gets the specification with its secrets, and its answer is the outcome', async () => {
  const tasks: unknown[] = [];
  const start: Start = (task) => {
    tasks.push(task);
    return { done: Promise.resolve(DONE) };
  };
  const rendered: Rendered = { command: ['PING'], url: SECRET_URL };
  expect(await perform(command({ rendered }), withPerformers(performers(start), { password: 's3cret' }))).toEqual(DONE);
  expect(tasks).toEqual([
    {
      kind: 'redis',
      spec: { form: 'command', argv: ['PING'], url: 'redis://:s3cret@localhost:6379' },
      risk: 'read',
      timeout_ms: 1000,
    },
  ]);
});

test('a secret without a value keeps the step from running', async () => {
  const start = vi.fn<Start>();
  const outcome = await perform(
    command({ rendered: { command: ['PING'], url: SECRET_URL } }),
    withPerformers(performers(start)),
  );
  expect(outcome).toMatchObject({
    status: 'blind',
    reason: { kind: 'unknown_template', message: expect.stringContaining('"password"') },
  });
  expect(start).not.toHaveBeenCalled();
});

test('a specification that cannot be read keeps the step from running', async () => {
  const start = vi.fn<Start>();
  const outcome = await perform(
    command({ rendered: { command: [], url: 'redis://localhost' } }),
    withPerformers(performers(start)),
  );
  expect(outcome).toMatchObject({ status: 'blind', reason: { kind: 'invalid' } });
  expect(start).not.toHaveBeenCalled();
});

test.each([
  [
    'throws',
    () => {
      throw new Error('oops');
    },
  ],
  ['rejects', () => ({ done: Promise.reject(new Error('oops')) })],
])('a performer that %s is our mistake, not the end of the run', async (_how, start) => {
  const error = { kind: 'internal', message: 'internal: oops' };
  expect(await perform(command(), withPerformers(performers(start)))).toMatchObject({
    status: 'failed',
    reason: { kind: 'not_ok', error },
    reading: { ok: false, error },
  });
});

test('a performer that never answers is left behind, and told so', async () => {
  vi.useFakeTimers();
  let told: AbortSignal | undefined;
  const start: Start = (_task, signal) => {
    told = signal;
    return { done: new Promise(() => {}) };
  };
  const ended = perform(command({ risk: 'change' }), withPerformers(performers(start)));
  await vi.advanceTimersByTimeAsync(1000);
  expect(told?.aborted).toBe(false);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(await ended).toEqual({ status: 'failed', reason: { kind: 'timed_out', after_ms: 1000 } });
  expect(told?.aborted).toBe(true);
});

test('a performer that does not heed the responder is left behind too', async () => {
  vi.useFakeTimers();
  const performing = withPerformers(performers(() => ({ done: new Promise(() => {}) })));
  const ended = perform(command({ timeout_ms: 3_600_000 }), performing);
  performing.surroundings.cancel('ana');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(await ended).toEqual({ status: 'failed', reason: { kind: 'cancelled', by: 'ana' } });
});

test('a performer that ends when it is cancelled has the word', async () => {
  const start: Start = (_task, signal) => ({
    done: new Promise((resolve) =>
      signal.addEventListener('abort', () =>
        resolve({ status: 'failed', reason: { kind: 'cancelled', by: String(signal.reason) } }),
      ),
    ),
  });
  const performing = withPerformers(performers(start));
  const ended = perform(command(), performing);
  performing.surroundings.cancel('ana');
  expect(await ended).toEqual({ status: 'failed', reason: { kind: 'cancelled', by: 'ana' } });
});

test('a read that was running when the engine ended is carried out again', async () => {
  expect(await adopt(command(), withPerformers(performers(answering(DONE))))).toEqual(DONE);
});

test('a change is never carried out again: its process is waited for, or its end is not known', async () => {
  const start = vi.fn<Start>();
  const shell = command({ kind: 'shell', rendered: { command: ['true'] }, risk: 'change' });
  const adopted = withPerformers(performers(start, () => ({ done: Promise.resolve(DONE) })));
  expect(await adopt({ ...shell, spawned: SPAWNED }, adopted)).toEqual(DONE);
  const lost = { status: 'failed', reason: { kind: 'lost' } };
  // Its process may have begun without anybody left to write that down.
  expect(await adopt(shell, adopted)).toEqual(DONE);
  expect(await adopt({ ...shell, spawned: SPAWNED }, withPerformers(performers(start, () => null)))).toMatchObject(
    lost,
  );
  expect(await adopt({ ...shell, spawned: SPAWNED }, withPerformers(performers(start)))).toMatchObject(lost);
  // Not even a secret that is gone makes it look as if it had never begun.
  const secret = command({ rendered: { command: ['SAVE'], url: SECRET_URL }, risk: 'change' });
  expect(await adopt(secret, withPerformers(performers(start)))).toMatchObject(lost);
  expect(start).not.toHaveBeenCalled();
});

// Rule: end.dry-run
test('a dry run looks, and changes nothing', async () => {
  const start = vi.fn<Start>(answering(DONE));
  const dry = withPerformers(dryRun(performers(start)));
  expect(await perform(command(), dry)).toEqual(DONE);
  expect(start).toHaveBeenCalledOnce();
  const change = command({ kind: 'notify', rendered: { url: 'http://localhost/', text: 'x' }, risk: 'change' });
  expect(await perform(change, dry)).toMatchObject({ status: 'blind', reason: { kind: 'simulated' } });
  const check = command({ rendered: { check: 'write', url: 'redis://localhost' } });
  expect(await perform(check, dry)).toMatchObject({ status: 'blind', reason: { kind: 'not_allowed' } });
  // What it had 'begun' when it was cut off began nothing: no doubt is left.
  expect(await adopt(change, dry)).toMatchObject({ status: 'blind', reason: { kind: 'simulated' } });
  expect(start).toHaveBeenCalledOnce();
});
