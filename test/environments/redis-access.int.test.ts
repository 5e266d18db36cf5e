// Who may do what: users of an ACL, commands renamed away, a password that nobody asks for. A healthy Redis of each kind
// ends healthy, and what the user of the address may not see is blind and no bad news.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { environment } from '../support/environments.ts';
import { command, performRedis, readingOf, writeCheck } from '../support/redis/redis-probe.ts';
import { startRedis, type TestRedis } from '../support/redis/redis-server.ts';
import { HEALTHY, type SmallApplication, startApplication } from '../support/redis/small-application.ts';

const PATIENT = { timeout_ms: 20_000 };

let redis: TestRedis;
let application: SmallApplication;

/** The address with the user `app`, whose rules are these besides those of the application. */
async function as(...rules: readonly string[]): Promise<string> {
  await redis.admin('ACL', 'SETUSER', 'app', 'reset', 'on', '>secret-of-app', '+@all', ...rules);
  return redis.url.replace('//', '//app:secret-of-app@');
}

beforeAll(async () => {
  redis = await startRedis();
  application = await startApplication({ port: redis.port, host: '127.0.0.1' });
});

beforeEach(async () => {
  application.status = 200;
});

afterAll(async () => {
  await application.stop();
  await redis.stop();
});

describe('a healthy Redis ends healthy for a user', () => {
  environment(
    'Redis users',
    'an ACL user with the keys bull:* and sess:*',
    'ends healthy, with no change',
    async () => {
      expect(await application.run(await as('resetkeys', '~bull:*', '~sess:*'))).toMatchObject(HEALTHY);
    },
  );

  environment('Redis users', 'an ACL user with -@dangerous', 'ends healthy; INFO and CLIENT are blind', async () => {
    expect(await application.run(await as('~*', '-@dangerous'))).toMatchObject(HEALTHY);
  });

  environment('Redis users', 'an ACL user without INFO, CLIENT and PING', 'ends healthy', async () => {
    expect(await application.run(await as('~*', '-info', '-client', '-ping'))).toMatchObject(HEALTHY);
  });
});

test('a key outside of its pattern leaves the write check blind, and says which input moves it', async () => {
  const url = await as('resetkeys', '~bull:*');
  const check = await performRedis(writeCheck(url), PATIENT);
  expect(check).toMatchObject({
    status: 'blind',
    reason: { kind: 'no_permission', message: expect.stringMatching(/`key` of the check .*probe_key/) },
  });
  expect((await performRedis(writeCheck(url, 'bull:probe'), PATIENT)).status).toBe('succeeded');
});

environment(
  'Redis users',
  'an ACL user who may not write',
  'a missing permission is confirmed: the application meets it too',
  async () => {
    application.status = 503;
    expect(await application.run(await as('~*', '-@write'))).toMatchObject({
      code: 11,
      changes: [],
      confirmed: ['not_permitted'],
    });
  },
);

test('whoever may not PING has an answer all the same', async () => {
  const reading = readingOf(await performRedis(command(await as('~*', '-ping'), 'PING'), PATIENT));
  expect(reading).toMatchObject({ ok: true, text: expect.stringMatching(/^NOPERM/) });
});

test.each([
  ['INFO', ['INFO']],
  ['CLIENT LIST', ['CLIENT', 'LIST']],
  ['CONFIG GET', ['CONFIG', 'GET', 'save']],
  ['SLOWLOG GET', ['SLOWLOG', 'GET']],
])('whoever may not ask %s is blind, with the cure', async (_, argv) => {
  const outcome = await performRedis(command(await as('~*', `-${argv[0]}`.toLowerCase()), ...argv), PATIENT);
  expect(outcome).toMatchObject({
    status: 'blind',
    reason: { kind: 'no_permission', message: expect.stringMatching(/allow the command in its ACL/) },
  });
});

describe('commands that a managed server has renamed away', () => {
  let managed: TestRedis;
  let busy: SmallApplication;

  beforeAll(async () => {
    const renamed = ['INFO', 'CLIENT', 'CONFIG', 'SLOWLOG', 'CLUSTER'].flatMap((name) => [
      '--rename-command',
      name,
      '',
    ]);
    managed = await startRedis(...renamed);
    busy = await startApplication({ port: managed.port, host: '127.0.0.1', enableReadyCheck: false });
  });
  afterAll(async () => {
    await busy.stop();
    await managed.stop();
  });

  environment('Redis users', 'INFO, CLIENT, CONFIG renamed away, as by managed servers', 'ends healthy', async () => {
    expect(await busy.run(managed.url)).toMatchObject(HEALTHY);
  });
});

describe('a password', () => {
  test.each([
    ['given and wanted', ':right-password@', 'right-password', 'needed'],
    ['of the user default', 'default:right-password@', 'right-password', 'needed'],
    ['given and not wanted', ':right-password@', '', 'not_needed'],
    ['neither given nor wanted', '', '', 'not_needed'],
  ])('%s', async (_, userinfo, requirepass, auth) => {
    await redis.admin('CONFIG', 'SET', 'requirepass', requirepass);
    try {
      const outcome = await performRedis(command(redis.url.replace('//', `//${userinfo}`), 'PING'), PATIENT);
      expect(readingOf(outcome)).toMatchObject({ ok: true, auth, password_given: userinfo !== '' });
    } finally {
      await redis.admin('CONFIG', 'SET', 'requirepass', '');
    }
  });

  environment(
    'Redis users',
    'no password where one is given',
    'never healthy: it is said that everybody is let in',
    async () => {
      const ran = await application.run(redis.url.replace('//', '//:right-password@'));
      expect(ran).toMatchObject({ code: 11, changes: [], confirmed: ['password_not_asked_for'] });
      expect(ran.printed).not.toContain('right-password');
    },
  );

  describe('that was changed', () => {
    let knocking: NodeJS.Timeout;

    // Somebody goes on with the old one all the time.
    beforeAll(async () => {
      await redis.admin('CONFIG', 'SET', 'requirepass', 'the-new-password');
      const other = redis.connect();
      knocking = setInterval(() => void other.call('AUTH', 'the-old-password').catch(() => {}), 50);
    });
    afterAll(async () => {
      clearInterval(knocking);
      await redis.admin('CONFIG', 'SET', 'requirepass', '');
    });

    const run = () => application.run(redis.url.replace('//', '//:the-new-password@'));

    environment(
      'Redis users',
      'an old password in the application, the new one here',
      'other clients are turned away, by what Redis counts',
      async () => {
        application.status = 503;
        expect(await run()).toMatchObject({ code: 11, changes: [], confirmed: ['others_turned_away'] });
      },
    );

    environment(
      'Redis users',
      'an old password in some other client, the new one in the application and here',
      'ends healthy, with no change',
      async () => expect(await run()).toMatchObject(HEALTHY),
    );
  });
});
