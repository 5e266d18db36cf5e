// The schema of a runbook: a file that uses everything is right, and one mistake gives one error at its place.

import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import schema from '../../../schemas/runbook.schema.json' with { type: 'json' };
import { validateRunbook } from '../../../src/parse/schema/runbook-validator.generated.js';

const EVERYTHING = `
firebreak: 1
id: everything
title: Everything at once
severity: critical
owner: platform on-call
reviewed: 2026-11-01
review_every: 90d
summary: All that the language has.
inputs:
  redis_url: { env: REDIS_URL, default: redis://localhost:6379, secret: true, description: Where it is }
  host: { from: alert.labels.instance, pattern: "[a-z]+" }
  manager: { choices: [docker, systemd], default: docker, type: string }
  start: { type: list, default: [] }
defaults:
  redis: { url: "\${{ inputs.redis_url }}", db: 1 }
  bullmq: { url: "\${{ inputs.redis_url }}", prefix: bull }
  docker: { tail: 20, since: 5m }
  compose: { file: a.yml, project: p }
  http: { headers: { A: b }, insecure: true }
  shell: { cwd: /, env: { A: 1 } }
  notify: { url: http://localhost/hook }
triggers:
  - Somebody calls
  - { title: It answers 503, when: api.status == 503 }
  - { alert: alert.labels.alertname == "Down" }
symptoms: [Nobody can log in]
diagnose:
  - { id: ping, title: Redis answers, redis: PING, timeout: 2s, retry: { attempts: 2, every: 1s, backoff: exponential, max: 5s } }
  - { redis: [CONFIG, GET, maxmemory] }
  - { redis: { command: [INFO], sample: 1s } }
  - { redis: { check: write, db: 3 }, was: old_write }
  - { redis: { scan: "sess:*", ttl: none, limit: 100 } }
  - { bullmq: { queue: mail, sample: 2s } }
  - { docker: { inspect: web } }
  - { docker: { logs: web, tail: "\${{ inputs.lines }}", since: 10m } }
  - { docker: { list: { name: web, label: a } } }
  - { docker: { exec: web, command: [redis-cli, ping], env: { A: b } }, risk: read }
  - { compose: { ps: [] } }
  - { id: api, http: GET http://localhost/readyz, if: ping.ok }
  - { http: { method: HEAD, url: http://localhost, headers: { A: b }, insecure: false } }
  - { tcp: localhost:6379 }
  - { dns: localhost }
  - { system: { disk: / } }
  - { shell: df -P /, sensitive: true, note: Only looks., notes: [Seen before., { title: a, text: b, lines: 12 }] }
  - { shell: "\${{ inputs.start }}", todo: Find out. }
  - { ask: { question: Which site?, choices: [north, 2], default: north } }
facts:
  works: ping.ok
causes:
  - id: down
    title: It is down
    when: ["!ping.ok", api.status != 200]
    because: Status \${{ api.status }}
    was: server_down
    notes: [{ text: From the old page., lines: 3-9 }]
    resolve:
      - id: start
        title: Start it
        shell: { command: [systemctl, start, redis], cwd: /, env: { A: b }, stdin: "" }
        risk: "\${{ works ? 'change' : 'destroy' }}"
        goal: works
        within: 30s
        every: 1s
        preview: { redis: INFO }
        repeatable: true
        undo: [{ title: Stop it, shell: [systemctl, stop, redis], undo: [] }]
        on_failure: continue
      - { shell: { script: "echo a" } }
      - { bullmq: { queue: mail, do: clean, state: failed, older_than: 24h, limit: 5 } }
      - { compose: { up: redis, file: b.yml } }
      - { docker: { connect: net, container: web } }
      - { http: { method: POST, url: http://localhost, json: { a: [1, null] } } }
      - { http: { method: POST, url: http://localhost, body: "" } }
      - { manual: Open the firewall. }
      - { wait: "\${{ inputs.pause }}" }
      - { redis: { scan: "a*", do: unlink } }
    verify: [{ goal: works, within: 5s, every: 1s }]
    escalate: [{ to: somebody, say: It is down }, Text alone]
  - { title: Something else, runbook: other-runbook }
verify: [{ title: It works, goal: works }]
escalate:
  - { title: Too long, after: 15m, to: lead, say: Help, steps: [{ notify: { url: http://localhost, text: help } }] }
  - { when: cause == null, steps: [{ notify: { json: { a: 1 } } }] }
prevent: [Persistence]
notes: [{ title: Old page, text: See there. }]
`;

type Path = readonly (string | number)[];

/** What the schema says, by place, when one value is another; undefined deletes. */
function said(path: Path, value: unknown): readonly string[] {
  const file: unknown = parse(EVERYTHING);
  const key = path.at(-1) ?? '';
  const holder = path.slice(0, -1).reduce((node, part) => (node as Record<string, unknown>)[part], file) as Record<
    string,
    unknown
  >;
  if (value === undefined) delete holder[key];
  else holder[key] = value;
  validateRunbook(file);
  return (validateRunbook.errors ?? []).map(({ instancePath, keyword }) => `${keyword} ${instancePath}`);
}

test('a file that uses everything is right', () => {
  expect(validateRunbook(parse(EVERYTHING)) || validateRunbook.errors).toBe(true);
});

describe('one mistake gives one error:', () => {
  test.each<[string, Path, unknown, string]>([
    ['an unknown key', ['titel'], 'x', 'additionalProperties '],
    ['an unknown key of a step', ['diagnose', 0, 'timout'], '5s', 'additionalProperties /diagnose/0'],
    ['an unknown key of a kind', ['diagnose', 12, 'http', 'metod'], 'GET', 'additionalProperties /diagnose/12/http'],
    ['an unknown key of an input', ['inputs', 'host', 'defualt'], 'x', 'additionalProperties /inputs/host'],
    ['a goal on a probe', ['diagnose', 0, 'goal'], 'ping.ok', 'additionalProperties /diagnose/0'],
    ['a default that a kind does not take', ['defaults', 'tcp'], { port: 5 }, 'additionalProperties /defaults/tcp'],
    [
      'a timeout of probes that is none',
      ['defaults', 'tcp'],
      { probe_timeout: '2' },
      'pattern /defaults/tcp/probe_timeout',
    ],
    ['escalations that are neither text nor a list', ['causes', 0, 'escalate'], 5, 'type /causes/0/escalate'],
    ['a missing title', ['title'], undefined, 'required '],
    ['a missing title of a cause', ['causes', 0, 'title'], undefined, 'required /causes/0'],
    ['a missing goal', ['verify', 0, 'goal'], undefined, 'required /verify/0'],
    ['a missing queue', ['diagnose', 5, 'bullmq', 'queue'], undefined, 'required /diagnose/5/bullmq'],
    ['a missing number of attempts', ['diagnose', 0, 'retry', 'attempts'], undefined, 'required /diagnose/0/retry'],
    ['another version', ['firebreak'], 2, 'enum /firebreak'],
    ['a wrong word', ['severity'], 'urgent', 'enum /severity'],
    ['a wrong word of a kind', ['diagnose', 3, 'redis', 'check'], 'read', 'enum /diagnose/3/redis/check'],
    ['a wrong risk', ['causes', 0, 'resolve', 0, 'risk'], 'harmless', 'pattern /causes/0/resolve/0/risk'],
    ['a number for a duration', ['diagnose', 0, 'timeout'], 5, 'type /diagnose/0/timeout'],
    ['a duration without a unit', ['diagnose', 0, 'timeout'], '5', 'pattern /diagnose/0/timeout'],
    [
      'a duration of a kind that is none',
      ['diagnose', 2, 'redis', 'sample'],
      'soon',
      'pattern /diagnose/2/redis/sample',
    ],
    ['a count that is none', ['diagnose', 4, 'redis', 'limit'], 'many', 'pattern /diagnose/4/redis/limit'],
    ['a list for text', ['title'], ['a'], 'type /title'],
    ['text for a list', ['symptoms'], 'a', 'type /symptoms'],
    ['a mapping among the conditions', ['causes', 0, 'when'], [{ a: 1 }], 'type /causes/0/when/0'],
    ['a number for a kind', ['diagnose', 0, 'redis'], 5, 'type /diagnose/0/redis'],
    [
      'a command that is no list',
      ['diagnose', 9, 'docker', 'command'],
      'redis-cli ping',
      'pattern /diagnose/9/docker/command',
    ],
    ['an id with a dash', ['diagnose', 0, 'id'], 'ping-2', 'pattern /diagnose/0/id'],
    [
      'a mistake in an undo',
      ['causes', 0, 'resolve', 0, 'undo', 0, 'within'],
      5,
      'type /causes/0/resolve/0/undo/0/within',
    ],
    [
      'a mistake in a preview',
      ['causes', 0, 'resolve', 0, 'preview', 'undo'],
      [],
      'additionalProperties /causes/0/resolve/0/preview',
    ],
    ['a mistake in an escalation', ['escalate', 0, 'aftre'], '5m', 'additionalProperties /escalate/0'],
  ])('%s', (_, path, value, expected) => {
    expect(said(path, value)).toEqual([expected]);
  });

  // The reader makes one sentence of these; what matters is that nothing is said of the kinds themselves.
  test.each<[string, Path, unknown, readonly string[]]>([
    ['a step without a kind', ['diagnose', 0, 'redis'], undefined, ['required /diagnose/0', 'oneOf /diagnose/0']],
    ['two kinds', ['diagnose', 0, 'tcp'], 'a:1', ['required /diagnose/0', 'oneOf /diagnose/0']],
    ['text for a step', ['diagnose', 0], 'ping', ['type /diagnose/0', 'oneOf /diagnose/0']],
  ])('%s, at its place', (_, path, value, expected) => {
    expect(new Set(said(path, value))).toEqual(new Set(expected));
  });
});

test('everything an author can write is described', () => {
  const bare: string[] = [];
  const visit = (node: unknown, path: string): void => {
    if (typeof node !== 'object' || node === null) return;
    for (const [name, part] of Object.entries((node as { properties?: object }).properties ?? {})) {
      if (!('description' in part) && !('$ref' in part)) bare.push(`${path}/${name}`);
    }
    for (const [key, part] of Object.entries(node)) visit(part, `${path}/${key}`);
  };
  visit(schema, '');
  expect(bare).toEqual([]);
});
