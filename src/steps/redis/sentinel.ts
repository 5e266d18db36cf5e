// Redis Sentinel: who is the primary now. All Sentinels are asked at once; what most of them say counts, and what they
// think of it explains why nobody answers there.

import type { NetworkError } from '../../kinds/error-words.ts';
import type { HostPort } from '../../kinds/redis/address.ts';
import { Failure } from '../failure.ts';
import { type Endpoint, showEndpoint } from '../network/endpoint.ts';
import type { Allowance } from '../network/patience.ts';
import type { NodeConnection } from './connection.ts';
import { replyJson } from './reply.ts';
import type { RedisPlace, RedisTarget, Sentinels } from './target.ts';

/** The primary, as the Sentinels name it. */
export interface Named {
  readonly endpoint: Endpoint;
  /** What a failure to reach it means, given what the Sentinels say of it. */
  explained(thrown: unknown): unknown;
}

type Open = (target: RedisTarget, allowance: Allowance) => Promise<{ readonly connection: NodeConnection }>;

/** How long the slower Sentinels are waited for once one has answered, in milliseconds. */
const GRACE_MS = 250;

/** Asks who the primary is. Throws the kind `no_primary` where the Sentinels know none of that name. */
export async function primaryOf(
  place: Extract<RedisPlace, { readonly sentinels: Sentinels }>,
  allowance: Allowance,
  open: Open,
): Promise<Named> {
  const { sentinels, tls } = place;
  const ask = async (endpoint: HostPort): Promise<Answer> => {
    const login = { username: '', password: sentinels.password, db: 0 };
    const { connection } = await open({ ...login, endpoint, ...(tls === undefined ? {} : { tls }) }, allowance);
    try {
      return await answerOf(connection, sentinels.primary, allowance);
    } finally {
      connection.close();
    }
  };
  const asked = sentinels.hosts.map(ask);
  await Promise.any(asked).catch((thrown: unknown) => {
    throw noneAnswered(thrown instanceof AggregateError ? thrown.errors : [thrown], sentinels);
  });
  const late = new Promise<null>((done) => setTimeout(done, Math.min(GRACE_MS, allowance.left()), null));
  const heard = await Promise.all(asked.map((one) => Promise.race([one.catch(() => null), late])));
  const answers = heard.filter((one): one is Answer => one !== null);
  const endpoint = mostNamed(answers);
  if (endpoint === null) throw unknownName(answers, sentinels);
  return { endpoint, explained: (thrown) => explained(thrown, { endpoint, answers, sentinels }) };
}

/** What one Sentinel says. */
interface Answer {
  readonly primary: HostPort | null;
  /** Flags of the primary, such as `master,o_down`. */
  readonly flags: string;
  /** Whether enough Sentinels see each other to agree on anything; with the Sentinel's words where not. */
  readonly no_quorum: string | null;
  /** Names that it knows, where it does not know the one asked for. */
  readonly knows: readonly string[];
}

async function answerOf(connection: NodeConnection, name: string, allowance: Allowance): Promise<Answer> {
  const ask = async (...argv: readonly string[]): Promise<unknown> =>
    replyJson(await connection.ask(['SENTINEL', ...argv], allowance, 'none'));
  const address = await ask('GET-MASTER-ADDR-BY-NAME', name);
  if (!Array.isArray(address)) {
    const all = await ask('MASTERS').catch(() => []);
    const knows = Array.isArray(all) ? all.map((one) => pairs(one)['name'] ?? '') : [];
    return { primary: null, flags: '', no_quorum: null, knows };
  }
  const [state, quorum] = await Promise.all([
    ask('MASTER', name).then(pairs, () => pairs(null)),
    ask('CKQUORUM', name).then(
      () => null,
      (thrown: unknown) =>
        thrown instanceof Failure && thrown.error.code === 'NOQUORUM' ? thrown.error.message : null,
    ),
  ]);
  return {
    primary: { host: String(address[0]), port: Number(address[1]) },
    flags: state['flags'] ?? '',
    no_quorum: quorum,
    knows: [],
  };
}

function pairs(reply: unknown): Readonly<Record<string, string>> {
  const items = Array.isArray(reply) ? reply.map(String) : [];
  return Object.fromEntries(items.flatMap((item, at) => (at % 2 === 0 ? [[item, items[at + 1] ?? '']] : [])));
}

function mostNamed(answers: readonly Answer[]): HostPort | null {
  const votes = new Map<string, { readonly endpoint: HostPort; readonly count: number }>();
  for (const { primary } of answers) {
    if (primary === null) continue;
    const key = showEndpoint(primary);
    votes.set(key, { endpoint: primary, count: (votes.get(key)?.count ?? 0) + 1 });
  }
  return [...votes.values()].sort((a, b) => b.count - a.count)[0]?.endpoint ?? null;
}

function noneAnswered(errors: readonly unknown[], { hosts }: Sentinels): unknown {
  const failures = errors.filter((one): one is Failure => one instanceof Failure);
  const [first] = failures.filter(({ error }) => error.kind !== 'refused').concat(failures);
  if (first === undefined || failures.length < errors.length) return errors[0];
  const each = failures.map(({ error }, at) => `${showEndpoint(hosts[at] ?? { path: '' })}: ${error.message}`);
  const message = `none of the ${hosts.length} Sentinels could be asked for the primary (${each.join('; ')})`;
  return new Failure({ ...first.error, message }, 'none');
}

function unknownName(answers: readonly Answer[], { primary }: Sentinels): Failure {
  const known = [...new Set(answers.flatMap(({ knows }) => knows))];
  const there = known.length === 0 ? 'they watch none' : `they watch ${known.map((one) => `"${one}"`).join(', ')}`;
  const message = `the Sentinels know no primary called "${primary}"; ${there}`;
  return new Failure({ kind: 'no_primary', code: 'unknown_name', message }, 'none');
}

/** Ways in which a server that is gone cannot be reached. */
const UNREACHED: ReadonlySet<string> = new Set<NetworkError>(['refused', 'unreachable', 'timeout', 'reset', 'closed']);

function explained(
  thrown: unknown,
  told: { readonly endpoint: Endpoint; readonly answers: readonly Answer[]; readonly sentinels: Sentinels },
): unknown {
  if (!(thrown instanceof Failure) || !UNREACHED.has(thrown.error.kind)) return thrown;
  const { endpoint, answers, sentinels } = told;
  const named = `the Sentinels name ${showEndpoint(endpoint)} as "${sentinels.primary}", which cannot be reached (${thrown.error.message})`;
  const [without] = answers.flatMap(({ no_quorum }) => no_quorum ?? []);
  const down = answers.filter(({ flags }) => /(^|,)[so]_down(,|$)|failover_in_progress/.test(flags)).length;
  // Silence that the Sentinels know nothing of is worth another look with more time.
  if (down === 0 && thrown.error.kind === 'timeout') return thrown;
  const error =
    without !== undefined && answers.every(({ no_quorum }) => no_quorum !== null)
      ? { kind: 'no_quorum', code: 'NOQUORUM', message: `${named}, and no other can be made primary: ${without}` }
      : {
          kind: 'no_primary',
          code: down === 0 ? 'not_noticed' : 'down',
          message: `${named}; ${down} of ${answers.length} Sentinels asked see that it is down`,
        };
  return new Failure(error, thrown.effect, thrown.fields);
}
