// A probe that is carried out for each of a list: for all of them at once as far as that is wise, each within its own time.
// What comes back is one outcome, small enough for the record, and an output that is told item by item.

import { setMaxListeners } from 'node:events';
import { itemText, outcomeOfItems } from '../engine/items/items.ts';
import type { PerformCommand } from '../model/command.ts';
import type { Rendered } from '../model/expression.ts';
import type { Json } from '../model/json.ts';
import type { Outcome } from '../model/outcome.ts';
import { NOT_WHOLE, type Reading } from '../model/reading.ts';
import { type Performing, perform } from '../steps/perform.ts';
import type { Surroundings } from '../steps/performer.ts';

/** Most items that are looked at together. */
const TOGETHER = 20;
/** What of the output of one item is kept until it has ended. Bytes. */
const OUTPUT_BYTES = 64 * 1024;
/** What the reading of one item may hold, of which there may be 200. Characters of JSON. */
const READING_LENGTH = 16 * 1024;

/** Carries out a probe for each of its items. Never rejects. */
export async function performItems(command: PerformCommand, performing: Performing): Promise<Outcome> {
  const { items = [], ...one } = command;
  const rendered = Array.isArray(command.rendered) ? (command.rendered as readonly Rendered[]) : [];
  const outcomes = new Map<number, Outcome>();
  // One listener an item.
  setMaxListeners(0, performing.surroundings.signal);
  let next = 0;
  const work = async (): Promise<void> => {
    for (let n = next++; n < items.length; n = next++) {
      const kept = keeping(performing.surroundings);
      const of = { ...one, exec: `${command.exec}[${n + 1}]`, rendered: rendered[n] ?? null };
      const outcome = await perform(of, { ...performing, surroundings: kept.surroundings });
      outcomes.set(n, short(outcome));
      await kept.tell(itemText(items[n] ?? null));
    }
  };
  await Promise.all(Array.from({ length: Math.min(TOGETHER, items.length) }, work));
  return outcomeOfItems(items.map((item, n) => ({ item, outcome: outcomes.get(n) ?? ENDED })));
}

const ENDED: Outcome = { status: 'failed', reason: { kind: 'cancelled', by: 'the end of the look' } };

interface Kept {
  readonly surroundings: Surroundings;
  /** Hands on what was kept, below the name of its item. */
  tell(name: string): Promise<void>;
}

// Twenty outputs at once would be told mixed: each is handed on when its item has ended.
function keeping(surroundings: Surroundings): Kept {
  const chunks: { readonly stream: 'stdout' | 'stderr'; readonly chunk: Uint8Array }[] = [];
  let bytes = 0;
  return {
    surroundings: {
      ...surroundings,
      // A look is made anew after a crash: none of its processes is found again.
      spawned: () => {},
      output: (stream, chunk) => {
        const left = Math.max(0, OUTPUT_BYTES - bytes);
        bytes += chunk.length;
        if (left > 0) chunks.push({ stream, chunk: Uint8Array.from(chunk.subarray(0, left)) });
      },
    },
    tell: async (name) => {
      if (chunks.length === 0) return;
      const say = (text: string): void | Promise<void> => surroundings.output('stdout', Buffer.from(text));
      await say(`== ${name}\n`);
      for (const { stream, chunk } of chunks) await surroundings.output(stream, chunk);
      const isWhole = chunks.at(-1)?.chunk.at(-1) === 10;
      if (bytes > OUTPUT_BYTES) await say(`${isWhole ? '' : '\n'}… ${bytes - OUTPUT_BYTES} bytes more are not kept\n`);
      else if (!isWhole) await say('\n');
    },
  };
}

// Whole or not at all, as in any reading: the longest fields are left out, and say why.
function short(outcome: Outcome): Outcome {
  if (outcome.status === 'blind' || outcome.reading === undefined) return outcome;
  const left: Record<string, Json> = { ...(outcome.reading as Readonly<Record<string, Json>>) };
  const cut: Record<string, Json> = {};
  for (let all = JSON.stringify(left).length; all > READING_LENGTH; all = JSON.stringify(left).length) {
    const [longest] = Object.keys(left)
      .filter((name) => !STAYS.has(name))
      .sort((a, b) => lengthOf(left[b]) - lengthOf(left[a]));
    if (longest === undefined) break;
    delete left[longest];
    cut[longest] = `what came is longer than the ${READING_LENGTH / 1024} KiB that the reading of one item holds`;
    left[NOT_WHOLE] = cut;
  }
  return { ...outcome, reading: left as unknown as Reading };
}

const STAYS: ReadonlySet<string> = new Set(['ok', 'ms', 'error', NOT_WHOLE]);

const lengthOf = (value: Json | undefined): number => JSON.stringify(value ?? null).length;
