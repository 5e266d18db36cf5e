// Signals and closed terminals: a change that runs is let end, or ended as a whole when the signal is repeated; looks are
// left; everything is written, nothing is left running, and the run can be taken up.

import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeAll, expect, test } from 'vitest';
import type { RunEvent } from '../../src/model/event.ts';
import { isLocked } from '../../src/transcript/disk/lock.ts';
import { buildKillable } from '../support/program/killable.ts';
import { isAlive } from '../support/program/processes.ts';
import { type Story, story } from '../support/program/taken-up.ts';

let program = '';
beforeAll(async () => {
  program = await buildKillable();
});

const stories: Story[] = [];
const begin = (): Story => {
  const one = story(program);
  stories.push(one);
  return one;
};
afterEach(() => {
  // A test that failed half way leaves nothing running.
  for (const one of stories.splice(0)) {
    for (const name of ['probe', 'change'] as const) if (isAlive(one.pidIn(name))) process.kill(one.pidIn(name));
  }
});

const DISRUPT = ['--approve', 'disrupt'];
const started = (step: string) => (event: RunEvent) => event.type === 'step.started' && event.data.step === step;
const parked = ({ type }: RunEvent): boolean => type === 'run.parked';
const CODES = [
  ['SIGTERM', 143],
  ['SIGINT', 130],
  ['SIGHUP', 129],
] as const;

test.each(CODES)('%s lets the change that runs end, begins nothing more, and exits %i', async (signal, code) => {
  const one = begin();
  one.put('hold');
  const engine = one.launch([...one.opening, ...DISRUPT]);
  await one.until(() => one.pidIn('change') > 0);
  engine.signal(signal);
  await one.sees(({ type }) => type === 'stop.requested');
  expect(isAlive(one.pidIn('change'))).toBe(true);
  one.take('hold');
  // Then it has ended by itself, and nothing came after it.
  expect((await engine.ended).code).toBe(code);
  expect(one.marks()).toBe('first\nbegin\nend\n');
  expect(one.events().at(-1)).toMatchObject({ type: 'run.parked', data: { why: 'stopped', on: signal } });
  expect(one.events().some(started('broken/asked'))).toBe(false);
  expect(isLocked(one.run().lock)).toBe(false);
  // When the run is taken up, it goes on behind that change.
  expect((await one.start(['resume', '--plain', ...DISRUPT])).code).toBe(0);
  expect(one.marks()).toBe('first\nbegin\nend\nasked\n');
});

test('a second signal ends the change with all that it started; it is in doubt, and never run again unasked', async () => {
  const one = begin();
  one.put('hold');
  const engine = one.launch([...one.opening, ...DISRUPT]);
  await one.until(() => one.pidIn('change') > 0);
  engine.signal('SIGINT');
  await one.sees(({ type }) => type === 'stop.requested');
  engine.signal('SIGINT');
  expect((await engine.ended).code).toBe(130);
  expect(isAlive(one.pidIn('change'))).toBe(false);
  expect(one.events().findLast(({ type }) => type === 'step.finished')).toMatchObject({
    data: { exec: 'broken/held#1', outcome: { status: 'failed', reason: { kind: 'cancelled', by: 'SIGINT' } } },
  });
  one.take('hold');
  const again = await one.start(['resume', '--plain', ...DISRUPT]);
  expect(again.code).toBe(12);
  expect(again.stdout).toContain('it was ended by SIGINT');
  expect(one.marks()).toBe('first\nbegin\n');
  // A person who looked says that it did not get to its end, and lets it run again.
  const answered = await one.answered(['resume', '--plain', ...DISRUPT], (now) => {
    if (now.includes('Not done')) return 'Try again';
    return 'Approve';
  });
  expect(answered.code).toBe(0);
  expect(one.marks()).toBe('first\nbegin\nbegin\nend\nasked\n');
});

// Rule: stop.lets-end
test('however often a terminal hangs up, and at a shutdown, the change is seen through', async () => {
  const one = begin();
  one.put('hold');
  const engine = one.launch([...one.opening, ...DISRUPT]);
  await one.until(() => one.pidIn('change') > 0);
  for (const signal of ['SIGHUP', 'SIGHUP', 'SIGHUP', 'SIGTERM'] as const) {
    engine.signal(signal);
    await pause(50);
  }
  await one.sees(({ type }) => type === 'stop.requested');
  expect(isAlive(one.pidIn('change'))).toBe(true);
  one.take('hold');
  expect((await engine.ended).code).toBe(129);
  expect(one.marks()).toBe('first\nbegin\nend\n');
  expect(one.events().filter(({ type }) => type === 'stop.requested')).toHaveLength(1);
  // Somebody who means it says it twice.
  const other = begin();
  other.put('hold');
  const ended = other.launch([...other.opening, ...DISRUPT]);
  await other.until(() => other.pidIn('change') > 0);
  ended.signal('SIGHUP');
  await other.sees(({ type }) => type === 'stop.requested');
  ended.signal('SIGTERM');
  await pause(50);
  ended.signal('SIGTERM');
  expect((await ended.ended).code).toBe(129);
  expect(isAlive(other.pidIn('change'))).toBe(false);
  other.take('hold');
});

test('a signal while a probe hangs is heeded at once; the probe leaves no process, and is made anew', async () => {
  const one = begin();
  one.put('hang');
  const engine = one.launch([...one.opening, ...DISRUPT]);
  await one.until(() => one.pidIn('probe') > 0);
  engine.signal('SIGTERM');
  expect((await engine.ended).code).toBe(143);
  expect(isAlive(one.pidIn('probe'))).toBe(false);
  expect(one.events().at(-1)).toMatchObject({ type: 'run.parked', data: { why: 'stopped', on: 'SIGTERM' } });
  one.take('hang');
  // What the stopped probe did not see is no evidence: the run goes on as if it had not been stopped.
  expect((await one.start(['resume', '--plain', ...DISRUPT])).code).toBe(0);
  expect(one.marks()).toBe('first\nbegin\nend\nasked\n');
});

test('a signal during a pause is heeded at once; the pause goes on by the clock', async () => {
  const one = begin();
  const engine = one.launch([...one.opening, '--input', 'pause=1500ms', ...DISRUPT]);
  await one.sees(started('broken/pause'));
  engine.signal('SIGTERM');
  expect((await engine.ended).code).toBe(143);
  expect((await one.start(['resume', '--plain', ...DISRUPT])).code).toBe(0);
  expect(one.marks()).toBe('first\nbegin\nend\nasked\n');
  expect(one.events().filter(started('broken/pause'))).toHaveLength(1);
});

test('a terminal that is closed while a question is open leaves a run that asks again', async () => {
  const one = begin();
  const terminal = one.launchInTerminal(one.opening);
  await one.sees(({ type }) => type === 'question.asked');
  const asked = one.events().findLast(({ type }) => type === 'question.asked');
  terminal.signal('SIGKILL');
  await terminal.ended;
  await one.sees(parked);
  expect(one.events().at(-1)).toMatchObject({ type: 'run.parked', data: { why: 'stopped', on: 'SIGHUP' } });
  await one.until(() => !isLocked(one.run().lock));
  expect(one.marks()).toBe('');
  expect(asked).toMatchObject({ data: { kind: 'cause' } });
  const answered = await one.answered(['resume', '--plain'], (now) => (now.includes('Approve') ? 'Approve' : '1'));
  expect(answered.code).toBe(0);
  expect(one.marks()).toBe('first\nbegin\nend\nasked\n');
});

test('a signal while a question is open stops the run at once', async () => {
  const one = begin();
  const terminal = one.launchInTerminal(one.opening);
  await one.sees(({ type }) => type === 'question.asked');
  const { pid } = (one.events()[0] as RunEvent & { data: { pid: number } }).data;
  process.kill(pid, 'SIGTERM');
  expect((await terminal.ended).code).toBe(143);
  expect(one.events().at(-1)).toMatchObject({ type: 'run.parked', data: { why: 'stopped', on: 'SIGTERM' } });
});
