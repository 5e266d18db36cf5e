// Hosts that cannot be used: each is told apart by why, in a sentence that says what to do, and nothing waits for a password.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { closeLinks } from '../../../src/steps/ssh/links.ts';
import { farStep, farTask } from '../../support/ssh/far-step.ts';
import { sshdProgram, type TestHosts, testHosts } from '../../support/ssh/sshd.ts';
import { watchedSurroundings } from '../../support/steps/surroundings.ts';

const sshd = sshdProgram();

describe.skipIf(sshd === undefined)('a host that cannot be used', () => {
  let hosts: TestHosts;
  beforeAll(() => {
    hosts = testHosts(sshd ?? '');
  });
  afterEach(() => closeLinks());
  afterAll(() => hosts.stop());

  const reasonOf = async (on: string, over: Parameters<typeof farTask>[2] = {}): Promise<unknown> => {
    const outcome = await farStep(farTask(on, ['true'], over));
    return outcome.status === 'blind' ? outcome.reason : outcome;
  };

  test('has a key that is not known: it is said how to check it, and it is never accepted', async () => {
    const host = await hosts.host('stranger', { user: ['StrictHostKeyChecking no'] });
    hosts.forget();
    for (const risk of ['read', 'change'] as const) {
      expect(await reasonOf('stranger', { risk })).toEqual({
        kind: 'ssh_host_key',
        message:
          'the key of stranger is not among the known hosts; ask whoever runs it for its fingerprint, then connect once by hand (`ssh stranger`) and accept the key only if it is the same',
      });
    }
    expect(readFileSync(join(hosts.folder, 'known_hosts'), 'utf8')).toBe('');
    await host.kill();
  });

  test('has another key than the known one: what it shows is told, and nothing is sent', async () => {
    const host = await hosts.host('changed');
    expect(await farStep(farTask('changed', ['true']))).toMatchObject({ status: 'succeeded' });
    await closeLinks();
    await host.changeKey();
    expect(await reasonOf('changed')).toMatchObject({
      kind: 'ssh_host_key',
      message: expect.stringMatching(
        /^changed has another key than the known one .*it shows SHA256:\S{43};.* nothing was sent/,
      ),
    });
  });

  test('lets nobody in with this key, or with none: it does not ask for a password', async () => {
    await hosts.host('closed', { more: ['AuthorizedKeysFile none', 'PasswordAuthentication yes'] });
    expect(await reasonOf('closed')).toMatchObject({
      kind: 'ssh_auth',
      message: expect.stringContaining(
        'closed let nobody in with the keys it was offered (it takes publickey,password)',
      ),
    });
  });

  test('lets an account in that may run nothing', async () => {
    await hosts.host('nologin', { shell: 'echo "This account is currently not available."; exit 1' });
    expect(await reasonOf('nologin')).toEqual({
      kind: 'ssh_auth',
      message: 'nologin was reached, but runs no commands for this user: This account is currently not available.',
    });
  });

  test('is gone, has no name, or says nothing', async () => {
    const host = await hosts.host('gone');
    await host.kill();
    expect(await reasonOf('gone')).toMatchObject({
      kind: 'ssh_unreachable',
      message: expect.stringContaining('refused'),
    });
    expect(await reasonOf('nowhere.invalid')).toMatchObject({ kind: 'ssh_unreachable' });
    await hosts.host('silent', { user: ['ProxyCommand sleep 60'] });
    expect(await reasonOf('silent', { timeout_ms: 1500 })).toMatchObject({ kind: 'ssh_unreachable' });
  });

  test('cannot be reached without `ssh`', async () => {
    const path = process.env['PATH'];
    process.env['PATH'] = '/nonexistent';
    try {
      expect(await reasonOf('db-1')).toEqual({
        kind: 'not_installed',
        message: "`ssh` is not installed here, and db-1 is reached by it (OpenSSH's client)",
      });
    } finally {
      process.env['PATH'] = path;
    }
  });

  test('is gone in the middle of a probe, which is blind', async () => {
    const host = await hosts.host('leaving');
    const surroundings = watchedSurroundings();
    const going = farStep(farTask('leaving', 'echo up; sleep 30', { risk: 'read' }), surroundings);
    await expect.poll(() => surroundings.came('stdout'), { timeout: 20_000 }).toBe('up\n');
    await host.kill();
    expect(await going).toMatchObject({ status: 'blind', reason: { kind: 'ssh_unreachable' } });
    await pause(10);
    expect(existsSync(join(hosts.folder, 'config'))).toBe(true);
  });
});
