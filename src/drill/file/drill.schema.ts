// The schema of a file of drills, `<id>.drill.yaml`, for editors and for the check when it is read. The build alone reads
// this file: it makes schemas/drill.schema.json and the validator of it.

import { type TSchema, Type } from 'typebox';
import { definition } from '../../kinds/index.ts';
import type { Shown } from '../../kinds/keys.ts';
import { RISKS } from '../../model/risk.ts';
import { condition, defs, list } from '../../parse/schema/parts.schema.ts';
import { action } from '../../parse/schema/step.schema.ts';
import { mapping, plainDuration, text } from '../../parse/schema/values.schema.ts';
import { LABS } from './drill.ts';

const NAME = '^[a-z][a-z0-9_]*$';

const named = (items: object, shown: Shown) =>
  Type.Unsafe<Readonly<Record<string, unknown>>>({
    type: 'object',
    additionalProperties: items,
    ...shown,
  });

const name = (shown: Shown) =>
  Type.Unsafe<string>({
    type: 'string',
    pattern: NAME,
    patternErrorMessage: 'a name is a small letter, then small letters, digits and _',
    ...shown,
  });

const ids = (shown: Shown) =>
  Type.Unsafe<readonly string[]>({ type: 'array', items: { type: 'string', minLength: 1 }, ...shown });

const keep = (description: string) => named({ type: 'integer', minimum: 1 }, { description, examples: [{ jobs: 24 }] });

const sandbox = Type.Unsafe<unknown>({
  ...mapping(
    {
      lab: Type.Optional(Type.Enum([...LABS], { description: 'A sandbox that Firebreak brings along.' })),
      shell: Type.Optional(Type.Unsafe<unknown>(definition('shell').schema)),
      compose: Type.Optional(
        text({
          description: 'A compose file, relative to this one. It is a project of its own, and removed at the end.',
          examples: ['drill/docker-compose.yml'],
        }),
      ),
      ports: Type.Optional(
        list(name({ description: 'The name of a port.' }), {
          description:
            'Ports that are chosen anew for every sandbox: `inputs.<name>` in this file, a variable with its name in capitals for the command.',
          examples: [['web_port']],
        }),
      ),
      inputs: Type.Optional(
        named(
          {},
          {
            description: 'Inputs of the runbook, so that it looks at this sandbox and at nothing else.',
            examples: [{ page_url: 'http://127.0.0.1:${{ inputs.web_port }}/' }],
          },
        ),
      ),
      ready: Type.Optional(
        condition({
          description: 'When it may be broken. By default when everything that the runbook verifies holds.',
        }),
      ),
      within: Type.Optional(plainDuration({ description: 'How long it may take to be ready.', default: '30s' })),
      allow: Type.Optional(
        Type.Unsafe<readonly string[]>({
          type: 'array',
          items: { enum: ['docker', 'compose', 'systemd', 'notify'] },
          description: 'Kinds of step that reach beyond this sandbox as a rule, and are allowed all the same.',
          examples: [['docker']],
        }),
      ),
      keep: Type.Optional(keep('What every drill on it has to keep that does not say otherwise.')),
      count: Type.Optional(
        named(action, {
          description: 'What `keep` can name: a step each that gives a number, by what it prints.',
          examples: [{ orders: { shell: 'wc -l < orders.txt' } }],
        }),
      ),
    },
    { description: 'What is started, broken and ended.' },
  ),
  oneOf: ['lab', 'shell', 'compose'].map((kind) => ({ required: [kind] })),
});

const outcomes = ['resolved', 'healthy', 'escalated', 'handed_over', 'not_resolved', 'waiting'];

const expect = mapping(
  {
    cause: Type.Optional(
      Type.Unsafe<unknown>({
        type: ['string', 'null', 'array'],
        items: { type: 'string' },
        description: 'The cause that is taken up; null where none is; a list where one follows another.',
        examples: ['server_down', null],
      }),
    ),
    group: Type.Optional(
      ids({
        description: 'Causes that cannot be told apart: none is confirmed, and they are shown together.',
        examples: [['server_down', 'port_blocked']],
      }),
    ),
    outcome: Type.Optional(Type.Enum(outcomes, { description: 'How the run ends.' })),
    changes: Type.Optional(
      ids({
        description: 'Exactly the steps that change something. By default only steps of the expected causes may.',
        examples: [['start_server']],
      }),
    ),
    never: Type.Optional(ids({ description: 'Steps that must not be carried out.', examples: [['wipe_data']] })),
    to: Type.Optional(text({ description: 'Whom people are told to turn to.', examples: ['the database team'] })),
    named_within: Type.Optional(
      plainDuration({ description: 'How long it may take until the causes are ranked.', examples: ['10s'] }),
    ),
    resolved_within: Type.Optional(
      plainDuration({ description: 'How long it may take until it is resolved.', examples: ['1m'] }),
    ),
  },
  {
    description: 'What must come of it. What is not named may be anything.',
    examples: [{ cause: 'server_down', outcome: 'resolved', named_within: '10s' }],
  },
);

/** What a drill says, and another one of the same fault may say otherwise. */
const parts = {
  title: Type.Optional(
    text({
      description: 'What the drill is about, as one says it.',
      examples: ['The server is killed while it serves'],
    }),
  ),
  sandbox: Type.Optional(text({ description: 'One of `sandboxes`. By default the first.', examples: ['web'] })),
  needs: Type.Optional(
    ids({
      description:
        'What the machine must have: `docker`, `root`, or the name of a program. Without it the drill is listed as not run.',
      examples: [['docker', 'psql']],
    }),
  ),
  inject: Type.Optional(
    Type.Unsafe<readonly unknown[]>({
      type: 'array',
      items: { ...(defs['action'] as object), type: ['object', 'string'] },
      description: 'How it is broken: steps, or faults that the sandbox knows. By default the fault of that name.',
      examples: [['killed'], [{ shell: 'chmod 000 data' }]],
    }),
  ),
  shows: Type.Optional(condition({ description: 'When the outage can be seen; the run begins only then.' })),
  heal: Type.Optional(
    list(action, {
      description: 'Steps that take it back. By default the sandbox is started anew.',
      examples: [[{ shell: 'chmod 755 data' }]],
    }),
  ),
  meanwhile: Type.Optional(
    list(action, {
      description: 'What somebody else does, once the run has taken up a cause.',
      examples: [[{ shell: './start-server.sh' }]],
    }),
  ),
  inputs: Type.Optional(
    named(
      {},
      {
        description: 'Inputs of the runbook, over those of the sandbox.',
        examples: [{ page_url: 'http://127.0.0.1:${{ inputs.web_port }}/login' }],
      },
    ),
  ),
  answers: Type.Optional(
    named({}, { description: 'Answers to `ask` and `manual` steps, by id.', examples: [{ replace_disk: 'done' }] }),
  ),
  approve: Type.Optional(
    Type.Enum([...RISKS], { description: 'The highest risk that is approved.', default: 'disrupt' }),
  ),
  keep: Type.Optional(
    keep(
      'Data that must be there before, at least so many of it, and no fewer afterwards. By default as its sandbox says.',
    ),
  ),
};

const drill = mapping(
  {
    fault: name({ description: 'What breaks.', examples: ['killed'] }),
    as: Type.Optional(
      Type.Unsafe<string>({
        type: 'string',
        pattern: '^[a-z][a-z0-9_-]*$',
        patternErrorMessage: 'write it with small letters, digits, _ and -',
        description: 'What tells it from other drills of the same fault.',
        examples: ['twice'],
      }),
    ),
    ...parts,
    expect,
    also: Type.Optional(
      Type.Unsafe<Readonly<Record<string, unknown>>>({
        type: 'object',
        additionalProperties: mapping(
          { ...parts, expect: Type.Optional(expect) },
          { description: 'What is otherwise in this drill; all else is as above.' },
        ),
        description: 'More drills of the same fault, by what tells each apart: what is otherwise there.',
        examples: [{ auto: { sandbox: 'unnamed', expect: { group: ['server_down', 'port_blocked'] } } }],
      }),
    ),
  },
  { description: 'One drill: what is broken, and what must come of it.' },
);

const file = mapping(
  {
    firebreak: Type.Unsafe<1>({ type: 'integer', enum: [1], description: 'Version of the language.' }),
    drill: text({ description: 'The id of the runbook beside this file.', examples: ['redis-connectivity-loss'] }),
    sandboxes: named(sandbox, {
      description: 'What can be started, by name.',
      examples: [
        {
          web: {
            shell: 'python3 -m http.server "$WEB_PORT"',
            ports: ['web_port'],
            inputs: { page_url: 'http://127.0.0.1:${{ inputs.web_port }}/' },
          },
        },
      ],
    }),
    drills: Type.Unsafe<readonly unknown[]>({
      type: 'array',
      items: drill,
      description: 'The drills.',
      examples: [
        [
          {
            fault: 'killed',
            inject: [{ shell: 'kill "$(cat web.pid)"' }],
            shows: '!page.ok',
            expect: { cause: 'server_down', outcome: 'resolved' },
          },
        ],
      ],
    }),
  },
  { description: 'Drills of a Firebreak runbook: a sandbox is broken on purpose, and the runbook is run on it.' },
);

/** The whole schema. */
export const drillSchema: TSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Firebreak drills',
  ...file,
  $defs: defs,
};
