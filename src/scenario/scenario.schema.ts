// The schema of a file of scenarios, `<id>.test.yaml`, for editors and for the check when it is read. The build alone reads
// this file: it makes schemas/test.schema.json and the validator of it.

import { type TSchema, Type } from 'typebox';
import type { Shown } from '../kinds/keys.ts';
import type { Json } from '../model/json.ts';
import { RISKS } from '../model/risk.ts';
import { mapping, text } from '../parse/schema/values.schema.ts';
import { OUTCOMES } from './scenario.ts';

const named = (items: object, shown: Shown) =>
  Type.Unsafe<Readonly<Record<string, unknown>>>({ type: 'object', additionalProperties: items, ...shown });

const ids = (shown: Shown) =>
  Type.Unsafe<readonly string[]>({ type: 'array', items: { type: 'string' }, examples: [['start_redis']], ...shown });

const READING = {
  type: ['object', 'string'],
  patternErrorMessage: 'a reading is a mapping of fields, or the word blind',
  pattern: '^blind$',
};

const readings = (description: string) =>
  named(READING, {
    description,
    markdownDescription: `${description}\n\nA probe that is not named is blind. What goes without saying need not be given: \`ok\` follows from \`error\`, \`exit_code\` or \`status\`, \`number\` and \`json\` from \`stdout\`, \`exists\` and \`status\` of a container from \`running\`.`,
    examples: [{ ping: { ok: false, error: { kind: 'refused' } }, container: 'blind' }],
  });

const values = (description: string, examples: readonly Json[]) => named({}, { description, examples });

const alert = mapping(
  {
    source: Type.Optional(text({ description: 'Who sent it.', examples: ['alertmanager'] })),
    status: Type.Optional(Type.Enum(['firing', 'resolved'], { description: 'Whether it fires.', default: 'firing' })),
    title: Type.Optional(text({ description: 'Its title.', examples: ['Redis is down'] })),
    labels: Type.Optional(
      named(
        { type: 'string' },
        { description: 'Its labels.', examples: [{ alertname: 'RedisDown', instance: 'redis-1:6379' }] },
      ),
    ),
    annotations: Type.Optional(
      named(
        { type: 'string' },
        { description: 'Its annotations.', examples: [{ summary: 'Redis on redis-1 does not answer' }] },
      ),
    ),
    starts_at: Type.Optional(
      text({ description: 'Since when it fires, RFC 3339.', examples: ['2026-11-01T03:12:00Z'] }),
    ),
    fingerprint: Type.Optional(text({ description: 'What tells it from others.', examples: ['8c1f5a0e7b2d'] })),
    url: Type.Optional(
      text({ description: 'Where it came from.', examples: ['https://prometheus.internal/graph?g0.expr=redis_up'] }),
    ),
  },
  {
    description: 'The alert that starts the run. None by default.',
    examples: [
      { status: 'firing', title: 'Redis is down', labels: { alertname: 'RedisDown', instance: 'redis-1:6379' } },
    ],
  },
);

const expect = mapping(
  {
    cause: Type.Optional(
      Type.Unsafe<unknown>({
        type: ['string', 'null', 'array'],
        items: { type: 'string' },
        description: 'The cause that is taken up; null where none is; a list where one follows another.',
        examples: ['container_stopped', null],
      }),
    ),
    verdicts: Type.Optional(
      named(
        { enum: ['confirmed', 'possible', 'ruled_out'] },
        {
          description: 'Verdicts of the first diagnosis, by cause; those that are not named may be anything.',
          examples: [{ container_stopped: 'confirmed', disk_full: 'ruled_out' }],
        },
      ),
    ),
    steps: Type.Optional(ids({ description: 'Exactly the steps that are carried out, in their order.' })),
    skipped: Type.Optional(ids({ description: 'Steps that are left out, among others.' })),
    asked: Type.Optional(
      ids({ description: 'Exactly what a person is asked for: steps that wait for an approval or an answer.' }),
    ),
    outcome: Type.Optional(
      Type.Enum([...OUTCOMES], {
        description: 'How the run ends.',
      }),
    ),
    never: Type.Optional(ids({ description: 'Steps that must not be carried out.' })),
  },
  {
    description: 'What must come of it. What is not named may be anything.',
    examples: [{ cause: 'container_stopped', outcome: 'resolved', never: ['flush_cache'] }],
  },
);

const scenario: TSchema = mapping(
  {
    title: text({
      description: 'What the scenario is about, as one says it.',
      examples: ['The container was stopped'],
    }),
    like: Type.Optional(
      text({
        description: 'Title of a scenario above: what is given there, its inputs, alert and answers hold here too.',
        examples: ['The container was stopped'],
      }),
    ),
    given: Type.Optional(readings('What is different from `readings`: probes by id, field by field.')),
    inputs: Type.Optional(values('Inputs of this scenario, over those of the file.', [{ container: 'cache' }])),
    alert: Type.Optional(alert),
    after: Type.Optional(
      named(
        { type: 'object', additionalProperties: READING },
        {
          description: 'What the world looks like once a step has run: step by id, then readings as in `given`.',
          examples: [{ start_container: { ping: { ok: true } } }],
        },
      ),
    ),
    answers: Type.Optional(
      values('Answers to `ask` and `manual` steps, by id. Without one the run waits.', [
        { window: true, replace_disk: 'done' },
      ]),
    ),
    approve: Type.Optional(
      Type.Enum([...RISKS], { description: 'The highest risk that is approved. All by default.', default: 'destroy' }),
    ),
    cause: Type.Optional(
      text({
        description: 'The cause that the responder names, as `run --cause` does.',
        examples: ['container_stopped'],
      }),
    ),
    expect,
  },
  { description: 'One story: what is seen, and what must come of it.' },
);

const file = mapping(
  {
    firebreak: Type.Unsafe<1>({ type: 'integer', enum: [1], description: 'Version of the language.' }),
    test: text({ description: 'The id of the runbook beside this file.', examples: ['redis-connectivity-loss'] }),
    inputs: Type.Optional(values('Inputs of every scenario.', [{ redis_url: 'redis://localhost:6379' }])),
    readings: Type.Optional(readings('What the probes see where a scenario does not say otherwise.')),
    scenarios: Type.Unsafe<readonly unknown[]>({
      type: 'array',
      items: scenario,
      description: 'The stories.',
      examples: [
        [
          {
            title: 'The container was stopped',
            given: { ping: { ok: false, error: { kind: 'refused' } }, container: { running: false } },
            after: { start_container: { ping: { ok: true } } },
            expect: { cause: 'container_stopped', outcome: 'resolved' },
          },
        ],
      ],
    }),
  },
  { description: 'Scenarios of a Firebreak runbook. No system is touched.' },
);

/** The whole schema. */
export const scenarioSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Firebreak scenarios',
  ...file,
};
