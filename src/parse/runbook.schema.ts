// The schema of a runbook file, for editors and for the check when it is read. The build alone reads this file: it makes
// schemas/runbook.schema.json and the validator of it. A step is flat optional keys and a `oneOf` of `required`, never a
// union of mappings: that gives one error for one mistake.

import { type Static, type TProperties, type TSchema, Type } from 'typebox';
import { askSchema } from '../kinds/ask.schema.ts';
import { bullmqDefaults, bullmqSchema } from '../kinds/bullmq.schema.ts';
import { composeDefaults, composeSchema } from '../kinds/compose.schema.ts';
import { dnsSchema } from '../kinds/dns.schema.ts';
import { dockerDefaults, dockerSchema } from '../kinds/docker.schema.ts';
import { httpDefaults, httpSchema } from '../kinds/http.schema.ts';
import { manualSchema } from '../kinds/manual.schema.ts';
import { notifyDefaults, notifySchema } from '../kinds/notify.schema.ts';
import { redisDefaults, redisSchema } from '../kinds/redis.schema.ts';
import { shellDefaults, shellSchema } from '../kinds/shell.schema.ts';
import { systemSchema } from '../kinds/system.schema.ts';
import { tcpSchema } from '../kinds/tcp.schema.ts';
import { mapping, plainDuration, type Shown, text, textOr } from '../kinds/values.schema.ts';
import { waitSchema } from '../kinds/wait.schema.ts';
import { KINDS } from '../model/step.ts';

const defs: Record<string, TSchema> = {};

// A part that is used in several places, kept once under `$defs`.
function def<S extends TSchema>(name: string, schema: S) {
  defs[name] = schema;
  return Type.Unsafe<Static<S>>({ $ref: `#/$defs/${name}` });
}

const NAME = '^[a-z][a-z0-9_]*$';

const list = (items: TSchema, shown: Shown) => Type.Unsafe<readonly unknown[]>({ type: 'array', items, ...shown });

const id = (shown: Shown) =>
  Type.Unsafe<string>({
    type: 'string',
    pattern: NAME,
    patternErrorMessage: 'an id is a small letter, then small letters, digits and _',
    ...shown,
  });

const condition = (shown: Shown) => text({ examples: ['ping.ok', '!ping.ok && container.running'], ...shown });

const notes = list(
  mapping(
    {
      title: Type.Optional(text({ description: 'Heading of the note.' })),
      text: text({ description: 'The note, in Markdown.' }),
      lines: Type.Optional(
        text({ description: 'Where it stood in the page it was imported from.', examples: ['12-18'] }),
      ),
    },
    { description: 'A note that is shown beside its place.' },
  ),
  { description: 'Notes that are shown beside this place.' },
);

const was = id({ description: 'What it was called before, so that older records are still understood.' });

const within = plainDuration({ description: 'How long the goal is waited for.', default: '30s' });
const every = plainDuration({ description: 'How often the goal is looked at.', default: '2s' });

const kinds = {
  redis: Type.Optional(def('redis', redisSchema)),
  bullmq: Type.Optional(def('bullmq', bullmqSchema)),
  docker: Type.Optional(def('docker', dockerSchema)),
  compose: Type.Optional(def('compose', composeSchema)),
  http: Type.Optional(def('http', httpSchema)),
  tcp: Type.Optional(def('tcp', tcpSchema)),
  dns: Type.Optional(def('dns', dnsSchema)),
  system: Type.Optional(def('system', systemSchema)),
  shell: Type.Optional(def('shell', shellSchema)),
  ask: Type.Optional(def('ask', askSchema)),
  manual: Type.Optional(def('manual', manualSchema)),
  wait: Type.Optional(def('wait', waitSchema)),
  notify: Type.Optional(def('notify', notifySchema)),
} satisfies Readonly<Record<(typeof KINDS)[number], TSchema>>;

const looking = {
  id: Type.Optional(
    id({ description: 'Name in expressions. Needed where something refers to it; else made from the title.' }),
  ),
  title: Type.Optional(text({ description: 'What the responder reads. By default the command.' })),
  ...kinds,
  if: Type.Optional(
    condition({
      description: 'False: left out, with the reason. Unknown: a probe is blind; of an action it is asked.',
    }),
  ),
  timeout: Type.Optional(
    plainDuration({
      description: 'For one attempt. By default 5s for a probe and 60s for an action.',
      examples: ['2s'],
    }),
  ),
  retry: Type.Optional(
    mapping(
      {
        attempts: Type.Integer({ minimum: 1, maximum: 100, description: 'Tries in all, the first one included.' }),
        every: Type.Optional(plainDuration({ description: 'Pause between two tries.', default: '1s' })),
        backoff: Type.Optional(
          Type.Enum(['fixed', 'exponential'], { description: 'Whether the pause doubles.', default: 'fixed' }),
        ),
        max: Type.Optional(plainDuration({ description: 'The longest pause.', default: '30s' })),
      },
      { description: 'How it is tried again when it fails. By default it is not.' },
    ),
  ),
  risk: Type.Optional(
    Type.Unsafe<string>({
      type: 'string',
      pattern: '^(?:read|change|disrupt|destroy)$|\\$\\{\\{',
      patternErrorMessage: 'a risk is read, change, disrupt or destroy',
      description: 'What it may do: read, change (reversible), disrupt (users notice), destroy (data is lost).',
      markdownDescription:
        "What it may do to the people who depend on the system.\n- `read` changes nothing\n- `change` is reversible\n- `disrupt` is noticed by users\n- `destroy` loses data\n\nBy default what its kind and command are known to do. Or a template: `\"${{ keeps_data ? 'disrupt' : 'destroy' }}\"`.",
      examples: ['read', 'change', 'disrupt', 'destroy'],
    }),
  ),
  sensitive: Type.Optional(
    Type.Boolean({ description: 'Its output is neither shown nor recorded, only its size.', default: false }),
  ),
  todo: Type.Optional(text({ description: 'What its author must still do. Until then it refuses to run.' })),
  note: Type.Optional(text({ description: 'Markdown that is shown beside it.' })),
  notes: Type.Optional(notes),
  was: Type.Optional(was),
};

/** One step: exactly one kind. */
const step = <P extends TProperties>(properties: P, shown: Shown) =>
  Type.Unsafe<Static<ReturnType<typeof mapping<P>>>>({
    ...mapping(properties, shown),
    oneOf: KINDS.map((kind) => ({ required: [kind] })),
  });

const probe = def(
  'probe',
  step(looking, {
    description: 'Something to look at. Probes only read, and run at the same time.',
    defaultSnippets: [
      {
        label: 'redis probe',
        description: 'A Redis command',
        body: { id: '${1:ping}', title: '${2:Redis answers PING}', redis: '${3:PING}' },
      },
      {
        label: 'http probe',
        description: 'A health endpoint',
        body: { id: '${1:api}', title: '${2:The API is ready}', http: 'GET ${3:http://localhost:3000/readyz}' },
      },
      {
        label: 'docker probe',
        description: 'State of a container',
        body: { id: '${1:container}', docker: { inspect: '${2:name}' } },
      },
      {
        label: 'shell probe',
        description: 'A command that only reads',
        body: { id: '${1:disk}', shell: '${2:df -P /}', risk: 'read' },
      },
    ],
  }),
);

// An undo is a step, so the definition holds a reference to itself.
const action = Type.Unsafe<unknown>({ $ref: '#/$defs/action' });
defs['action'] = step(
  {
    ...looking,
    goal: Type.Optional(
      condition({
        description: 'The state this step is to reach. True already: the step is done. After it: waited for.',
      }),
    ),
    within: Type.Optional(within),
    every: Type.Optional(every),
    preview: Type.Optional(probe),
    repeatable: Type.Optional(
      Type.Boolean({ description: 'Running it twice does no harm: after an interruption it may run again unasked.' }),
    ),
    undo: Type.Optional(
      list(action, { description: 'Steps that take it back; offered in reverse order when the run is given up.' }),
    ),
    on_failure: Type.Optional(
      Type.Enum(['ask', 'stop', 'continue'], { description: 'What happens when it fails.', default: 'ask' }),
    ),
  },
  {
    description: 'Something to do. It is approved first when it changes anything.',
    defaultSnippets: [
      {
        label: 'action with a goal',
        description: 'Act, then wait until it is true',
        body: {
          id: '${1:start}',
          title: '${2:Start Redis}',
          docker: { start: '${3:name}' },
          goal: '${4:ping.ok}',
          within: '30s',
        },
      },
      { label: 'by hand', description: 'Work for a person', body: { title: '$1', manual: '$2' } },
    ],
  },
);

const goals = list(
  def(
    'goal',
    mapping(
      {
        title: Type.Optional(text({ description: 'What the responder reads. By default the goal itself.' })),
        goal: condition({ description: 'What must be true, over probes and facts.' }),
        within: Type.Optional(within),
        every: Type.Optional(every),
      },
      { description: 'One thing that must be true when it is over.' },
    ),
  ),
  { description: 'What must be true when it is over; only then the run is resolved.' },
);

const escalations = list(
  def(
    'escalation',
    textOr(
      mapping(
        {
          title: Type.Optional(text({ description: 'What the responder reads.' })),
          when: Type.Optional(
            condition({ description: 'Raised when this is true.', examples: ['cause == null && !works'] }),
          ),
          after: Type.Optional(
            plainDuration({ description: 'Raised once, this long after the run began.', examples: ['15m'] }),
          ),
          to: Type.Optional(text({ description: 'Whom to tell.' })),
          say: Type.Optional(text({ description: 'What to say.' })),
          steps: Type.Optional(list(action, { description: 'Steps that tell them, usually `notify`.' })),
        },
        { description: 'Whom to tell, when, and what. Text alone is only shown.' },
      ),
    ),
  ),
  { description: 'Whom to tell when it cannot be resolved here.' },
);

const trigger = textOr(
  mapping(
    {
      title: Type.Optional(text({ description: 'What the responder reads.' })),
      when: Type.Optional(condition({ description: 'A condition over probes; `watch` polls it.' })),
      alert: Type.Optional(
        condition({
          description: 'A condition over the alert that started the run.',
          examples: ['alert.labels.alertname == "RedisDown"'],
        }),
      ),
    },
    { description: 'Why this runbook starts. Text alone is only shown.' },
  ),
);

const cause = def(
  'cause',
  mapping(
    {
      id: Type.Optional(
        id({ description: 'Name of the cause; `cause` holds it in expressions. Else made from the title.' }),
      ),
      title: text({ description: 'What is wrong, as one says it.' }),
      when: Type.Optional(
        Type.Unsafe<string | readonly string[]>({
          type: ['string', 'array'],
          items: { type: 'string' },
          description: 'How one sees it. Every line must hold, and each is shown with its own truth value.',
          examples: [['!ping.ok', 'container.exists && !container.running']],
        }),
      ),
      because: Type.Optional(text({ description: 'The evidence as a sentence, with values in it.' })),
      resolve: Type.Optional(list(action, { description: 'What to do about it, in order.' })),
      runbook: Type.Optional(text({ description: 'Instead of `resolve`: another runbook that takes over.' })),
      verify: Type.Optional(goals),
      escalate: Type.Optional(escalations),
      notes: Type.Optional(notes),
      was: Type.Optional(was),
    },
    {
      description: 'What may be wrong, how one sees it, and what to do about it.',
      defaultSnippets: [
        {
          label: 'cause',
          description: 'Evidence and steps',
          body: {
            id: '${1:id}',
            title: '${2:What is wrong}',
            when: ['${3:!ping.ok}'],
            because: '$4',
            resolve: [{ id: '${5:fix}', title: '$6', shell: '$7', goal: '${8:ping.ok}' }],
          },
        },
        {
          label: 'cause for other people',
          description: 'Evidence, then escalate',
          body: { id: '${1:id}', title: '$2', when: ['$3'], escalate: [{ to: '$4', say: '$5' }] },
        },
      ],
    },
  ),
);

const scalar = { type: ['string', 'number', 'boolean'] };

const input = mapping(
  {
    description: Type.Optional(text({ description: 'What it is, for whoever is asked for it.' })),
    env: Type.Optional(text({ description: 'Environment variable that it is taken from.', examples: ['REDIS_URL'] })),
    from: Type.Optional(text({ description: 'Where the alert holds it.', examples: ['alert.labels.instance'] })),
    default: Type.Optional(
      Type.Unsafe<unknown>({
        type: ['string', 'number', 'boolean', 'array'],
        items: scalar,
        description: 'Its value when nothing else gives one. Of a secret it may hold no password.',
      }),
    ),
    secret: Type.Optional(
      Type.Boolean({
        description:
          'Never shown and never recorded; may stand in templates only. Of a URL, user and password are the secret.',
        default: false,
      }),
    ),
    type: Type.Optional(
      Type.Enum(['string', 'number', 'boolean', 'duration', 'size', 'list'], {
        description: 'Its type. By default that of the default, else string.',
      }),
    ),
    choices: Type.Optional(list(Type.Unsafe<unknown>(scalar), { description: 'The only values it may have.' })),
    pattern: Type.Optional(text({ description: 'A regular expression that the whole value must match.' })),
  },
  { description: 'A value that differs from run to run. Order: --input, from, env, default; else it is asked for.' },
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
    }),
    title: text({ description: 'What is broken, as one says it.' }),
    severity: Type.Enum(['critical', 'high', 'medium', 'low'], { description: 'How bad the incident is.' }),
    owner: Type.Optional(text({ description: 'Who keeps this runbook right.' })),
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
    summary: Type.Optional(text({ description: 'One or two sentences: what users see.' })),
    inputs: Type.Optional(
      named(input, { description: 'Values that differ from run to run, by name: `inputs.<name>` in expressions.' }),
    ),
    defaults: Type.Optional(
      mapping(
        {
          redis: Type.Optional(redisDefaults),
          bullmq: Type.Optional(bullmqDefaults),
          docker: Type.Optional(dockerDefaults),
          compose: Type.Optional(composeDefaults),
          http: Type.Optional(httpDefaults),
          shell: Type.Optional(shellDefaults),
          notify: Type.Optional(notifyDefaults),
        },
        { description: 'What every step of a kind gets that does not say otherwise.' },
      ),
    ),
    triggers: Type.Optional(list(trigger, { description: 'Why this runbook starts.' })),
    symptoms: Type.Optional(list(text({ description: 'What people notice.' }), { description: 'What people notice.' })),
    diagnose: Type.Optional(
      list(probe, { description: 'What can be looked at. Probes only read, and run at the same time.' }),
    ),
    facts: Type.Optional(
      named(condition({ description: 'An expression over probes, inputs and other facts.' }), {
        description: 'Names for expressions that are used more than once.',
      }),
    ),
    causes: Type.Optional(list(cause, { description: 'What may be wrong, most likely first.' })),
    verify: Type.Optional(goals),
    escalate: Type.Optional(escalations),
    prevent: Type.Optional(
      list(text({ description: 'A line of the follow-up list.' }), {
        description: 'What keeps it from happening again: the follow-up list of the report.',
      }),
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
