// The schema of `firebreak.serve.yaml`, for editors and for the check when it is read. The build alone reads this file: it
// makes schemas/serve.schema.json and the validator of it.

import { type TSchema, Type } from 'typebox';
import type { Shown } from '../../kinds/keys.ts';
import { RISKS } from '../../model/risk.ts';
import { mapping, plainDuration, text } from '../../parse/schema/values.schema.ts';
import { SOURCES } from './config.ts';

const NAME = '^[a-z0-9][a-z0-9_-]{0,63}$';
const NOT_A_NAME = 'a name has lower-case letters, digits, `-` and `_`';

const flag = (shown: Shown) => Type.Unsafe<boolean>({ type: 'boolean', ...shown });
const whole = (bounds: { readonly minimum: number; readonly maximum: number }, shown: Shown) =>
  Type.Unsafe<number>({ type: 'integer', ...bounds, ...shown });
const list = (items: TSchema, shown: Shown): TSchema =>
  Type.Unsafe<readonly unknown[]>({ type: 'array', items, ...shown });
const named = (items: TSchema, shown: Shown): TSchema =>
  Type.Unsafe<Readonly<Record<string, unknown>>>({
    type: 'object',
    additionalProperties: items,
    ...shown,
  });

const secret = (shown: Shown) =>
  mapping(
    {
      env: Type.Optional(text({ description: 'Variable of the environment that holds it.', examples: ['AM_TOKEN'] })),
      file: Type.Optional(text({ description: 'File that holds it.', examples: ['/run/secrets/am_token'] })),
    },
    shown,
  );

const alert = mapping(
  {
    source: Type.Enum([...SOURCES], { description: 'Who sends: what bodies look like, and how they are signed.' }),
    bearer: Type.Optional(
      secret({
        description: 'The token that the sender gives: `Authorization: Bearer …`.',
        examples: [{ env: 'AM_TOKEN' }],
      }),
    ),
    secret: Type.Optional(
      secret({ description: 'The secret that the sender signs the raw body with.', examples: [{ env: 'PD_SECRET' }] }),
    ),
  },
  { description: 'One address for alerts: `POST /alerts/<name>`.' },
);

const rule = mapping(
  {
    runbook: text({ description: 'Id of a runbook; `*` is any.', examples: ['redis-connectivity-loss', '*'] }),
    approve: Type.Optional(
      Type.Enum([...RISKS], {
        description: 'The highest risk that is run without a person; the rest waits for one.',
        default: 'read',
      }),
    ),
    where: Type.Optional(
      Type.Unsafe<string>({
        type: 'string',
        pattern: NAME,
        patternErrorMessage: NOT_A_NAME,
        description: 'Place whose workers lead its runs; they are reached by `queue`. Without it serve leads them.',
        examples: ['db'],
      }),
    ),
    local: Type.Optional(
      flag({ description: 'While the queue cannot be reached, serve leads new runs itself.', default: false }),
    ),
    inputs: Type.Optional(
      named(Type.Unsafe({}), { description: 'Inputs of its runs.', examples: [{ manager: 'systemd' }] }),
    ),
  },
  { description: 'What runs of a runbook may do. The first rule that fits counts.' },
);

const person = mapping(
  {
    name: Type.Unsafe<string>({
      type: 'string',
      pattern: NAME,
      patternErrorMessage: NOT_A_NAME,
      description: 'Name, as it stands in records.',
      examples: ['ana'],
    }),
    team: Type.Optional(text({ description: 'Team that approvals may ask for.', examples: ['platform'] })),
    token_sha256: Type.Unsafe<string>({
      type: 'string',
      pattern: '^[0-9a-f]{64}$',
      patternErrorMessage: 'this is the sha256 of a token, 64 digits: `firebreak people add` makes both',
      description: 'The sha256 of her token. `firebreak people add <name>` makes both.',
    }),
  },
  { description: 'Somebody who may see everything, and answer.' },
);

const approval = mapping(
  {
    by: Type.Optional(text({ description: 'Team that may approve it.', examples: ['platform'] })),
    people: Type.Optional(
      whole({ minimum: 1, maximum: 9 }, { description: 'How many different people have to.', default: 1 }),
    ),
    not_requester: Type.Optional(flag({ description: 'Whoever began the run does not count.', default: false })),
  },
  { description: 'Who approves steps of this risk.' },
);

const approvals = mapping(
  Object.fromEntries(RISKS.filter((risk) => risk !== 'read').map((risk) => [risk, Type.Optional(approval)])),
  {
    description: 'Who approves what, by its risk. What is not named may be approved by anybody who signs in.',
    examples: [{ destroy: { by: 'platform', people: 2, not_requester: true } }],
  },
);

const waiting = mapping(
  {
    remind: plainDuration({ description: 'A question that is open is told again after this.', examples: ['5m'] }),
    // oxlint-disable-next-line unicorn/no-thenable -- a key of the file
    then: Type.Optional(
      text({ description: 'A team or a person that is named from then on.', examples: ['platform-lead'] }),
    ),
    give_up: Type.Optional(
      plainDuration({
        description: 'After this the run is handed over. Nothing is approved by it.',
        examples: ['30m'],
      }),
    ),
  },
  { description: 'What becomes of questions that nobody answers.' },
);

const telling = mapping(
  { url: secret({ description: 'The address that JSON is posted to.', examples: [{ env: 'CHAT_WEBHOOK' }] }) },
  { description: 'Where questions, escalations and ends are told, with a link.' },
);

const file = mapping(
  {
    firebreak_serve: Type.Unsafe<1>({ type: 'integer', enum: [1], description: 'Version of this file.' }),
    listen: Type.Optional(
      text({
        description: 'Address and port. Elsewhere than on this host only with `tls` or `behind_proxy`.',
        default: '127.0.0.1:7077',
        examples: ['127.0.0.1:7077'],
      }),
    ),
    address: Type.Optional(
      text({ description: 'What people open in a browser.', examples: ['https://firebreak.example.com'] }),
    ),
    tls: Type.Optional(
      mapping(
        {
          cert: text({ description: 'File with the certificate, PEM.', examples: ['/etc/firebreak/cert.pem'] }),
          key: text({ description: 'File with its key, PEM.', examples: ['/etc/firebreak/key.pem'] }),
        },
        { description: 'Serves HTTPS.' },
      ),
    ),
    behind_proxy: Type.Optional(
      Type.Unsafe<unknown>({
        ...mapping(
          {
            header: Type.Optional(
              text({ description: 'Header with the name of the person.', default: 'X-Forwarded-User' }),
            ),
            from: Type.Optional(
              list(text({ description: 'An address of the proxy.' }), {
                description: 'Addresses that its requests come from. Others are refused.',
                default: ['127.0.0.1'],
              }),
            ),
          },
          { description: 'A reverse proxy does the sign-on; `true` is one on this host.' },
        ),
        type: ['boolean', 'object'],
      }),
    ),
    runbooks: Type.Optional(
      text({ description: 'Folder of runbooks besides the usual ones.', examples: ['./runbooks'] }),
    ),
    alerts: Type.Optional(
      named(alert, {
        description: 'Who may send alerts, by the name in the address.',
        examples: [{ alertmanager: { source: 'alertmanager', bearer: { env: 'AM_TOKEN' } } }],
      }),
    ),
    policy: Type.Optional(
      list(rule, {
        description: 'What runs may do without a person. Without it they look.',
        examples: [[{ runbook: 'redis-connectivity-loss', approve: 'change' }]],
      }),
    ),
    people: Type.Optional(list(person, { description: 'Who may sign in.' })),
    approvals: Type.Optional(approvals),
    waiting: Type.Optional(waiting),
    notify: Type.Optional(
      named(telling, { description: 'Where people are told.', examples: [{ chat: { url: { env: 'CHAT_WEBHOOK' } } }] }),
    ),
    at_once: Type.Optional(
      whole({ minimum: 1, maximum: 64 }, { description: 'How many runs are led at a time.', default: 4 }),
    ),
    queue: Type.Optional(
      text({
        description:
          'Address of the Redis by which workers on other hosts are reached. Its password is in FIREBREAK_QUEUE_PASSWORD.',
        examples: ['redis://queue.example.com:6379'],
      }),
    ),
    cool_down: Type.Optional(
      plainDuration({
        description: 'For how long no new run is begun for an alert that had one.',
        default: '5m',
      }),
    ),
  },
  { description: 'The configuration of `firebreak serve`.' },
);

/** The whole schema. */
export const serveSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Firebreak serve',
  ...file,
};
