// One command, and what its reply means where that is known: INFO, CONFIG GET, CLIENT LIST.

import { Failure, type Fields } from '../failure.ts';
import { type Allowance, sampleAfter } from '../network/patience.ts';
import { clientGroups } from './clients.ts';
import type { RedisConnection } from './connection.ts';
import type { Talk } from './conversation.ts';
import { infoDelta, loadingEta, parseInfo } from './info.ts';
import { configPairs, replyJson, replyText } from './reply.ts';

/** Sends the command; with `sample_ms` it asks INFO twice, that far apart. */
export function talkCommand(argv: readonly string[], sample_ms?: number): Talk<Fields> {
  return async (connection, allowance) => {
    const first = await reply(connection, argv, allowance);
    if (sample_ms === undefined) return first.fields;
    allowance.proven();
    await sampleAfter(sample_ms, allowance);
    const second = await reply(connection, argv, allowance);
    const delta = infoDelta(parseInfo(first.text), parseInfo(second.text));
    return { ...second.fields, delta };
  };
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
    default:
      return { text, fields: { reply: json, text } };
  }
}

function commandOf([command = '', subcommand = '']: readonly string[]): string {
  const name = command.toUpperCase();
  return name === 'CONFIG' || name === 'CLIENT' ? `${name} ${subcommand.toUpperCase()}` : name;
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
  if (error.kind !== 'loading') throw thrown;
  allowance.proven();
  const info = await connection.ask(['INFO', 'persistence'], allowance).then(
    (text) => parseInfo(replyText(replyJson(text))),
    () => null,
  );
  const eta = info === null ? null : loadingEta(info);
  throw eta === null ? thrown : new Failure({ ...error, message: `${error.message} (about ${eta} s to go)` }, effect);
}
