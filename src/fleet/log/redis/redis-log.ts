// The run log on Redis: each operation is one script, done wholly or not at all, by the clock of the server. Answers come within
// a time limit or not at all; the same may be asked again, as nothing is done twice.

import { randomBytes } from 'node:crypto';
import type { Redis } from 'ioredis';
import { jsonText } from '../../../model/json.ts';
import { NO_HEAD } from '../../../transcript/chain.ts';
import { decodeLine } from '../../../transcript/format.ts';
import { type Entry, FleetError, type Hold, type Piece, type RunLog, type WorkerState } from '../../ports.ts';
import { entryOf, leasing, refusal } from './answers.ts';
import { asking } from './ask.ts';
import * as reads from './reads.lua.ts';
import * as runs from './runs.lua.ts';
import * as targets from './targets.lua.ts';

/** What a log is opened with. */
export interface RedisLogOptions {
  /** First part of the names of all keys. */
  readonly prefix: string;
  /** After how long a question without an answer is given up, in milliseconds. */
  readonly within_ms: number;
  /** For how long nobody gets a lease after the store was made anew, in milliseconds: what is under way is reported first. */
  readonly settle_ms: number;
}

type Told = readonly unknown[];

/** Most bytes of outputs on their way home. */
const MOST_ON_THE_WAY = 64 * 1024 * 1024;
const MOST_MAIL = 1000;
/** A run that was over is remembered for a month, in milliseconds. */
const REMEMBERED_MS = 30 * 86_400_000;
const AT_A_TIME = 200;
/** Lines are brought in pieces of so many bytes. */
const BRING_BYTES = 1024 * 1024;

/** Opens the log on a connection, which it closes in the end. */
export function redisLog(client: Redis, { prefix, within_ms, settle_ms }: RedisLogOptions): RunLog {
  const ask = asking(client, `{${prefix}}`, within_ms);
  const anew = [randomBytes(12).toString('hex'), String(settle_ms)];
  // How much of its mail the leader has taken, by run and hold: what was taken last is dropped with the next question.
  const taken = new Map<string, number>();
  const mailOf = ({ run, id = '' }: Hold): string => `${run} ${id}`;
  const holdOf = ({ run, generation, epoch, id = '' }: Hold): string[] => [run, generation, String(epoch), id];

  return {
    generation: async () => String(await ask(runs.GENERATION, anew)),
    create: async (run, order, signature) =>
      String(await ask(runs.CREATE, [...anew, run, jsonText(order), signature])) === 'created' ? 'created' : 'known',
    take: async (run, worker, hold_ms) => {
      const id = randomBytes(12).toString('hex');
      const told = (await ask(runs.TAKE, [run, worker, String(hold_ms), id])) as Told | null;
      if (told === null) return null;
      if (told[0] === 'held') return { held_by: String(told[1]) };
      const entry = entryOf(run, Number(told[2]), told[3] as Told);
      if (entry === null) return null;
      return { hold: { run, epoch: entry.epoch, generation: String(told[1]), worker, id }, entry };
    },
    renew: async (hold, hold_ms) => refusal(await ask(runs.RENEW, [...holdOf(hold), String(hold_ms)])),
    release: async (hold) => {
      await ask(runs.RELEASE, [...holdOf(hold), String(taken.get(mailOf(hold)) ?? 0)]);
      taken.delete(mailOf(hold));
    },
    add: async (hold, { lines, head, signature, standing, lease, under_way }) => {
      const before = beforeOf(lines, head);
      return refusal(
        await ask(runs.ADD, [
          ...holdOf(hold),
          String(before.seq),
          before.hash,
          String(head.seq),
          head.hash,
          signature,
          standing,
          lease?.target ?? '',
          String(lease?.token ?? ''),
          under_way === undefined ? '' : JSON.stringify(under_way),
          ...lines,
        ]),
      );
    },
    lines: async (run, from, bytes) => (await ask(reads.LINES, [run, String(from), String(bytes)])) as string[],
    entry: async (run) => {
      const [now, fields] = (await ask(reads.ENTRY, [run])) as [string, Told];
      return entryOf(run, Number(now), fields);
    },
    entries: async function* () {
      for (let last = '0'; ; ) {
        const [now, ...some] = (await ask(reads.ENTRIES, [last, String(AT_A_TIME)])) as [
          string,
          ...[string, string, Told][],
        ];
        for (const [number, run, fields] of some) {
          last = number;
          const entry = entryOf(run, Number(now), fields);
          if (entry !== null) yield entry;
        }
        if (some.length < AT_A_TIME) return;
      }
    },
    changed: async (since) => {
      const [mark = '', ...changed] = (await ask(reads.CHANGED, [since])) as string[];
      return { runs: changed, mark };
    },
    restore: async ({ run, order, order_signature, standing, head, signature, worker }, lines, changes) => {
      const there = (await ask(reads.ENTRY, [run])) as [string, Told];
      const at = entryOf(run, Number(there[0]), there[1]);
      const known = at?.head ?? NO_HEAD;
      const fresh = at === null ? lines : lines.slice(known.seq);
      const before = fresh.length === 0 ? head : beforeOf(fresh, head);
      const name = randomBytes(12).toString('hex');
      for (const some of inPieces(fresh)) await ask(runs.BRING, [name, ...some]);
      return refusal(
        await ask(runs.RESTORE, [
          ...anew,
          run,
          jsonText(order),
          order_signature,
          standing === 'led' ? 'queued' : standing,
          worker ?? '',
          String(before.seq),
          before.hash,
          String(head.seq),
          head.hash,
          signature,
          name,
          changes?.target ?? '',
          JSON.stringify(changes?.under_way ?? []),
        ]),
      );
    },
    forget: async (run) => void (await ask(runs.FORGET, [run, String(REMEMBERED_MS)])),

    lease: async (hold, target, lease_ms) => {
      const told = (await ask(targets.LEASE, [...holdOf(hold), target, String(lease_ms)])) as string[];
      return leasing(told, hold, target);
    },
    renewLease: async ({ target, run, token, generation }, lease_ms) =>
      Number(await ask(targets.RENEW_LEASE, [generation, target, run, String(token), String(lease_ms)])) === 1,
    endLease: async ({ target, run, token, generation }) =>
      void (await ask(targets.END_LEASE, [generation, target, run, String(token)])),
    targets: async () =>
      ((await ask(targets.TARGETS, [])) as string[][]).map(
        ([target = '', run = '', token, left, under_way = '[]']) => ({
          target,
          run,
          token: Number(token),
          left_ms: Number(left),
          under_way: JSON.parse(under_way) as string[],
        }),
      ),

    post: async (run, message) => Number(await ask(reads.POST, [run, message, String(MOST_MAIL)])) === 1,
    collect: async (hold) => {
      const key = mailOf(hold);
      const [before = '0', ...all] = (await ask(reads.COLLECT, [
        ...holdOf(hold),
        String(taken.get(key) ?? 0),
      ])) as string[];
      const had = taken.get(key) ?? Number(before);
      taken.set(key, Number(before) + all.length);
      return all.slice(Math.max(0, had - Number(before)));
    },

    ship: async (piece) => {
      const { run, digest, offset, size, bytes } = piece;
      const args = [nameOf(piece), run, digest, String(offset), String(size), bytes, String(MOST_ON_THE_WAY)];
      return Number(await ask(targets.SHIP, args)) === 1;
    },
    shipped: async (bytes) =>
      ((await ask(targets.SHIPPED, [String(bytes)], true)) as Buffer[][]).map(
        ([run = NOTHING, digest = NOTHING, offset = NOTHING, size = NOTHING, piece = NOTHING]) => ({
          run: run.toString(),
          digest: digest.toString(),
          offset: Number(offset.toString()),
          size: Number(size.toString()),
          bytes: piece,
        }),
      ),
    received: async (pieces) => {
      if (pieces.length > 0) await ask(targets.RECEIVED, pieces.map(nameOf));
    },

    announce: async (worker, ms) =>
      void (await ask(targets.ANNOUNCE, [worker.name, JSON.stringify(worker), String(ms)])),
    workers: async () =>
      ((await ask(targets.WORKERS, [])) as string[])
        .map((text) => JSON.parse(text) as WorkerState)
        .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    leads: async (role, who, ms) => Number(await ask(targets.LEADS, [role, who, String(ms)])) === 1,
    close: async () => client.disconnect(),
  };
}

const NOTHING = Buffer.alloc(0);

const nameOf = ({ run, digest, offset }: Pick<Piece, 'run' | 'digest' | 'offset'>): string =>
  `${run} ${digest} ${offset}`;

// What a line goes on from stands in it.
function beforeOf(lines: readonly string[], head: Entry['head']): Entry['head'] {
  const [first] = lines;
  if (first === undefined) return head;
  const event = decodeLine(first);
  if (typeof event === 'string') throw new FleetError('unfit', `a line of a record ${event}`);
  return { seq: event.seq - 1, hash: event.prev };
}

function* inPieces(lines: readonly string[]): Generator<readonly string[]> {
  let some: string[] = [];
  let bytes = 0;
  for (const line of lines) {
    some.push(line);
    bytes += line.length;
    if (bytes >= BRING_BYTES || some.length >= AT_A_TIME) {
      yield some;
      some = [];
      bytes = 0;
    }
  }
  if (some.length > 0) yield some;
}
