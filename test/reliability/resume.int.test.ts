// `firebreak resume`, as people need it at night: the run goes on exactly where it was, and what cannot be known is asked.

import { appendFileSync, copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { readRecord } from '../../src/cli/record-file.ts';
import { replay } from '../../src/engine/replay.ts';
import type { RunEvent } from '../../src/model/event.ts';
import { audit } from '../../src/transcript/audit.ts';
import { sha256 } from '../../src/transcript/chain.ts';
import { lockHolder } from '../../src/transcript/disk/lock.ts';
import { buildKillable, killable } from '../support/program/killable.ts';
import { isAlive } from '../support/program/processes.ts';
import { RUNBOOK, type Story, story, TOKEN } from '../support/program/taken-up.ts';
import { spoolsOf } from '../support/program/traces.ts';
import { rewrite } from '../support/records/rewritten.ts';

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
  for (const one of stories.splice(0)) if (isAlive(one.pidIn('change'))) process.kill(one.pidIn('change'));
});

const DISRUPT = ['--approve', 'disrupt'];
const RESUME = ['resume', '--plain', ...DISRUPT];
const ALL = 'first\nbegin\nend\nasked\n';
const finished = (exec: string) => (event: RunEvent) => event.type === 'step.finished' && event.data.exec === exec;

/** A run whose engine was killed in the middle of its second change, which still runs. */
async function killedInTheMiddle(): Promise<Story> {
  const one = begin();
  one.put('hold');
  const engine = one.launch([...one.opening, ...DISRUPT]);
  await one.until(() => one.pidIn('change') > 0);
  await one.sees(({ type, data }) => type === 'step.spawned' && 'exec' in data && data.exec === 'broken/held#1');
  engine.signal('SIGKILL');
  await engine.ended;
  expect(isAlive(one.pidIn('change'))).toBe(true);
  return one;
}

/** What must hold of a record after all of this. */
function isSound(one: Story): void {
  expect(audit(one.run()).findings).toEqual([]);
  const { plan, events, transcript } = readRecord(one.run());
  expect(transcript.sealed).toBe(true);
  expect(replay(plan, events)).toMatchObject({ same: true });
  expect(spoolsOf(one.run().id)).toEqual([]);
}

describe('after the engine was killed in the middle of a change', () => {
  // Rule: shim.result
  test('the change that ended meanwhile has its output and its exit status on record', async () => {
    const one = await killedInTheMiddle();
    one.take('hold');
    await one.until(() => one.marks() === 'first\nbegin\nend\n');
    expect((await one.start(RESUME)).code).toBe(0);
    expect(one.events().find(finished('broken/held#1'))).toMatchObject({
      data: { outcome: { status: 'succeeded', reading: { exit_code: 0, stdout: 'said\n' } } },
    });
    expect(one.marks()).toBe(ALL);
    isSound(one);
  });

  test('the change that still runs is taken up, and ends under the new engine', async () => {
    const one = await killedInTheMiddle();
    const again = one.launch(RESUME);
    await one.sees(({ type }) => type === 'run.resumed');
    one.take('hold');
    expect((await again.ended).code).toBe(0);
    expect(one.events().find(finished('broken/held#1'))).toMatchObject({ data: { outcome: { status: 'succeeded' } } });
    expect(one.marks()).toBe(ALL);
    isSound(one);
  });

  test('after a reboot its end is not known: unattended the run waits, and a person says what became of it', async () => {
    const one = await killedInTheMiddle();
    process.kill(one.pidIn('change'));
    await one.until(() => !isAlive(one.pidIn('change')));
    // The boot on record is another one, and what stood in memory is gone.
    rewrite(one.run(), (line) => line.replaceAll(/"boot_id":"[^"]*"/g, '"boot_id":"another"'));
    for (const spool of spoolsOf(one.run().id)) rmSync(spool, { recursive: true });
    const waiting = await one.start(RESUME);
    expect(waiting.code).toBe(12);
    expect(waiting.stdout).toContain('it was running when Firebreak ended');
    expect(one.marks()).toBe('first\nbegin\n');
    const answered = await one.answered(RESUME, () => 'Mark as done');
    expect(answered.code).toBe(0);
    expect(one.marks()).toBe('first\nbegin\nasked\n');
    isSound(one);
  });
});

test('a probe of an engine that was killed is ended when the run is taken up, and made anew', async () => {
  const one = begin();
  one.put('hang');
  const engine = one.launch([...one.opening, ...DISRUPT]);
  await one.until(() => one.pidIn('probe') > 0);
  await one.sees(({ type, data }) => type === 'step.spawned' && 'exec' in data && data.exec === 'slow#1');
  engine.signal('SIGKILL');
  await engine.ended;
  const left = one.pidIn('probe');
  expect(isAlive(left)).toBe(true);
  const again = one.launch(RESUME);
  await one.sees((event) => event.type === 'step.spawned' && event.data.exec === 'slow#2');
  expect(isAlive(left)).toBe(false);
  one.take('hang');
  expect((await again.ended).code).toBe(0);
  isSound(one);
});

describe('a run', () => {
  test('is taken up by one process: another is told who has it', async () => {
    const one = await killedInTheMiddle();
    const first = one.launch(RESUME);
    await one.sees(({ type }) => type === 'run.resumed');
    const second = await one.start(RESUME);
    expect(second.code).toBe(12);
    const holder = lockHolder(one.run().lock);
    expect(second.stderr).toContain(`is held by process ${first.pid} of ${holder?.user} on ${holder?.host}`);
    expect(second.stderr).toContain(`firebreak watch ${one.run().id}`);
    one.take('hold');
    expect((await first.ended).code).toBe(0);
    expect(one.events().filter(({ type }) => type === 'run.resumed')).toHaveLength(1);
  });

  test('that is over is refused, and so is taking up none', async () => {
    const one = begin();
    expect((await one.start([...one.opening, ...DISRUPT])).code).toBe(0);
    const named = await one.start(['resume', one.run().id, '--plain']);
    expect(named.code).toBe(2);
    expect(named.stderr).toContain(`the run ${one.run().id} is over: resolved`);
    const none = await one.start(['resume', '--plain']);
    expect(none.code).toBe(2);
    expect(none.stderr).toContain(`is open; the newest is ${one.run().id}`);
  });

  // Rule: resume.pinned
  test('goes on with the text it was opened with; that the file has changed is said', async () => {
    const one = begin();
    const file = join(one.folder, 'taken-up.yaml');
    copyFileSync(RUNBOOK, file);
    const opening = one.opening.map((word) => (word === RUNBOOK ? file : word));
    expect((await one.start([...opening, '--approve', 'change'])).code).toBe(12);
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll('echo asked', 'echo edited'));
    const again = await one.start(RESUME);
    expect(again.code).toBe(0);
    expect(again.stderr).toContain(`${basename(file)} has changed since this run was opened`);
    expect(one.marks()).toBe(ALL);
  });

  test('that waits for an approval asks again, unattended and in a terminal, and runs nothing until it has it', async () => {
    const one = begin();
    for (const argv of [one.opening, ['resume', '--plain']]) {
      expect((await one.start([...argv, '--approve', 'change'])).code).toBe(12);
      expect(one.events().at(-1)).toMatchObject({ type: 'run.parked', data: { why: 'waiting' } });
      expect(one.marks()).toBe('first\nbegin\nend\n');
    }
    const answered = await one.answered(['resume', '--plain', '--as', 'ana'], () => 'Approve');
    expect(answered.code).toBe(0);
    expect(one.events().find(({ type }) => type === 'answer.given')).toMatchObject({
      actor: { kind: 'human', name: 'ana' },
      data: { choice: 'run' },
    });
    expect(one.marks()).toBe(ALL);
    isSound(one);
  });

  test('needs its secrets again, and says which; what is on record cannot be given anew', async () => {
    const one = begin();
    expect((await one.start([...one.opening, '--approve', 'change'])).code).toBe(12);
    const without = killable(program, { home: one.home, env: {} });
    const missing = await without.start(RESUME);
    expect(missing.code).toBe(2);
    expect(missing.stderr).toContain('input "token" has no value: give it in a file by --input-file or set TOKEN');
    const changed = await without.start([...RESUME, '--input', 'folder=/', '--input', `token=${TOKEN}`]);
    expect(changed.code).toBe(2);
    expect(changed.stderr).toContain('input "folder" is part of the record');
    // In a file no list of processes shows it.
    const file = join(one.folder, 'secrets.yaml');
    writeFileSync(file, `token: ${TOKEN}\n`, { mode: 0o600 });
    expect((await without.start([...RESUME, '--input-file', file])).code).toBe(0);
    expect(one.marks()).toBe(ALL);
  });

  // Rule: resume.target
  test('is taken up against the target it was opened for: a secret of another one is refused', async () => {
    const one = begin();
    const target = ['--input', 'target=redis://:pass-of-one@one:6379'];
    expect((await one.start([...one.opening, ...target, '--approve', 'change'])).code).toBe(12);
    // The default is another target than that of the run; so is a URL with another host.
    const refused = await one.start(RESUME);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain(
      'input "target" is now redis://localhost:6379; the run was opened with redis://«secret:target»@one:6379',
    );
    expect(refused.stderr).toContain('give it as it was: --input target=… or set TARGET');
    expect((await one.start([...RESUME, '--input', 'target=redis://:pass-of-one@other:6379'])).code).toBe(2);
    expect((await one.start([...RESUME, '--input', 'target=redis://:new-pass@one:6379'])).code).toBe(0);
    expect(one.marks()).toBe(ALL);
  });
});

describe('a record that was cut off', () => {
  // Rule: record.torn
  test('in the middle of a line goes on behind the last whole one, and the rest is kept aside', async () => {
    const one = begin();
    expect((await one.start([...one.opening, '--approve', 'change'])).code).toBe(12);
    const torn = '{"v":1,"run":"half a li';
    appendFileSync(one.run().transcript, torn);
    expect((await one.start(RESUME)).code).toBe(0);
    expect(one.events().find(({ type }) => type === 'run.recovered')).toMatchObject({
      data: { bytes: torn.length, sha256: sha256(torn), file: 'transcript.torn-1' },
    });
    expect(readFileSync(join(one.run().path, 'transcript.torn-1'), 'utf8')).toBe(torn);
    expect(one.marks()).toBe(ALL);
    isSound(one);
  });

  test('behind its saved head is not taken up', async () => {
    const one = begin();
    expect((await one.start([...one.opening, '--approve', 'change'])).code).toBe(12);
    const lines = readFileSync(one.run().transcript, 'utf8').trimEnd().split('\n');
    writeFileSync(one.run().transcript, `${lines.slice(0, -1).join('\n')}\n`);
    const again = await one.start(RESUME);
    expect(again.code).toBe(20);
    expect(again.stderr).toContain(`${lines.length} events were on record`);
    expect(one.marks()).toBe('first\nbegin\nend\n');
  });

  test('before its first line never began: that is said, nothing is done, and an older run is taken up instead', async () => {
    const one = begin();
    expect((await one.start([...one.opening, '--approve', 'change'])).code).toBe(12);
    const runs = join(one.home, 'runs');
    const firsts = [null, '', '{"v":1,"run":'];
    for (const [n, first] of firsts.entries()) {
      const empty = join(runs, `29990101-000${n}-taken-up-aaaa`);
      mkdirSync(join(empty, 'outputs'), { recursive: true, mode: 0o700 });
      if (first !== null) writeFileSync(join(empty, 'transcript.jsonl'), first, { mode: 0o600 });
      const refused = await one.start(['resume', basename(empty), '--plain']);
      expect(refused.code).toBe(2);
      expect(refused.stderr).toContain(`the run ${basename(empty)} never began`);
    }
    expect((await one.start(RESUME)).code).toBe(0);
    expect(one.marks()).toBe(ALL);
  });

  test('between the end of its run and its seal is sealed', async () => {
    const one = begin();
    expect((await one.start([...one.opening, ...DISRUPT])).code).toBe(0);
    const lines = readFileSync(one.run().transcript, 'utf8').trimEnd().split('\n');
    rmSync(one.run().head);
    writeFileSync(one.run().transcript, `${lines.slice(0, -1).join('\n')}\n`);
    const again = await one.start(RESUME);
    expect(again.code).toBe(0);
    expect(again.stderr).toContain('is over: resolved; its record was still open and is sealed now');
    expect(one.marks()).toBe(ALL);
    isSound(one);
  });
});
