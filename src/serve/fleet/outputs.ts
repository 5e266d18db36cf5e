// Outputs come home in pieces, each synced before the store may let it go; a whole one is stored under its digest, as outputs
// are. One that no record names, or that is not what its digest says, is no evidence.

import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { homeFolder } from '../../fleet/copy.ts';
import type { Piece, RunLog } from '../../fleet/ports.ts';
import type { Output } from '../../model/outcome.ts';
import { sha256 } from '../../transcript/chain.ts';
import { nodeDisk } from '../../transcript/disk/disk.ts';
import { replaceFile } from '../../transcript/disk/durably.ts';
import { OutputFile } from '../../transcript/disk/output-file.ts';
import { readRun } from '../../transcript/reader.ts';
import { isRunId } from '../../transcript/run-id.ts';
import type { Log } from '../log.ts';
import type { Asking } from './link.ts';
import type { Mirror } from './mirror.ts';

/** Brings outputs home. */
export interface OutputsHome {
  /** Stores what has come; false: there may be more. */
  look(): Promise<boolean>;
  /** Digests of the outputs that the record of a run names and that are not here. */
  lacking(run: string): readonly string[];
}

/** What it works with. */
export interface OutputsParts {
  readonly home: string;
  readonly log: RunLog;
  readonly asking: Asking;
  readonly mirror: Mirror;
  readonly said: Log;
  readonly now: () => number;
}

/** Bytes that are asked for at a time, and the most that a piece has. */
const AT_A_TIME = 4 * 1024 * 1024;
const A_PIECE = 256 * 1024;

/** For how long an output may wait for the lines that name it. */
const UNNAMED_MS = 600_000;

const DIGEST = /^[0-9a-f]{64}$/;

/** Opens it. */
export function outputsHome({ home, log, asking, mirror, said, now }: OutputsParts): OutputsHome {
  const named = new Map<string, { readonly seq: number; readonly digests: ReadonlySet<string> }>();
  const folderOf = (run: string, digest: string): string => join(home, 'serve', 'fleet', 'pieces', run, digest);

  const digestsOf = (run: string): ReadonlySet<string> => {
    const end = mirror.endOf(run);
    if (end === null || end.head.seq === 0) return new Set();
    const before = named.get(run);
    if (before?.seq === end.head.seq) return before.digests;
    const { events } = readRun(homeFolder(home, run));
    const digests = new Set(
      events.flatMap((event) => (event.type === 'step.finished' ? event.data.outputs.flatMap(digestOf) : [])),
    );
    named.set(run, { seq: end.head.seq, digests });
    return digests;
  };

  const isHere = (run: string, digest: string): boolean =>
    nodeDisk.look(join(homeFolder(home, run).outputs, digest)) !== null;

  const keep = ({ run, digest, offset, size, bytes }: Piece): void => {
    if (isHere(run, digest)) return;
    const folder = folderOf(run, digest);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    replaceFile(nodeDisk, join(folder, String(offset)), bytes);
    const parts = readdirSync(folder)
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .toSorted((a, b) => a - b);
    const have = parts.reduce((sum, one) => sum + statSync(join(folder, String(one))).size, 0);
    if (have < size) return;
    const file = new OutputFile(homeFolder(home, run).outputs, nodeDisk);
    const all = Buffer.concat(parts.map((one) => readFileSync(join(folder, String(one)))));
    if (sha256(all) === digest) {
      file.write(all);
      file.keep();
    } else {
      file.drop();
      said.add('fleet-strange', { run, why: `an output is not what its digest says: ${digest}` }, { what: 'output' });
    }
    rmSync(folder, { recursive: true, force: true });
  };

  const isSound = ({ run, digest, offset, size, bytes }: Piece): boolean =>
    isRunId(run) &&
    DIGEST.test(digest) &&
    Number.isSafeInteger(offset) &&
    offset >= 0 &&
    Number.isSafeInteger(size) &&
    bytes.length <= A_PIECE &&
    offset + bytes.length <= size;

  const first = new Map<string, number>();
  const isLate = ({ run, digest }: Piece): boolean => {
    const name = `${run} ${digest}`;
    if (!first.has(name)) first.set(name, now());
    return now() - (first.get(name) ?? 0) > UNNAMED_MS;
  };

  return {
    look: async () => {
      const got = await asking.ask(() => log.shipped(AT_A_TIME));
      if (got === null || got.answer.length === 0) return true;
      const done: Piece[] = [];
      for (const piece of got.answer) {
        if (!isSound(piece)) said.add('fleet-strange', { run: '', why: 'a piece of no output' }, { what: 'output' });
        else if (!digestsOf(piece.run).has(piece.digest)) {
          // Its lines may be on their way; of a run that is over they are all here. What nobody names in time is in the way of others.
          if (mirror.endOf(piece.run)?.sealed !== true && !isLate(piece)) continue;
          said.add('fleet-strange', { run: piece.run, why: 'an output that no record names' }, { what: 'output' });
        } else keep(piece);
        done.push(piece);
      }
      if (done.length === 0) return true;
      await asking.ask(() => log.received(done.map(({ run, digest, offset }) => ({ run, digest, offset }))));
      return false;
    },
    lacking: (run) => [...digestsOf(run)].filter((digest) => !isHere(run, digest)),
  };
}

// What is short stands in the event itself.
const digestOf = (output: Output): readonly string[] =>
  output.sha256 === undefined || output.text !== undefined ? [] : [output.sha256];
