// One command, and what its reply means where that is known: INFO, CONFIG GET, CLIENT LIST.

import { Failure, type Fields, Unable } from '../failure.ts';
import { type Allowance, sampleAfter } from '../network/patience.ts';
import { clientGroups } from './clients.ts';
import { clusterInfo, clusterNodes } from './cluster.ts';
import type { Talk } from './conversation.ts';
import { refusedBy } from './error.ts';
import { infoDelta, loadingEta, parseInfo } from './info.ts';
import type { RedisConnection } from './redirect.ts';
import { configPairs, replyJson, replyText } from './reply.ts';

/** Sends the command; with `sample_ms` it asks INFO twice, that far apart. */
export function talkCommand(argv: readonly string[], sample_ms?: number): Talk<Fields> {
  return async (connection, allowance) => {
    const first = await reply(connection, argv, allowance);
    const known = { ...first.fields, ...serverFields(commandOf(argv), connection) };
    if (sample_ms === undefined) return known;
    allowance.proven();
    await sampleAfter(sample_ms, allowance);
    const second = await reply(connection, argv, allowance);
    const delta = infoDelta(parseInfo(first.text), parseInfo(second.text));
    return { ...known, ...second.fields, delta };
  };
}

/** What opening the connection told of the server, for those who ask about it. */
function serverFields(command: string, { auth, password_given, primary, addresses }: RedisConnection): Fields {
  if (command !== 'PING' && command !== 'INFO') return {};
  return {
    auth,
    password_given,
    primary,
    ...(command === 'INFO' ? {} : { addresses: addresses.map((one) => ({ ...one })) }),
  };
}

/** A look that the user of the address may not take, or the server does not offer, has seen nothing. */
export function blindWhereRefused(thrown: unknown): never {
  const refused = thrown instanceof Failure && thrown.effect === 'answered' ? refusedBy(thrown.error) : null;
  if (!(thrown instanceof Failure) || refused === null) throw thrown;
  const cure =
    refused === 'unknown_command'
      ? 'the command was renamed there, or is not offered'
      : refused === 'key'
        ? 'allow the key in its ACL'
        : 'allow the command in its ACL, or ask with the address of a user who may';
  throw new Unable('no_permission', `Redis does not let this user look: ${thrown.error.message}; ${cure}`);
}

interface Reply {
  readonly text: string;
  readonly fields: Fields;
}

async function reply(connection: RedisConnection, argv: readonly string[], allowance: Allowance): Promise<Reply> {
  const raw = await connection
    .ask(argv, allowance)
    .catch((thrown: unknown) => explained(thrown, { argv, connection, allowance }));
  const json = replyJson(raw);
  const text = replyText(json);
  switch (commandOf(argv)) {
    case 'INFO':
      return { text, fields: { reply: text, text, info: parseInfo(text) } };
    case 'CONFIG GET': {
      const config = configPairs(json);
      const shown = Object.entries(config).flat().map(String);
      return { text, fields: { reply: shown, text: shown.join('\n'), config } };
    }
    case 'CLIENT LIST':
      return { text, fields: { reply: text, text, groups: clientGroups(text) } };
    case 'CLUSTER INFO':
      return { text, fields: { reply: text, text, cluster: clusterInfo(text) } };
    case 'CLUSTER NODES':
      return { text, fields: { reply: text, text, ...clusterNodes(text) } };
    default:
      return { text, fields: { reply: json, text } };
  }
}

function commandOf([command = '', subcommand = '']: readonly string[]): string {
  const name = command.toUpperCase();
  return name === 'CONFIG' || name === 'CLIENT' || name === 'CLUSTER' ? `${name} ${subcommand.toUpperCase()}` : name;
}

interface Asked {
  readonly argv: readonly string[];
  readonly connection: RedisConnection;
  readonly allowance: Allowance;
}

async function explained(thrown: unknown, { argv, connection, allowance }: Asked): Promise<unknown> {
  if (!(thrown instanceof Failure)) throw thrown;
  const { error, effect } = thrown;
  // A server that shuts down does so instead of answering.
  const ended = error.kind === 'closed' || error.kind === 'reset';
  if (ended && commandOf(argv) === 'SHUTDOWN') return 'OK';
  // Who says that PING is not allowed has answered it.
  if (commandOf(argv) === 'PING' && refusedBy(error) !== null) return error.message;
  if (error.kind !== 'loading') throw thrown;
  allowance.proven();
  const info = await connection.ask(['INFO', 'persistence'], allowance).then(
    (text) => parseInfo(replyText(replyJson(text))),
    () => null,
  );
  const eta = info === null ? null : loadingEta(info);
  throw eta === null ? thrown : new Failure({ ...error, message: `${error.message} (about ${eta} s to go)` }, effect);
}
