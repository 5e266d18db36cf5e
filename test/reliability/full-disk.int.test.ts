// A disk that is full, or takes no more for another reason, while a change runs: the change ends, nothing more begins, it
// is said, nothing that was acknowledged is lost, and with room again the run goes on.

import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runSpools } from '../../src/cli/spool-folder.ts';
import { makeSpool } from '../../src/steps/process/spool.ts';
import { audit } from '../../src/transcript/audit.ts';
import { runFolder } from '../../src/transcript/store.ts';
import { buildKillable, type Launched } from '../support/program/killable.ts';
import { type Story, story } from '../support/program/taken-up.ts';
import { workFolder } from '../support/program/work-folder.ts';

let program = '';
const mounted = mountSmall();
beforeAll(async () => {
  program = await buildKillable();
});
afterAll(() => {
  if (mounted !== null) spawnSync('umount', ['-l', mounted]);
});

const RESUME = ['resume', '--plain', '--approve', 'disrupt'];

/** A file system of 4 MiB; null, said aloud, where this user may not mount one. */
function mountSmall(): string | null {
  const place = mkdtempSync(join(tmpdir(), 'firebreak-small-'));
  const { status, stderr } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4m,mode=0700', 'tmpfs', place]);
  if (status === 0) return place;
  process.stderr.write(
    `\nSKIPPED, a disk that is really full: no small file system could be mounted: ${String(stderr)}\n\n`,
  );
  return null;
}

/** A run whose second change is held. */
async function held(one: Story): Promise<Launched> {
  one.put('hold');
  const engine = one.launch([...one.opening, '--approve', 'disrupt']);
  await one.until(() => one.pidIn('change') > 0);
  await one.sees(({ type, data }) => type === 'step.spawned' && 'exec' in data && data.exec === 'broken/held#1');
  return engine;
}

async function goesOn(one: Story): Promise<void> {
  expect(one.marks()).toBe('first\nbegin\nend\n');
  expect((await one.start(RESUME)).code).toBe(0);
  expect(one.marks()).toBe('first\nbegin\nend\nasked\n');
  expect(
    one.events().find((event) => event.type === 'step.finished' && event.data.exec === 'broken/held#1'),
  ).toMatchObject({
    data: { outcome: { status: 'succeeded', reading: { stdout: expect.stringMatching(/said\n$/) } } },
  });
  expect(audit(one.run()).findings).toEqual([]);
}

test.runIf(mounted !== null)('on a full disk the change that runs is recorded in the space set aside', async () => {
  const home = join(mounted ?? '', 'home');
  mkdirSync(home, { mode: 0o700 });
  const one = story(program, home);
  one.put('loud');
  const engine = await held(one);
  const ballast = join(mounted ?? '', 'ballast');
  fill(ballast);
  one.take('hold');
  const ended = await engine.ended;
  expect(ended.code).toBe(12);
  expect(ended.stdout).toMatch(/record +.*cannot be kept|nothing more is begun/);
  // It is on record as it ended, and nothing began after it.
  expect(one.events().some(({ type, data }) => type === 'step.finished' && data.exec === 'broken/held#1')).toBe(true);
  expect(one.marks()).toBe('first\nbegin\nend\n');
  // No room, no run.
  const tooEarly = await one.start(RESUME);
  expect(tooEarly.code).not.toBe(0);
  expect(tooEarly.stderr).toContain('make room');
  rmSync(ballast);
  await goesOn(one);
});

test.runIf(mounted !== null)('a change starts although the place for its spool is full: there is another', () => {
  const before = process.env['XDG_RUNTIME_DIR'];
  const ballast = join(mounted ?? '', 'ballast');
  fill(ballast);
  process.env['XDG_RUNTIME_DIR'] = mounted ?? '';
  try {
    const run = runFolder(join(workFolder(), '20260302-2114-spools-full'));
    mkdirSync(run.path);
    const spools = runSpools(run);
    spools.ready();
    expect(spools.of('x').startsWith(mounted ?? '')).toBe(false);
    makeSpool(spools.of('x'));
    spools.release('x');
  } finally {
    rmSync(ballast);
    if (before === undefined) delete process.env['XDG_RUNTIME_DIR'];
    else process.env['XDG_RUNTIME_DIR'] = before;
  }
});

function fill(path: string): void {
  const fd = openSync(path, 'w');
  const block = Buffer.alloc(4096);
  try {
    for (;;) if (writeSync(fd, block) < block.length) break;
  } catch {
    // Full.
  }
  closeSync(fd);
}

/** From now on no file of this process may grow. */
function forbidGrowth(one: Story, engine: Launched): void {
  const { size } = statSync(one.run().transcript);
  execFileSync('prlimit', [`--fsize=${size + 20}:${size + 20}`, '--pid', String(engine.pid)]);
}

test('a record that takes no more loses nothing: the end of the change is found where it was spooled', async () => {
  const one = story(program);
  const engine = await held(one);
  forbidGrowth(one, engine);
  one.take('hold');
  const ended = await engine.ended;
  expect(ended.code).toBe(12);
  expect(`${ended.stdout}${ended.stderr}`).toContain('EFBIG');
  expect(one.events().at(-1)).toMatchObject({ type: 'step.spawned' });
  await goesOn(one);
  expect(one.events().some(({ type }) => type === 'run.recovered')).toBe(true);
});

test('a record that breaks while a change runs is told at once, and the change is let end', async () => {
  const one = story(program);
  const engine = await held(one);
  forbidGrowth(one, engine);
  // That somebody wants to stop is the next thing to be written.
  engine.signal('SIGTERM');
  const ended = engine.ended;
  await one.until(() => engine.said().includes('EFBIG'));
  expect(isTorn(one)).toBe(true);
  expect(one.marks()).toBe('first\nbegin\n');
  one.take('hold');
  expect((await ended).code).toBe(12);
  await goesOn(one);
});

function isTorn(one: Story): boolean {
  return audit(one.run()).findings.some(({ kind }) => kind === 'torn');
}
