// The schema of a runbook file, for editors and for the check when it is read. The build alone reads this file: it makes
// schemas/runbook.schema.json and the validator of it.

import { type TSchema, Type } from 'typebox';
import { ON } from '../../kinds/elsewhere.ts';
import { definition, KINDS } from '../../kinds/index.ts';
import type { Shown } from '../../kinds/keys.ts';
import { SEVERITIES } from '../../model/runbook.ts';
import { INPUT_TYPES } from '../../model/step.ts';
import { PROBE_TIMEOUT } from '../unwritten.ts';
import { cause, escalations, goals, trigger } from './cause.schema.ts';
import { concern, condition, defs, id, list, notes } from './parts.schema.ts';
import { probe } from './step.schema.ts';
import { flagOr, mapping, plainDuration, text, textOr } from './values.schema.ts';

const probeTimeout = plainDuration({
  description: 'How long one attempt of a probe of this kind may take that does not say otherwise.',
  examples: ['2s'],
});

const on = Type.Unsafe<string>({
  type: 'string',
  description: 'The host that they are carried out on, as `ssh` is given it; empty: this one.',
  examples: ['db-1', 'ops@${{ inputs.redis_host }}'],
});

const defaults = Object.fromEntries(
  KINDS.map((kind) => {
    const { defaults: common, goesElsewhere } = definition(kind);
    const own = {
      type: 'object',
      additionalProperties: false,
      description: `For every ${kind} step.`,
      examples: [{ [PROBE_TIMEOUT]: '2s' }],
      ...common,
    };
    const properties = {
      ...(common?.['properties'] as object | undefined),
      [PROBE_TIMEOUT]: probeTimeout,
      ...(goesElsewhere === true ? { [ON]: on } : {}),
    };
    return [kind, Type.Optional(Type.Unsafe<unknown>({ ...own, properties }))];
  }),
);

const scalar = { type: ['string', 'number', 'boolean'] };

const input = mapping(
  {
    description: Type.Optional(
      text({ description: 'What it is, for whoever is asked for it.', examples: ['The Redis that the API uses'] }),
    ),
    env: Type.Optional(text({ description: 'Environment variable that it is taken from.', examples: ['REDIS_URL'] })),
    from: Type.Optional(text({ description: 'Where the alert holds it.', examples: ['alert.labels.instance'] })),
    default: Type.Optional(
      Type.Unsafe<unknown>({
        type: ['string', 'number', 'boolean', 'array'],
        items: scalar,
        description: 'Its value when nothing else gives one. Of a secret it may hold no password.',
        examples: ['redis://localhost:6379', 8080, true, ['web', 'worker']],
      }),
    ),
    secret: Type.Optional(
      flagOr(
        mapping(
          {
            env: Type.Optional(text({ description: 'A variable holds it, as with `env`.', examples: ['API_TOKEN'] })),
            file: Type.Optional(
              text({
                description: 'A file holds it that nobody else may read. `~/` is the home folder.',
                examples: ['~/.config/shop/token'],
              }),
            ),
            command: Type.Optional(
              list(text({ description: 'One argument.', examples: ['pass'] }), {
                description: 'A program prints it. No shell reads the command, and what it prints is never recorded.',
                examples: [['pass', 'show', 'shop/token']],
              }),
            ),
          },
          {
            description:
              'Never shown and never recorded; may stand in templates only. Of a URL, user and password are the secret. ' +
              'Instead of true: where it is kept.',
            default: false,
            examples: [true, { command: ['pass', 'show', 'shop/token'] }],
          },
        ),
      ),
    ),
    type: Type.Optional(
      Type.Enum([...INPUT_TYPES], {
        description: 'Its type. By default that of the default, else string.',
      }),
    ),
    choices: Type.Optional(
      list(Type.Unsafe<unknown>(scalar), {
        description: 'The only values it may have.',
        examples: [['staging', 'production']],
      }),
    ),
    pattern: Type.Optional(
      text({ description: 'A regular expression that the whole value must match.', examples: ['[a-z0-9-]+'] }),
    ),
  },
  {
    description:
      'A value that differs from run to run. Order: --input, from, env, where a secret is kept, default; else it is asked for.',
  },
);

// How the names are written is checked with the ids, in better words than a schema has.
const named = (schema: TSchema, shown: Shown) =>
  Type.Unsafe<Readonly<Record<string, unknown>>>({ type: 'object', additionalProperties: schema, ...shown });

const runbook = mapping(
  {
    firebreak: Type.Unsafe<1>({ type: 'integer', enum: [1], description: 'Version of the language.' }),
    id: Type.Unsafe<string>({
      type: 'string',
      pattern: '^[a-z0-9][a-z0-9-]*$',
      patternErrorMessage: 'the id of a runbook is small letters, digits and dashes',
      description: 'The name of the file without `.yaml`.',
      examples: ['redis-connectivity-loss'],
    }),
    title: text({ description: 'What is broken, as one says it.', examples: ['The API cannot reach Redis'] }),
    severity: Type.Enum([...SEVERITIES], { description: 'How bad the incident is.' }),
    owner: Type.Optional(text({ description: 'Who keeps this runbook right.', examples: ['platform on-call'] })),
    reviewed: Type.Optional(
      Type.Unsafe<string>({
        type: 'string',
        pattern: '^\\d{4}-\\d{2}-\\d{2}$',
        patternErrorMessage: 'this is no date; write it like 2026-11-01',
        description: 'Date of the last review.',
        examples: ['2026-11-01'],
      }),
    ),
    review_every: Type.Optional(plainDuration({ description: 'How long a review is good for.', examples: ['90d'] })),
    summary: Type.Optional(
      text({
        description: 'One or two sentences: what users see.',
        examples: ['Pages load without sessions, and every write answers 500.'],
      }),
    ),
    inputs: Type.Optional(
      named(input, {
        description: 'Values that differ from run to run, by name: `inputs.<name>` in expressions.',
        examples: [
          {
            redis_url: {
              description: 'The Redis that the API uses',
              env: 'REDIS_URL',
              default: 'redis://localhost:6379',
            },
          },
        ],
      }),
    ),
    defaults: Type.Optional(
      mapping(defaults, {
        description: 'What every step of a kind gets that does not say otherwise.',
        examples: [{ redis: { url: '${{ inputs.redis_url }}' }, http: { headers: { Accept: 'application/json' } } }],
      }),
    ),
    triggers: Type.Optional(
      list(trigger, {
        description: 'Why this runbook starts.',
        examples: [[{ alert: 'alert.labels.alertname == "RedisDown"' }], ['Somebody reports that nobody can log in']],
      }),
    ),
    symptoms: Type.Optional(
      list(text({ description: 'What people notice.', examples: ['Nobody can log in'] }), {
        description: 'What people notice.',
        examples: [['Nobody can log in', 'Pages answer 500']],
      }),
    ),
    diagnose: Type.Optional(
      list(probe, {
        description: 'What can be looked at. Probes only read, and run at the same time.',
        examples: [
          [
            { id: 'ping', redis: 'PING' },
            { id: 'container', docker: { inspect: 'redis' } },
          ],
        ],
      }),
    ),
    facts: Type.Optional(
      named(condition({ description: 'An expression over probes, inputs and other facts.' }), {
        description: 'Names for expressions that are used more than once.',
        examples: [{ works: 'ping.ok && api.status == 200' }],
      }),
    ),
    causes: Type.Optional(
      list(cause, {
        description: 'What may be wrong, most likely first.',
        examples: [
          [
            {
              id: 'container_stopped',
              title: 'The container was stopped',
              when: ['!ping.ok', '!container.running'],
              resolve: [{ id: 'start_container', docker: { start: 'redis' }, goal: 'ping.ok' }],
            },
          ],
        ],
      }),
    ),
    verify: Type.Optional(goals),
    escalate: Type.Optional(escalations),
    prevent: Type.Optional(
      list(
        textOr(
          mapping(
            {
              text: text({
                description: 'A line of the follow-up list.',
                examples: ['Give the container a restart policy'],
              }),
              if: Type.Optional(concern),
              causes: Type.Optional(
                list(id({ description: 'A cause.' }), {
                  description: 'Causes after which it is to be done.',
                  examples: [['container_stopped']],
                }),
              ),
            },
            { description: 'A line of the follow-up list, and when it is one.' },
          ),
        ),
        {
          description: 'What keeps it from happening again: the follow-up list of the report.',
          examples: [['Give the container a restart policy', { text: 'Alert on a full disk', causes: ['disk_full'] }]],
        },
      ),
    ),
    notes: Type.Optional(notes),
  },
  { description: 'A Firebreak runbook: probes, causes, steps and goals.' },
);

/** The whole schema, with its parts under `$defs`. */
export const runbookSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Firebreak runbook',
  ...runbook,
  $defs: defs,
};
