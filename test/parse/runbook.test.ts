// A file that is right becomes the runbook that it says.

import '../support/expressions/linear-regexp.ts';
import { describe, expect, test } from 'vitest';
import schema from '../../schemas/runbook.schema.json' with { type: 'json' };
import { environment } from '../../src/expr/create.ts';
import { isKind } from '../../src/kinds/index.ts';
import type { Runbook } from '../../src/model/runbook.ts';
import { declarationsOf } from '../../src/parse/build/declarations.ts';
import { parseRunbook } from '../../src/parse/runbook.ts';

const HEAD = `firebreak: 1
id: test
title: Redis connectivity loss
severity: critical
`;

const REDIS = `${HEAD}
inputs:
  redis_url: { env: REDIS_URL, default: redis://localhost:6379, secret: true }
  container: { default: qpp-redis }
  limit: { default: 5 }
defaults:
  redis: { url: "\${{ inputs.redis_url }}", db: 2 }
diagnose:
  - id: ping
    title: Redis answers PING
    redis: PING
  - id: near
    docker: { exec: "\${{ inputs.container }}", command: [redis-cli, ping] }
    risk: read
    if: "!ping.ok && container.running"
  - id: container
    docker: { inspect: "\${{ inputs.container }}" }
    timeout: 1m30s
    retry: { attempts: 3, every: 2s, backoff: exponential, max: 10s }
facts:
  works: ping.ok && near.ok
causes:
  - id: stopped
    title: The container is stopped
    when:
      - "!ping.ok"
      - container.exists && !container.running
    because: "\${{ inputs.container }} is \${{ container.status }}."
    resolve: &restart
      - id: start
        title: Start \${{ inputs.container }}
        docker: { start: "\${{ inputs.container }}" }
        goal: works
        within: 1m
        on_failure: stop
        undo:
          - title: Stop it again
            docker: { stop: "\${{ inputs.container }}" }
      - title: Wait a bit, then look
        wait: "\${{ inputs.limit > 3 ? '5s' : '1s' }}"
        preview: { redis: INFO }
  - title: Redis hangs!
    when: ping.error.kind == "timeout"
    resolve: *restart
    verify:
      - goal: ping.ok
        within: 5s
    escalate:
      - to: platform on-call
verify:
  - title: Redis works
    goal: works
triggers:
  - Nobody can log in
  - title: The alert fires
    alert: alert.labels.alertname == "RedisUnreachable"
  - when: "!ping.ok"
escalate:
  - Call somebody.
  - title: Not restored
    after: 15m
    to: platform lead
    say: \${{ cause }} after \${{ run.elapsed }}
    steps:
      - notify: { url: "http://localhost/hook", text: help }
symptoms: [Nobody can log in]
prevent: [Configure persistence]
notes:
  - Written by hand.
  - { title: Old page, text: See there., lines: 3-9 }
`;

function read(text: string): Runbook {
  const { runbook, diagnostics } = parseRunbook({ file: 'runbooks/test.yaml', text });
  expect(diagnostics.filter(({ severity }) => severity !== 'note')).toEqual([]);
  if (runbook === undefined) throw new Error('no runbook');
  return runbook;
}

const runbook = read(REDIS);
const probe = (id: string) => runbook.probes.find((one) => one.id === id);
const [stopped, hung] = runbook.causes;

describe('a step', () => {
  test('has the defaults of its role', () => {
    expect(probe('ping')).toMatchObject({
      timeout_ms: 5000,
      retry: { attempts: 1 },
      within_ms: 30_000,
      every_ms: 2000,
      on_failure: 'ask',
      sensitive: false,
      undo: [],
    });
    expect(stopped?.resolve[0]).toMatchObject({ timeout_ms: 60_000, within_ms: 60_000, on_failure: 'stop' });
  });

  test('has what is written instead of a default', () => {
    expect(probe('container')).toMatchObject({
      timeout_ms: 90_000,
      retry: { attempts: 3, every_ms: 2000, backoff: 'exponential', max_ms: 10_000 },
    });
  });

  test('has the values of `defaults` for its kind, its own before them', () => {
    const shape = probe('ping')?.shape as Record<string, unknown>;
    expect(shape).toMatchObject({ command: ['PING'], db: 2 });
    expect(shape.url).toMatchObject({ $template: [{ secret: 'redis_url' }] });
    const own = read(REDIS.replace('redis: PING', 'redis: { command: PING, db: 0 }'));
    expect(own.probes[0]?.shape).toMatchObject({ db: 0 });
  });

  test('names the probes of its `if` and its templates, in the order of the file', () => {
    expect(probe('near')?.probes).toEqual(['ping', 'container']);
    expect(probe('ping')?.probes).toEqual([]);
    expect(stopped?.resolve[0]?.probes).toEqual([]);
  });

  test('keeps a title with templates, and the goal with the probes beneath its facts', () => {
    expect(stopped?.resolve[0]?.title).toMatchObject({
      $template: ['Start ', { expression: { source: 'inputs.container' } }],
    });
    expect(stopped?.resolve[0]?.goal).toEqual({ source: 'works', probes: ['ping', 'near'], before: [] });
  });

  test('without an id has one made from its title, or from its kind', () => {
    expect(stopped?.resolve[1]?.id).toBe('wait_a_bit_then_look');
    expect(stopped?.resolve[1]?.preview?.id).toBe('redis');
    expect(stopped?.resolve[0]?.undo[0]?.id).toBe('stop_it_again');
    expect(hung?.id).toBe('redis_hangs');
  });

  test('that two causes share through an alias is one step', () => {
    expect(hung?.resolve).toHaveLength(2);
    expect(hung?.resolve[0]).toBe(stopped?.resolve[0]);
    expect(declarationsOf(runbook).steps.map(({ id }) => id)).toEqual(['start', 'wait_a_bit_then_look']);
  });
});

describe('an id made from a title', () => {
  const made = (...titles: readonly string[]): readonly string[] =>
    read(
      `${HEAD}diagnose:\n  - { id: start, tcp: "localhost:1" }\n${titles
        .map((title) => `  - { title: "${title}", tcp: "localhost:1" }\n`)
        .join('')}causes:\n  - { id: down, title: Down, when: start.ok }\nverify:\n  - goal: start.ok\n`,
    )
      .probes.slice(1)
      .map(({ id }) => id);

  test.each([
    ['Démarrer Redis à nouveau', 'demarrer_redis_a_nouveau'],
    ['2 of 3 replicas', 'step_2_of_3_replicas'],
    ['再起動', 'tcp'],
    ['Start', 'start_2'],
    ['Map', 'map_2'],
    ['A title that goes on and on until nobody wants to read it', 'a_title_that_goes_on_and_on_until_nobody'],
  ])('%s: %s', (title, id) => {
    expect(made(title)).toEqual([id]);
  });

  test('is unique', () => {
    expect(made('Look', 'Look', 'Look')).toEqual(['look', 'look_2', 'look_3']);
  });
});

describe('the rest of a runbook', () => {
  test('inputs have the type of their default', () => {
    expect(runbook.inputs).toEqual([
      { name: 'redis_url', env: 'REDIS_URL', default: 'redis://localhost:6379', secret: true, type: 'string' },
      { name: 'container', default: 'qpp-redis', secret: false, type: 'string' },
      { name: 'limit', default: 5, secret: false, type: 'number' },
    ]);
  });

  test('triggers are text, a condition over probes, or one over the alert', () => {
    expect(runbook.triggers).toMatchObject([
      { title: 'Nobody can log in' },
      { title: 'The alert fires', alert: { source: 'alert.labels.alertname == "RedisUnreachable"', probes: [] } },
      { title: '!ping.ok', when: { probes: ['ping'] } },
    ]);
  });

  test('escalations are text that is shown, or are raised', () => {
    expect(runbook.escalate).toMatchObject([
      { title: 'Call somebody.', steps: [] },
      { title: 'Not restored', after_ms: 900_000, to: 'platform lead', steps: [{ kind: 'notify' }] },
    ]);
    expect(hung).toMatchObject({
      verify: [{ title: 'ping.ok', within_ms: 5000 }],
      escalate: [{ to: 'platform on-call' }],
    });
  });

  test('notes keep their lines', () => {
    expect(runbook.notes).toEqual([
      { text: 'Written by hand.' },
      { title: 'Old page', text: 'See there.', lines: '3-9' },
    ]);
  });

  test('its declarations make the environment that it was checked with', () => {
    const { expression } = environment(declarationsOf(runbook));
    const all = [...runbook.causes.flatMap(({ when }) => when), ...runbook.verify.map(({ goal }) => goal)];
    for (const one of all) expect(expression(one.source, 'bool', 'run')).toEqual({ ok: true, value: one });
  });

  test('is the same whenever it is read', () => {
    expect(read(REDIS)).toEqual(runbook);
  });
});

describe('the name of a file', () => {
  const messages = (file: string) => parseRunbook({ file, text: REDIS }).diagnostics.map(({ code }) => code);

  test('must be the id', () => {
    expect(messages('runbooks/other.yaml')).toEqual(['file-name']);
    expect(messages('C:\\runbooks\\test.yml')).toEqual([]);
  });

  test('says nothing where there is none', () => {
    expect(messages('-')).toEqual([]);
  });
});

const STEP_FIELDS = Object.keys(schema.$defs.action.properties).filter((field) => !isKind(field));

test.each(STEP_FIELDS)('the kind of a step of another version is told from the field %s before it', (field) => {
  const text = `${HEAD}causes:\n  - title: It is down\n    resolve:\n      - { ${field}: x, quantum: leap }\n`;
  const { runbook } = parseRunbook({ file: 'test.yaml', text, accepted: true });
  expect(runbook?.causes[0]?.resolve[0]?.kind).toBe('quantum');
});

test('a cause that is handed over to a runbook that is not there is a warning where the others are known', () => {
  const text = `firebreak: 1
id: here
title: It is down
severity: low
owner: nobody
diagnose: [{ id: ping, shell: "true" }]
causes: [{ id: down, title: It is down, when: "!ping.ok", runbook: queue-stck }]
verify: [{ goal: ping.ok }]
`;
  const said = (others?: readonly string[]): readonly string[] =>
    parseRunbook({ file: 'here.yaml', text, ...(others === undefined ? {} : { others }) }).diagnostics.map(
      ({ severity, message }) => `${severity}: ${message}`,
    );
  expect(said(['here', 'queue-stuck'])).toEqual([
    'warning: there is no runbook "queue-stck" here; did you mean "queue-stuck"?',
  ]);
  expect(said(['queue-stck'])).toEqual([]);
  expect(said()).toEqual([]);
});
