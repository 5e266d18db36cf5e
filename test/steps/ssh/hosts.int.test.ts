// Shell steps on other hosts: real OpenSSH servers on this machine, with every kind of login that people have.

import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { onPath } from '../../../src/lab/on-path.ts';
import type { Outcome } from '../../../src/model/outcome.ts';
import { closeLinks } from '../../../src/steps/ssh/links.ts';
import { farStep, farTask } from '../../support/ssh/far-step.ts';
import { sshdProgram, type TestHosts, testHosts } from '../../support/ssh/sshd.ts';
import { watchedSurroundings } from '../../support/steps/surroundings.ts';

const sshd = sshdProgram();
const isRoot = process.getuid?.() === 0;

/** Whether a program is here; said where it is not. */
function has(name: string, debian = name): boolean {
  if (onPath(name) !== undefined) return true;
  process.stderr.write(`\nSKIPPED, a login shell of other hosts: there is no ${name} (Debian: ${debian})\n\n`);
  return false;
}

const AS_NOBODY = 'exec setpriv --reuid=nobody --regid=nogroup --clear-groups';
const READ_ONLY = (...folders: readonly string[]): string =>
  folders.map((folder) => `mount -t tmpfs -o ro none ${folder} &&`).join(' ');

const reading = (outcome: Outcome): unknown => (outcome.status === 'blind' ? outcome : outcome.reading);

describe.skipIf(sshd === undefined)('a shell step on another host', () => {
  let hosts: TestHosts;
  beforeAll(async () => {
    hosts = testHosts(sshd ?? '');
    await hosts.host('db-1');
  });
  afterEach(() => closeLinks());
  afterAll(() => hosts.stop());

  test.each(['read', 'change'] as const)(
    'gets its values as they are, and no process list shows them: %s',
    async (risk) => {
      const odd = `a'b"c$d\`e\\f\n.\n\ttab é ☃ $(touch /tmp/no) `;
      const secret = 'only-on-standard-input';
      const surroundings = watchedSurroundings();
      const script = 'printf "%s|" "$ODD"; cat; ps -eo args; ps -eo args >&2';
      const task = farTask('db-1', script, { risk, env: { ODD: odd, SECRET: secret }, stdin: 'typed\n' });
      expect(await farStep(task, surroundings)).toMatchObject({ status: 'succeeded' });
      expect(surroundings.came('stdout').startsWith(`${odd}|typed\n`)).toBe(true);
      expect(surroundings.came('stdout')).toContain('ssh');
      expect(surroundings.came('stderr')).not.toContain(secret);
      const argv = await farStep(farTask('db-1', ['printf', '%s', odd], { risk }));
      expect(reading(argv)).toMatchObject({ stdout: odd });
    },
  );

  test.each(['read', 'change'] as const)(
    'has the environment, the folder and the end that it would have here: %s',
    async (risk) => {
      const task = farTask('db-1', 'env; pwd; echo bad >&2; exit 255', { risk, env: { MINE: 'x' }, cwd: '/usr/share' });
      const outcome = await farStep(task);
      expect(outcome).toMatchObject({ status: 'failed', reading: { exit_code: 255, stderr: 'bad\n' } });
      const { stdout } = reading(outcome) as { stdout: string };
      expect(stdout).toMatch(/^MINE=x$/m);
      expect(stdout).toMatch(/^\/usr\/share$/m);
      expect(stdout).not.toMatch(/^SSH_/m);
      expect(await farStep(farTask('db-1', ['true'], { risk, cwd: '/nowhere' }))).toMatchObject(
        risk === 'read' ? { status: 'blind' } : { status: 'failed', reason: { kind: 'not_started' } },
      );
      expect(await farStep(farTask('db-1', ['no-such-program'], { risk }))).toMatchObject(
        risk === 'read'
          ? { status: 'blind', reason: { kind: 'not_installed' } }
          : { status: 'failed', reason: { kind: 'not_started' } },
      );
    },
  );

  test('has the whole of a large output and a large input', async () => {
    for (const risk of ['read', 'change'] as const) {
      const surroundings = watchedSurroundings();
      await farStep(farTask('db-1', 'yes | head -c 2000000', { risk }), surroundings);
      expect(surroundings.came('stdout').length).toBe(2_000_000);
      const counted = await farStep(farTask('db-1', ['wc', '-c'], { risk, stdin: 'é'.repeat(150_000) }));
      expect(reading(counted)).toMatchObject({ number: 300_000 });
      // Nobody has to read what he is given.
      expect(await farStep(farTask('db-1', ['true'], { risk, stdin: 'x'.repeat(300_000) }))).toMatchObject({
        status: 'succeeded',
      });
    }
  });

  test('is ended with all that it began when somebody ends it', async () => {
    const mark = `sleep 9${process.pid}`;
    const left = (): string => execFileSync('ps', ['-eo', 'args']).toString();
    for (const risk of ['read', 'change'] as const) {
      const surroundings = watchedSurroundings();
      const going = farStep(farTask('db-1', `${mark} & echo up; ${mark}`, { risk }), surroundings);
      await expect.poll(() => surroundings.came('stdout'), { timeout: 20_000 }).toBe('up\n');
      surroundings.cancel('ana');
      expect(await going).toMatchObject({ status: 'failed', reason: { kind: 'cancelled', by: 'ana' } });
    }
    await expect.poll(left, { timeout: 10_000 }).not.toContain(mark);
  });

  test('leaves nothing on the host once its probe is over, and does not wait for what it leaves running', async () => {
    const outcome = await farStep(farTask('db-1', 'setsid sleep 3 & echo hi', { risk: 'read', timeout_ms: 20_000 }));
    expect(reading(outcome)).toMatchObject({ stdout: 'hi\n' });
  });

  const LOGINS: readonly (readonly [what: string, shell: string, isHere: boolean])[] = [
    ['fish', 'exec fish -c "$SSH_ORIGINAL_COMMAND"', has('fish')],
    ['csh', 'exec tcsh -c "$SSH_ORIGINAL_COMMAND"', has('tcsh')],
    [
      'busybox',
      'exec busybox sh -c "$(echo "$SSH_ORIGINAL_COMMAND" | sed "s,/bin/sh,/bin/busybox sh,")"',
      has('busybox'),
    ],
    ['banner', 'echo "WELCOME, all is logged"; echo noise >&2; exec sh -c "$SSH_ORIGINAL_COMMAND"', true],
    ['wrapped', 'sh -c "$SSH_ORIGINAL_COMMAND"; exit 0', true],
    ['nobody', `export HOME=/nonexistent; ${AS_NOBODY} sh -c "$SSH_ORIGINAL_COMMAND"`, isRoot],
    [
      'no-tmp',
      `export HOME=/nonexistent; exec unshare -m sh -c '${READ_ONLY('/tmp', '/var/tmp')} ${AS_NOBODY} sh -c "$SSH_ORIGINAL_COMMAND"'`,
      isRoot,
    ],
  ];
  test.each(LOGINS.filter(([, , isHere]) => isHere))('works whatever the login is: %s', async (what, shell) => {
    await hosts.host(what, { shell });
    for (const risk of ['read', 'change'] as const) {
      const outcome = await farStep(
        farTask(what, 'printf "%s|" "$X"; echo e >&2; exit 3', { risk, env: { X: "it's\nhere" } }),
      );
      expect(outcome).toMatchObject({
        status: 'failed',
        reading: { exit_code: 3, stdout: "it's\nhere|", stderr: 'e\n' },
      });
    }
  });

  test.skipIf(!isRoot)('does not begin where nothing could keep its result', async () => {
    const shell = `export HOME=/nonexistent; exec unshare -m sh -c '${READ_ONLY('/tmp', '/var/tmp', '/dev/shm')} ${AS_NOBODY} sh -c "$SSH_ORIGINAL_COMMAND"'`;
    await hosts.host('read-only', { shell });
    const outcome = await farStep(farTask('read-only', ['true']));
    expect(outcome).toMatchObject({ status: 'failed', reason: { kind: 'not_started' } });
    expect(JSON.stringify(outcome)).toContain('no folder that could keep its result');
  });

  test.skipIf(!isRoot)(
    'has its end on a disk that is full, and does not begin without the whole of its input',
    async () => {
      await hosts.host('small');
      const disk = join(hosts.folder, 'home-small/.local');
      mkdirSync(disk);
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'none', disk]);
      try {
        const counted = farTask('small', ['wc', '-c'], { stdin: 'x'.repeat(200_000) });
        expect(await farStep(counted)).toMatchObject({
          status: 'failed',
          reason: { kind: 'not_started', message: expect.stringContaining('there is no room') },
        });
        const flood = await farStep(farTask('small', 'yes | head -c 500000; exit 5'));
        expect(flood).toMatchObject({ status: 'failed', reading: { exit_code: 5 } });
        // What comes next finds no room there, and goes to another place.
        expect(await farStep(counted)).toMatchObject({ status: 'succeeded', reading: { number: 200_000 } });
      } finally {
        execFileSync('umount', [disk]);
      }
    },
  );

  test('goes over a jump host', async () => {
    await hosts.host('inner', { user: ['ProxyJump db-1'] });
    expect(reading(await farStep(farTask('inner', 'echo in', { risk: 'read' })))).toMatchObject({ stdout: 'in\n' });
    expect(reading(await farStep(farTask('inner', 'echo in')))).toMatchObject({ stdout: 'in\n' });
  });

  test.skipIf(!isRoot || onPath('sudo') === undefined)(
    'may use sudo for the one command that needs no password',
    async () => {
      const rule = `/etc/sudoers.d/firebreak-test-${process.pid}`;
      await hosts.host('sudoer', { shell: `${AS_NOBODY} sh -c "$SSH_ORIGINAL_COMMAND"` });
      writeFileSync(rule, 'nobody ALL=(root) NOPASSWD: /usr/bin/id -u\n', { mode: 0o440 });
      try {
        expect(reading(await farStep(farTask('sudoer', ['sudo', '-n', 'id', '-u'])))).toMatchObject({ stdout: '0\n' });
        const refused = await farStep(farTask('sudoer', ['sudo', '-n', 'id', '-g']));
        expect(refused).toMatchObject({ status: 'failed', reading: { exit_code: 1 } });
      } finally {
        rmSync(rule);
      }
    },
  );

  test('shares one connection for all that a run asks of a host, more at once than a server allows', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 14 }, (_, n) =>
        farStep(
          farTask('db-1', 'sleep 0.3; echo "$PPID" >/dev/null; echo $N', { risk: 'read', env: { N: String(n) } }),
        ),
      ),
    );
    expect(outcomes.map(reading)).toMatchObject(outcomes.map((_, number) => ({ number })));
    const masters = execFileSync('ps', ['-eo', 'args'])
      .toString()
      .split('\n')
      .filter(
        (line) => /^\S*ssh /.test(line) && line.includes(`${hosts.folder}/firebreak-ssh-`) && line.includes(' -M '),
      );
    expect(masters).toHaveLength(1);
  });

  test('leaves no socket here', async () => {
    expect(await farStep(farTask('db-1', 'true'))).toMatchObject({ status: 'succeeded' });
    expect(socketsIn(hosts)).toHaveLength(1);
    await closeLinks();
    expect(socketsIn(hosts)).toEqual([]);
  });
});

/** Sockets of connections of this process. */
const socketsIn = ({ folder }: TestHosts): readonly string[] =>
  readdirSync(folder).filter((name) => name.startsWith('firebreak-ssh-'));
