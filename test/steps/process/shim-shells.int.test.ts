// The shim under every shell of this host that may stand behind /bin/sh, and on a disk that is full.

import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { locate, USUAL_PATH } from '../../../src/steps/process/program.ts';
import { SHIM } from '../../../src/steps/process/shim.ts';
import { readStatus, spoolFile } from '../../../src/steps/process/spool.ts';
import { shell } from '../../../src/steps/shell.ts';
import { watchedSurroundings } from '../../support/steps/surroundings.ts';

/** How each shell is called when it stands behind `sh`. */
const SHELLS: readonly (readonly string[])[] = [
  ['/bin/dash'],
  ['/bin/bash', '--posix'],
  ['/bin/busybox', 'sh'],
  ['/bin/ksh'],
  ['/bin/zsh', '--emulate', 'sh'],
].filter(([program = '']) => existsSync(program));

const tee = locate('tee', USUAL_PATH) ?? '';

describe.each(SHELLS)('under %s', (program, ...options) => {
  const run = (spool: string, ...command: string[]) =>
    new Promise((resolve) => {
      const argv = [...options, '-c', SHIM, 'sh', spool, '0022', tee, ...command];
      spawn(program ?? '', argv, { stdio: 'ignore' }).once('exit', resolve);
    });
  // zsh leaves without its trap when `exec` finds no program: then nobody claims that nothing ran, which is the safe side.
  const notStarted = program?.endsWith('zsh') === true ? { kind: 'ended', code: 127 } : { kind: 'refused' };
  const newSpool = (): string => mkdtempSync(join(tmpdir(), 'firebreak-shell-'));
  const read = (spool: string, name: 'stdout' | 'stderr'): string => readFileSync(spoolFile(spool, name), 'utf8');

  test('it keeps the exit status, both streams and the umask', async () => {
    const spool = newSpool();
    await run(spool, '/bin/sh', '-c', 'umask; echo problem >&2; exit 7');
    expect(readStatus(spool)).toMatchObject({ kind: 'ended', code: 7 });
    await expect.poll(() => [read(spool, 'stdout'), read(spool, 'stderr')]).toEqual(['0022\n', 'problem\n']);
  });

  test('it runs programs and never its own words', async () => {
    for (const word of ['exit', 'keep', 'read', 'firebreak-no-such-program']) {
      const spool = newSpool();
      await run(spool, word, '0');
      expect(readStatus(spool)).toMatchObject(notStarted);
    }
  });

  test('it marks a program that could not be started apart from one that ran and ended with 126 or 127', async () => {
    const folder = newSpool();
    writeFileSync(join(folder, 'plain'), 'echo never\n');
    writeFileSync(join(folder, 'script'), 'echo ran; exit 127\n', { mode: 0o755 });
    for (const program of [join(folder, 'plain'), join(folder, 'none'), folder]) {
      const spool = newSpool();
      await run(spool, program);
      // A path is looked at before, in every shell.
      expect(readStatus(spool)).toMatchObject({ kind: 'refused' });
      // Not every shell waits for what stands behind its pipes.
      await expect.poll(() => read(spool, 'stderr')).toContain(program);
    }
    for (const [code, ...command] of [
      ['127', join(folder, 'script')],
      ['127', 'timeout', '5', 'firebreak-no-such-program'],
      ['126', '/bin/sh', '-c', 'exit 126'],
    ]) {
      const spool = newSpool();
      await run(spool, ...command);
      expect(readStatus(spool)).toMatchObject({ kind: 'ended', code: Number(code) });
    }
  });

  test('it does not begin twice in one spool, nor without one', async () => {
    const spool = newSpool();
    await run(spool, 'echo', 'once');
    await run(spool, 'echo', 'twice');
    expect(read(spool, 'stdout')).toBe('once\n');
    expect(await run(join(spool, 'nowhere'), 'echo', 'never')).toBe(1);
  });

  test('it cuts the record at 64 MiB and a little, and not the command', async () => {
    const spool = newSpool();
    await run(spool, '/bin/sh', '-c', 'head -c 70000000 /dev/zero && echo finished >&2');
    expect(readStatus(spool)).toMatchObject({ kind: 'ended', code: 0 });
    expect(readFileSync(spoolFile(spool, 'stdout'))).toHaveLength(131_200 * 512);
    expect(read(spool, 'stderr')).toBe('finished\n');
    rmSync(spool, { recursive: true });
  });
});

/** A folder on a file system of 128 KiB; null where this process may not make one. */
function smallDisk(): string | null {
  const folder = mkdtempSync(join(tmpdir(), 'firebreak-small-'));
  const mount = `mount -t tmpfs -o size=128k tmpfs ${folder}`;
  if (spawnSync('/bin/sh', ['-c', mount]).status !== 0) return null;
  onTestFinished(() => {
    spawnSync('umount', [folder]);
  });
  return folder;
}

test('a full disk cuts the record, and neither the command nor its exit status', async ({ skip }) => {
  const disk = smallDisk();
  if (disk === null) return skip('only root may mount a small disk');
  const spool = join(disk, 'spool');
  mkdirSync(spool);
  const surroundings = watchedSurroundings({ spool });
  const script = 'head -c 1000000 /dev/zero && touch "$FLAG"; exit 5';
  const flag = join(mkdtempSync(join(tmpdir(), 'firebreak-flag-')), 'ran');
  const spec = { form: 'script', script, env: { FLAG: flag } } as const;
  const outcome = await shell.start({ kind: 'shell', spec, risk: 'change', timeout_ms: 20_000 }, surroundings).done;
  expect(outcome).toMatchObject({ reason: { kind: 'not_ok' }, reading: { exit_code: 5 } });
  expect(existsSync(flag)).toBe(true);
  expect(surroundings.came('stdout').length).toBeLessThan(131_072);
});
