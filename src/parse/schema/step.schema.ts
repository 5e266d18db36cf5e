// The schema of a step: flat optional keys and a `oneOf` of `required`, never a union of mappings. That gives one error for
// one mistake, and editors complete the kinds.

import { type Static, type TProperties, Type } from 'typebox';
import { definition, KINDS } from '../../kinds/index.ts';
import type { Shown } from '../../kinds/keys.ts';
import { formatDuration } from '../../model/duration.ts';
import { RISKS } from '../../model/risk.ts';
import { BACKOFFS, ON_FAILURES } from '../../model/runbook.ts';
import { ON_FAILURE, RETRY, TIMEOUT_MS } from '../unwritten.ts';
import { condition, def, defs, every, holds, id, list, notes, was, within } from './parts.schema.ts';
import { mapping, numberOr, plainDuration, text } from './values.schema.ts';

const kinds = Object.fromEntries(
  KINDS.map((kind) => [kind, Type.Optional(def(kind, Type.Unsafe<unknown>(definition(kind).schema)))]),
);

const ELSEWHERE = KINDS.filter((kind) => definition(kind).goesElsewhere === true);

const looking = {
  id: Type.Optional(
    id({
      description: 'Name in expressions. Needed where something refers to it; else made from the title.',
      examples: ['ping', 'start_container'],
    }),
  ),
  title: Type.Optional(
    text({
      description: 'What the responder reads. By default the command.',
      examples: ['Redis answers PING', 'Start the container'],
    }),
  ),
  ...kinds,
  if: Type.Optional(
    condition({
      description: 'False: left out, with the reason. Unknown: a probe is blind; of an action it is asked.',
    }),
  ),
  for_each: Type.Optional(
    Type.Unsafe<unknown>({
      type: ['string', 'array'],
      items: { type: ['string', 'number', 'boolean'] },
      description:
        'A list: the step is carried out once for each `item` of it. A probe for all at once, an action for one after another.',
      examples: ['${{ inputs.hosts }}', ['web-1', 'web-2']],
    }),
  ),
  timeout: Type.Optional(
    plainDuration({
      description: `For one attempt. By default ${formatDuration(TIMEOUT_MS.looking)} for a probe and ${formatDuration(TIMEOUT_MS.acting)} for an action.`,
      examples: ['2s'],
    }),
  ),
  on: Type.Optional(
    Type.Unsafe<string>({
      type: 'string',
      description: `The host that it is carried out on, as \`ssh\` is given it; empty: this one. For steps of kind ${ELSEWHERE.join(', ')}.`,
      examples: ['db-1', 'ops@${{ inputs.redis_host }}'],
    }),
  ),
  retry: Type.Optional(
    numberOr(
      { minimum: 1, maximum: 100 },
      mapping(
        {
          attempts: Type.Integer({
            minimum: 1,
            maximum: 100,
            description: 'Tries in all, the first one included.',
            examples: [3],
          }),
          every: Type.Optional(
            plainDuration({ description: 'Pause between two tries.', default: formatDuration(RETRY.every_ms) }),
          ),
          backoff: Type.Optional(
            Type.Enum([...BACKOFFS], { description: 'Whether the pause doubles.', default: RETRY.backoff }),
          ),
          max: Type.Optional(
            plainDuration({ description: 'The longest pause.', default: formatDuration(RETRY.max_ms) }),
          ),
        },
        {
          description: 'Tries in all, or how it is tried again when it fails. By default it is not.',
          examples: [3, { attempts: 3, every: '5s' }],
        },
      ),
    ),
  ),
  risk: Type.Optional(
    Type.Unsafe<string>({
      type: 'string',
      pattern: `^(?:${RISKS.join('|')})$|\\$\\{\\{`,
      patternErrorMessage: `a risk is ${RISKS.slice(0, -1).join(', ')} or ${RISKS.at(-1)}`,
      description: 'What it may do: read, change (reversible), disrupt (users notice), destroy (data is lost).',
      markdownDescription:
        "What it may do to the people who depend on the system.\n- `read` changes nothing\n- `change` is reversible\n- `disrupt` is noticed by users\n- `destroy` loses data\n\nBy default what its kind and command are known to do. Or a template: `\"${{ keeps_data ? 'disrupt' : 'destroy' }}\"`.",
      examples: [...RISKS],
    }),
  ),
  sensitive: Type.Optional(
    Type.Boolean({ description: 'Its output is neither shown nor recorded, only its size.', default: false }),
  ),
  todo: Type.Optional(
    text({
      description: 'What its author must still do. Until then it refuses to run.',
      examples: ['Name the unit of the worker'],
    }),
  ),
  note: Type.Optional(
    text({
      description: 'Markdown that is shown beside it.',
      examples: ['Takes about a minute; users see errors meanwhile.'],
    }),
  ),
  notes: Type.Optional(notes),
  was: Type.Optional(was),
};

/** One step: exactly one kind. */
const step = <P extends TProperties>(properties: P, shown: Shown) =>
  Type.Unsafe<Static<ReturnType<typeof mapping<P>>>>({
    ...mapping(properties, shown),
    oneOf: KINDS.map((kind) => ({ required: [kind] })),
  });

/** A reference to a probe. */
export const probe = def(
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

/** A reference to an action. An undo is an action, so the definition holds a reference to itself. */
export const action = Type.Unsafe<unknown>({ $ref: '#/$defs/action' });
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
    for: Type.Optional(holds),
    preview: Type.Optional(
      Type.Unsafe<unknown>({ ...probe, description: 'A look just before the approval: what would be hit.' }),
    ),
    loses: Type.Optional(
      text({
        description: 'What is lost by it, for when its risk is `destroy`; with values, so that it says how much.',
        examples: ['What was written in the last ${{ server.info.rdb_changes_since_last_save }} changes'],
      }),
    ),
    repeatable: Type.Optional(
      Type.Boolean({
        description: 'Running it twice does no harm: after an interruption it may run again unasked.',
        examples: [true],
      }),
    ),
    undo: Type.Optional(
      list(action, {
        description: 'Steps that take it back; offered in reverse order when the run is given up.',
        examples: [[{ bullmq: { queue: 'mail', do: 'resume' } }]],
      }),
    ),
    on_failure: Type.Optional(
      Type.Enum([...ON_FAILURES], { description: 'What happens when it fails.', default: ON_FAILURE }),
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
