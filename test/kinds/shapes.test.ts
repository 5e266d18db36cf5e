// What authors write, brought to its long form; the specification that follows; and the command that people see.

import { describe, expect, test } from 'vitest';
import { definition } from '../../src/kinds/index.ts';
import type { Json } from '../../src/model/json.ts';
import type { Kind } from '../../src/model/step.ts';
import { rendered, template } from '../support/expressions/templates.ts';

const VALUES: Readonly<Record<string, Json>> = {
  'inputs.url': 'redis://localhost:6379/1',
  'inputs.api': 'http://localhost:3000',
  'inputs.name': "it's me",
  'inputs.dash': '-rf',
  'inputs.list': ['systemctl', 'restart', '-q', 'redis server'],
  'inputs.number': 134217728,
  'inputs.lines': 'a\r\nX-Evil: 1',
  'inputs.pause': '1m30s',
  'probe.host': 'evil.example',
};

/** The command of a written value; or what is wrong with it, first when it is read, then when it is to run. */
function said(kind: Kind, written: Json): string {
  const { shape, spec, describe: describeSpec } = definition(kind);
  const shaped = shape(template(written));
  if (!shaped.ok) return `refused: ${shaped.error.map(({ message }) => message).join('; ')}`;
  expect(shape(shaped.value), 'shaping a shape changes nothing').toEqual(shaped);
  const made = spec(rendered(shaped.value, VALUES));
  return made.ok ? describeSpec(made.value) : `not run: ${made.error}`;
}

const url = '${{ secret:redis_url }}';

const CASES: Readonly<Partial<Record<Kind, readonly (readonly [written: Json, said: string])[]>>> = {
  redis: [
    [{ command: 'PING', url }, 'redis-cli -u «secret:redis_url» PING'],
    [{ command: 'PING', url, db: 2 }, 'redis-cli -u «secret:redis_url» -n 2 PING'],
    [
      { command: ['CONFIG', 'SET', 'maxmemory', '${{ inputs.number }}'], url },
      'redis-cli -u «secret:redis_url» CONFIG SET maxmemory 134217728',
    ],
    [{ command: 'GET key:${{ inputs.name }}', url }, `redis-cli -u «secret:redis_url» GET 'key:it'\\''s me'`],
    [{ command: 'PING', url: '${{ inputs.url }}' }, 'redis-cli -u redis://localhost:6379/1 PING'],
    [{ command: 'PING', url: 'redis://app:hunter2@db:6379' }, "redis-cli -u 'redis://app:***@db:6379' PING"],
    [{ command: ['SET', 'a', ''], url: 'redis://a' }, "redis-cli -u redis://a SET a ''"],
    [
      { check: 'write', url: 'redis://a' },
      'redis-cli -u redis://a SET firebreak:probe:check 1 NX PX 2000 && redis-cli -u redis://a DEL firebreak:probe:check',
    ],
    [{ scan: 'sess:*', url: 'redis://a', limit: 5 }, "redis-cli -u redis://a --scan --pattern 'sess:*' | head -n 5"],
    [
      { scan: 'sess:*', ttl: 'none', do: 'unlink', url: 'redis://a' },
      "redis-cli -u redis://a --scan --pattern 'sess:*' | head -n 10000 | xargs redis-cli -u redis://a UNLINK  # only keys that never expire",
    ],
    [{ command: 'PING' }, 'refused: `url` is missing'],
    [
      { command: 'PING', url: 'localhost:6379' },
      'refused: the address of Redis cannot be used: it has no scheme; write redis://host:port, with TLS rediss://host:port, for a socket unix:///path, for Sentinels redis+sentinel://host:port,host:port/name',
    ],
    [
      { command: 'PING', url: '${{ inputs.api }}' },
      'not run: the address of Redis cannot be used: the address of a Redis begins with redis://, rediss://, redis+sentinel:// or unix://',
    ],
    [{ url }, 'refused: a redis step has one of `command`, `check`, `scan`'],
    [{ command: 'PING', check: 'write', url }, 'refused: a redis step has one of `command`, `check`, `scan`'],
    [{ command: 'PING', sample: '1s', url }, 'refused: `sample` goes with INFO only'],
    [{ command: 'INFO', sample: '1', url }, 'refused: "1" is no duration'],
    [{ check: 'write', ttl: 'none', url }, 'refused: `ttl` does not go with `check`'],
    [{ command: 'SET a "b c"', url }, 'refused: quotes mean nothing here: the command is split at blanks'],
    [{ command: [], url }, 'refused: `command` is empty'],
    [{ command: '  ', url }, 'refused: `command` is empty'],
    [{ command: ['GET', ['a']], url }, 'refused: item 2 of `command` must be text, not a list'],
    [{ command: ['GET', '${{ inputs.list }}'], url }, 'not run: item 2 of `command` must be text, not a list'],
    [{ scan: 'a*', limit: -1, url }, 'refused: `limit` must be a whole number, not -1'],
    [{ scan: 'a*', limit: '${{ inputs.name }}', url }, 'not run: `limit` must be a whole number, not "it\'s me"'],
  ],
  bullmq: [
    [{ queue: 'mail', url: 'redis://a' }, "new Queue('mail', { connection: { url: 'redis://a' } }).getJobCounts()"],
    [
      { queue: 'mail', url, prefix: 'x', do: 'pause' },
      "new Queue('mail', { connection: { url: '«secret:redis_url»' }, prefix: 'x' }).pause()",
    ],
    [
      { queue: 'mail', url: 'redis://a', do: 'retry_failed', limit: 7 },
      "new Queue('mail', { connection: { url: 'redis://a' } }).retryJobs({ state: 'failed', count: 7 })",
    ],
    [
      { queue: 'mail', url: 'redis://a', do: 'promote_delayed' },
      "new Queue('mail', { connection: { url: 'redis://a' } }).promoteJobs({ count: 1000 })",
    ],
    [
      { queue: 'mail', url: 'redis://a', do: 'clean', state: 'failed', older_than: '1h' },
      "new Queue('mail', { connection: { url: 'redis://a' } }).clean(3600000, 1000, 'failed')",
    ],
    [{ queue: 'mail', url, do: 'clean', state: 'failed' }, 'refused: `clean` needs `older_than`'],
    [{ queue: 'mail', url, do: 'clean', older_than: '1h' }, 'refused: `state` is missing'],
    [{ queue: 'mail', url, state: 'failed' }, 'refused: `state` goes with `do` only'],
    [
      { queue: 'mail', url, do: 'drain' },
      'refused: `do` must be pause or resume or retry_failed or promote_delayed or clean, not "drain"',
    ],
    ['mail', 'refused: a mapping is needed here'],
  ],
  docker: [
    [{ inspect: 'web' }, 'docker inspect web'],
    [{ logs: 'web', since: '10m' }, 'docker logs --tail 50 --since 10m web'],
    [{ list: { name: 'web', label: 'a=b' } }, 'docker ps --all --filter name=web --filter label=a=b'],
    [{ list: {} }, 'docker ps --all'],
    [{ restart: '${{ inputs.name }}' }, "docker restart 'it'\\''s me'"],
    [{ connect: 'net', container: 'web' }, 'docker network connect net web'],
    [
      { exec: 'web', command: ['redis-cli', '-e', 'ping'], env: { A: '${{ secret:token }}' } },
      'docker exec -e A=«secret:token» web redis-cli -e ping',
    ],
    [{ exec: 'web', command: ['rm', '${{ inputs.dash }}'] }, 'not run: "-rf" would be taken for an option'],
    [
      { exec: 'web', command: ['sh', '-c', 'echo ${{ inputs.name }}'] },
      'refused: a hole in the text that sh runs would become part of a program',
    ],
    [{ exec: 'web', command: 'redis-cli ping' }, 'refused: `command` must be a list: one argument an item'],
    [{ exec: 'web' }, 'refused: `command` is missing'],
    [
      { start: 'a', stop: 'b' },
      'refused: a docker step has one of `inspect`, `logs`, `list`, `start`, `stop`, `restart`, `unpause`, `connect`, `exec`',
    ],
    [{ start: 'a', tail: 5 }, 'refused: `tail` does not go with `start`'],
    [{ list: { nam: 'a' } }, 'refused: `nam` is no key of `list`'],
  ],
  systemd: [
    [{ unit: 'redis-server' }, 'systemctl show redis-server'],
    [{ list: 'redis*' }, "systemctl list-units --all 'redis*'"],
    [{ journal: 'redis@6379.service', lines: 5 }, 'journalctl --unit redis@6379.service --lines 5'],
    [{ journal: 'api', lines: 200, since: '5s' }, 'journalctl --unit api --lines 200 --since -5s'],
    [{ reset_failed: 'a' }, 'systemctl reset-failed a'],
    [{ stop: '${{ inputs.dash }}' }, 'not run: "-rf" is no name of a unit'],
    [{ start: 'redis*' }, 'refused: "redis*" is no name of a unit'],
    [{ unit: '/etc/passwd' }, 'refused: "/etc/passwd" is no name of a unit'],
    [{ list: '--failed' }, 'refused: "--failed" is no pattern of units'],
    [{ unit: 'a', lines: 5 }, 'refused: `lines` does not go with `unit`'],
    [
      { lines: 5 },
      'refused: a systemd step has one of `unit`, `list`, `journal`, `start`, `restart`, `stop`, `reset_failed`',
    ],
  ],
  compose: [
    [{ up: 'redis' }, 'docker compose up -d --no-recreate --no-deps redis'],
    [
      { restart: ['api', 'worker'], file: 'a b.yml', project: 'p' },
      "docker compose -f 'a b.yml' -p p restart api worker",
    ],
    [{ ps: [] }, 'docker compose ps --all'],
    [{ up: ['${{ inputs.dash }}'] }, 'not run: "-rf" is no name of a service'],
    [{ file: 'a.yml' }, 'refused: a compose step has one of `up`, `restart`, `stop`, `ps`'],
  ],
  prometheus: [
    [
      { query: 'up{a="b"} == 0', url: 'http://user:pw@h:9090/prom/' },
      `curl --data-urlencode 'query=up{a="b"} == 0' 'http://user:***@h:9090/prom/api/v1/query'`,
    ],
    [
      {
        query: 'up',
        url: '${{ secret:prometheus_url }}',
        range: '15m',
        step: '500ms',
        headers: { 'X-Scope-OrgID': '${{ secret:token }}' },
        tls: { ca: '/ca.pem' },
      },
      `curl --cacert /ca.pem -H 'X-Scope-OrgID: «secret:token»' --data-urlencode query=up -d "start=$(($(date +%s) - 900))" -d "end=$(date +%s)" -d step=0.5 «secret:prometheus_url»/api/v1/query_range`,
    ],
    [
      { query: 'up', url: 'http://h/api/v1/query?dedup=true' },
      "curl --data-urlencode query=up 'http://h/api/v1/query?dedup=true'",
    ],
    [{ query: 'up' }, 'refused: `url` is missing'],
    [{ query: 'up', url: 'h:9090' }, 'refused: the URL must begin with http:// or https:// and a host'],
    [{ query: 'up', url: 'http://${{ probe.host }}' }, 'refused: `probe.host` may not supply the host'],
  ],
  http: [
    ['GET ${{ inputs.api }}/readyz', 'curl http://localhost:3000/readyz'],
    ['HEAD http://localhost/${{ probe.host }}', 'curl -I http://localhost/evil.example'],
    ['DELETE http://localhost/?q=${{ inputs.name }}', 'not run: the URL holds a blank'],
    [
      { url: 'https://user:pw@h/', insecure: true, headers: { Authorization: 'Bearer ${{ secret:token }}' } },
      "curl -k -H 'Authorization: Bearer «secret:token»' 'https://user:***@h/'",
    ],
    [
      { method: 'post', url: 'http://h', json: { a: '${{ secret:token }}', b: [1] } },
      `curl -X POST --json '{"a":"«secret:token»","b":[1]}' http://h`,
    ],
    [{ method: 'PUT', url: 'http://h', body: 'a\nb' }, "curl -X PUT --data-raw 'a\nb' http://h"],
    ['http://localhost/readyz', 'refused: a request is written as method and URL'],
    ['GET ${{ probe.host }}/readyz', 'refused: `probe.host` may not supply the host'],
    ['GET http://${{ alert.labels.host }}:80/', 'refused: `alert.labels.host` may not supply the host'],
    ['GET ${{ inputs.api }}${{ probe.host }}/x', 'refused: `probe.host` may not supply the host'],
    ['GET http://a.${{ probe.host }}', 'refused: `probe.host` may not supply the host'],
    ['GET ${{ inputs.name }}://localhost/', 'refused: a hole may not supply the scheme'],
    ['GET ht${{ inputs.name }}://localhost/', 'refused: a hole may not supply the scheme'],
    ['GET ftp://localhost/', 'refused: the URL must begin with http:// or https:// and a host'],
    ['GET http://localhost/${{ inputs.lines }}', 'not run: the URL holds a line end or another control character'],
    ['GE:T http://localhost/', 'refused: "GE:T" is no HTTP method'],
    [
      { url: 'http://h', headers: { 'X-A': '${{ inputs.lines }}' } },
      'not run: the header X-A holds a line end or another control character',
    ],
    [{ url: 'http://h', headers: { 'X A': 'b' } }, 'refused: "X A" is no name of a header'],
    [{ url: 'http://h', body: 'a', json: {} }, 'refused: `body` and `json` do not go together'],
    [{ method: 'GET' }, 'refused: `url` is missing'],
  ],
  tcp: [
    ['localhost:6379', 'nc -v localhost 6379'],
    [url, 'nc -v «secret:redis_url»'],
    ['redis://u:p@[::1]:6379/0', "nc -v '[::1]' 6379"],
    ['localhost', 'refused: the target is no host:port and no URL'],
    ['${{ inputs.name }}', 'not run: the target is no host:port and no URL'],
  ],
  dns: [
    ['redis.internal', 'getent hosts redis.internal'],
    ['redis://redis.internal:6379/0', 'getent hosts redis.internal'],
    ['${{ inputs.name }}', 'not run: the target is no name and no URL'],
  ],
  system: [
    [{}, 'free -b; uptime'],
    [{ disk: '/var' }, 'df -k /var; free -b; uptime'],
  ],
  shell: [
    ['systemctl restart ${{ inputs.name }}', "systemctl restart 'it'\\''s me'"],
    [['systemctl', 'restart', '${{ inputs.name }}'], "systemctl restart 'it'\\''s me'"],
    ['${{ inputs.list }}', "systemctl restart -q 'redis server'"],
    [{ command: '${{ inputs.list }}', cwd: '/srv' }, "cd /srv && systemctl restart -q 'redis server'"],
    [
      { command: ['backup'], env: { TOKEN: '${{ secret:token }}' }, stdin: 'a b' },
      "printf %s 'a b' | TOKEN=«secret:token» backup",
    ],
    [{ script: 'backup ${{ inputs.name }}', env: { TOKEN: 'x' } }, "export TOKEN=x\nbackup 'it'\\''s me'"],
    [{ script: 'a\nb', cwd: '/srv', stdin: 'c' }, 'cd /srv && printf %s c | {\na\nb\n}'],
    [['rm', '${{ inputs.dash }}'], 'not run: "-rf" would be taken for an option'],
    [['rm', '--', '${{ inputs.dash }}'], 'rm -- -rf'],
    [['rm', '-rf'], 'rm -rf'],
    [['ssh', '${{ inputs.name }}', 'uptime'], "ssh 'it'\\''s me' uptime"],
    [
      ['ssh', 'db1', 'systemctl restart ${{ inputs.name }}'],
      'refused: a hole in the text that ssh runs would become part of a program',
    ],
    ['${{ inputs.name }}', 'not run: `command` must be a list, not a string'],
    [{ script: '${{ inputs.name }}' }, 'refused: a script cannot be one hole: the value would have to be run as text'],
    ['echo $FB_1', 'refused: names like FB_1 belong to Firebreak'],
    [{ command: ['a'], env: { FB_1: 'x' } }, 'refused: names like FB_1 belong to Firebreak'],
    [{ command: ['a'], env: { 'A-B': 'x' } }, 'refused: "A-B" is no name of a variable'],
    [{ script: 'a', command: ['b'] }, 'refused: a shell step has one of `script`, `command`'],
    [{ cwd: '/' }, 'refused: a shell step has one of `script`, `command`'],
    ['echo ${{ inputs.list }}', 'not run: what fills a hole of a script must be text, not a list'],
  ],
  ask: [
    ['Is it open?', 'ask: Is it open?'],
    [{ question: 'Where?', choices: ['north', 'south'], default: 'north' }, 'ask: Where?'],
    [{ question: 'Where?', choices: ['north'], type: 'string' }, 'refused: `choices` and `type` do not go together'],
  ],
  manual: [['Open the firewall\n', 'by hand: Open the firewall']],
  wait: [
    ['90s', 'wait 1m30s'],
    ['${{ inputs.pause }}', 'wait 1m30s'],
    ['90', 'refused: "90" is no duration'],
    ['${{ inputs.name }}', 'not run: "it\'s me" is no duration'],
  ],
  notify: [
    [
      { url: 'https://chat.example/hook', text: 'Redis is down' },
      `curl -X POST --json '{"text":"Redis is down"}' https://chat.example/hook`,
    ],
    [{ url: 'https://chat.example/hook' }, 'refused: a notify step has either `text` or `json`'],
    [{ url: 'https://${{ alert.labels.host }}/', text: 'a' }, 'refused: `alert.labels.host` may not supply the host'],
  ],
};

describe.each(Object.entries(CASES))('%s', (kind, cases) => {
  test.each(cases)('%j', (written, expected) => {
    expect(said(kind as Kind, written)).toBe(expected);
  });
});

test('a short form may lack what the defaults of the file will give', () => {
  const { shape } = definition('redis');
  const short = shape('INFO memory');
  expect(short).toEqual({ ok: true, value: { command: ['INFO', 'memory'] } });
});

test('a form that a kind does not have is refused in one sentence', () => {
  for (const written of [null, 5, true]) {
    expect(definition('redis').shape(written)).toMatchObject({
      ok: false,
      error: [{ message: 'text, a list or a mapping is needed here' }],
    });
    expect(definition('docker').shape(written)).toMatchObject({
      ok: false,
      error: [{ message: 'a mapping is needed here' }],
    });
  }
});
