// What a page leaves open becomes inputs: what they are called, where they come from, and whether they are secret.

import type { Wanted } from '../commands/holes.ts';
import { LOCAL_REDIS } from '../commands/to-redis.ts';
import { type Draft, type DraftInput, stepsOf } from '../draft/draft.ts';

const SECRET =
  /(?:password|passwd|secret|token|api_?key|private_?key|credential|dsn|auth)|(?:redis|database|db|postgres|mongo|mysql|amqp|rabbit\w*|broker|connection|conn)_(?:ur[li]|string|addr)/;
const NAME =
  /(?:^|_)(?:pod|namespace|ns|host|hostname|container|service|deployment|node|instance|cluster|unit|app|queue|topic|region|bucket|job|user|db|database|table|name|id)(?:_|$)/;

/** Adds the input that a command wants, once. */
export function kindOfInput(draft: Draft, { name, written, env, label }: Wanted): void {
  const known = draft.inputs.get(name);
  if (known !== undefined) {
    const more = {
      ...known,
      ...(env === undefined || known.env !== undefined ? {} : { env }),
      ...(label === undefined || known.from !== undefined ? {} : { from: `alert.labels.${label}` }),
    };
    draft.inputs.set(name, more);
    return;
  }
  const isSecret = SECRET.test(name);
  const isName = !isSecret && env === undefined && NAME.test(name);
  const isNumber = /(?:^|_)(?:port|pid)(?:_|$)/.test(name) && !isSecret;
  const input: DraftInput = {
    name,
    ...(env === undefined ? {} : { env }),
    ...(label === undefined ? {} : { from: `alert.labels.${label}` }),
    ...(isSecret ? { secret: true } : {}),
    ...(isName ? { pattern: '[A-Za-z0-9][A-Za-z0-9._/-]*' } : isNumber ? { pattern: '[0-9]+' } : {}),
    description: /^[\w.$-]/.test(written) && !written.startsWith('$') ? written : `\`${written}\` of the page`,
  };
  draft.inputs.set(name, input);
}

/**
 * What several steps have in common goes to `defaults`: the Redis that they look at. A command that names none is for the one
 * of this host.
 */
export function withDefaults(draft: Draft): void {
  const steps = stepsOf(draft).filter(({ kind }) => kind === 'redis' || kind === 'bullmq');
  const addresses = steps.map(({ value }) => addressOf(value));
  const common = addresses.find((one) => one !== undefined);
  if (steps.length === 0) return;
  const isOne = addresses.every((one) => one === undefined || one === common);
  if (common === undefined) {
    draft.inputs.set('redis_url', {
      name: 'redis_url',
      env: 'REDIS_URL',
      default: LOCAL_REDIS,
      secret: true,
      description: 'The Redis of the page, whose commands name none',
    });
    setDefault(
      draft,
      steps.map(({ kind }) => kind),
      '${{ inputs.redis_url }}',
    );
    return;
  }
  if (!isOne) {
    for (const step of steps)
      if (addressOf(step.value) === undefined) step.value = withAddress(step.value, LOCAL_REDIS);
    return;
  }
  setDefault(
    draft,
    steps.map(({ kind }) => kind),
    common,
  );
  for (const step of steps) step.value = withoutAddress(step.value);
}

function setDefault(draft: Draft, kinds: readonly string[], url: string): void {
  for (const kind of ['redis', 'bullmq']) if (kinds.includes(kind)) draft.defaults[kind] = { url };
}

const addressOf = (value: unknown): string | undefined =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  'url' in value &&
  typeof value.url === 'string'
    ? value.url
    : undefined;

const withAddress = (value: unknown, url: string): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value, url } : { command: value, url };

function withoutAddress(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const rest = Object.fromEntries(Object.entries(value).filter(([key]) => key !== 'url'));
  const keys = Object.keys(rest);
  return keys.length === 1 && keys[0] === 'command' ? rest['command'] : rest;
}
