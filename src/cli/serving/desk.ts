// The records and runbooks of this host, as `serve` is given them.

import { statSync } from 'node:fs';
import { join } from 'node:path';
import { decide } from '../../engine/decide/decide.ts';
import type { Actor } from '../../model/event.ts';
import { err, ok } from '../../model/result.ts';
import { sanitizeLine } from '../../redact/sanitize.ts';
import type { OnCopies } from '../../serve/fleet/desk.ts';
import type { Appended, Desk, RecordRead, RunbookEntry, Said, Saying } from '../../serve/ports.ts';
import { recordedFor } from '../../session/answers.ts';
import { identityOf } from '../../transcript/listing/listing.ts';
import { isRunId } from '../../transcript/run-id.ts';
import { type RunFolder, runFolder } from '../../transcript/store.ts';
import { REFUSED_WORDS } from '../../views/blocks/why.ts';
import { statisticsOf } from '../../views/report/statistics.ts';
import { closeRun } from '../commands/close.ts';
import { lookAt } from '../commands/runs/which.ts';
import { CliError, EXIT } from '../exit-codes.ts';
import { lastStamp, stampWords, textHash } from '../freshness/stamp.ts';
import { lockRun, storeOf, translated } from '../open-run.ts';
import { openedOf } from '../reading/go-through.ts';
import { listingAnew } from '../reading/listing-anew.ts';
import { writeReport } from '../reading/report-text.ts';
import { isUnderWay, listedRun } from '../reading/run-list.ts';
import { type RecordFile, readRecord, soundly, stampOf, stateOf, takeUp } from '../record-file.ts';
import { findRunbook, knownIds, planOf, readTrusted, shown } from '../runbook-file.ts';
import { call } from '../watching/call.ts';
import type { Asked } from '../watching/socket.ts';

/** For how long runbooks that were read are good enough, in milliseconds. */
const FRESH_MS = 1000;

/** Opens the desk of a home. */
export function openDesk(home: string | undefined): Desk {
  const store = storeOf(home);
  const folderOf = (run: string): RunFolder => {
    if (!isRunId(run)) throw new CliError(EXIT.usage, 'that is no run');
    return runFolder(join(store.home, 'runs', run));
  };
  let read: { readonly at_ms: number; readonly entries: Promise<readonly RunbookEntry[]> } | null = null;
  let ids: { readonly identity: string; readonly all: readonly string[] } | null = null;
  const listed = (run: string) => listedRun(folderOf(run));
  return {
    home: store.home,
    ids: () => {
      const identity = identityOf(join(store.home, 'runs'));
      if (ids?.identity !== identity)
        ids = { identity, all: [...store.minutes()].flatMap((minute) => minute.map(({ id }) => id).toReversed()) };
      return ids.all;
    },
    identity: (run) => (isRunId(run) ? identityOf(folderOf(run).transcript) : ''),
    listing: async (run) => (await listed(run)).listing,
    opened: (run) => orNull(() => openedOf(folderOf(run))),
    record: (run) =>
      orTrouble(() => {
        const record = readRecord(folderOf(run));
        return readOf(record);
      }),
    // A process is asked about a lock once: whoever takes it later writes to it.
    isLed: async (run) => {
      const one = await listed(run);
      return orNull(() => isUnderWay(one)) ?? false;
    },
    append: async (run, say) => append(folderOf(run), say),
    tell: (run, saying, typed) => tell(folderOf(run), saying, typed),
    close: async (run, reason, actor) => close(folderOf(run), reason, actor),
    report: (run, isLed, write) => writeReport(folderOf(run), { format: 'body', isLed }, write),
    runbooks: () => {
      // Many alerts may come at once, and files do not change as often.
      if (read === null || Date.now() - read.at_ms > FRESH_MS) read = { at_ms: Date.now(), entries: runbooksOf(store) };
      return read.entries;
    },
    statistics: (runbook, runs) => {
      const looked = runs.map((run) => lookAt(folderOf(run)));
      return statisticsOf(
        runbook,
        looked.flatMap(({ tally, marked }) => (tally === null ? [] : [{ tally, marked }])),
      );
    },
  };
}

const readOf = (record: RecordFile): RecordRead => ({
  plan: record.plan,
  events: record.events,
  run: soundly(record, () => stateOf(record)),
});

function withLock<T>(folder: RunFolder, work: () => T): T {
  const lock = translated(() => lockRun(folder));
  try {
    return work();
  } finally {
    lock.release();
  }
}

// As `close` writes into a record: under its lock, after it was read under it.
function append(folder: RunFolder, say: Parameters<Desk['append']>[1]): Appended {
  try {
    return withLock(folder, () => {
      const record = readRecord(folder);
      const read = readOf(record);
      // What its process had not decided yet when it was cut off comes first, whatever is said to it.
      if (decide(read.plan, read.run) !== null) return { is: 'led' };
      const made = say(read);
      if (!made.ok) return { is: 'refused', why: made.error };
      const { actor } = made.value;
      const observation = recordedFor(read.run, actor, made.value.observation);
      const { writer, state } = takeUp(record, read.run);
      writer.append([{ ...stampOf(state), actor, body: observation }]);
      writer.sync();
      writer.saveHead();
      writer.close();
      listingAnew(folder);
      if (observation.type === 'agent.refused' && made.value.observation.type !== 'agent.refused')
        return { is: 'refused', why: REFUSED_WORDS[observation.data.why] };
      return { is: 'written' };
    });
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    if (error.exit === EXIT.waiting) return { is: 'led' };
    return { is: 'failed', why: sanitizeLine(error.message) };
  }
}

function close(folder: RunFolder, reason: string, actor: Actor): string | null {
  const closed = orTrouble(() => withLock(folder, () => closeRun(folder, reason, actor)));
  return closed.ok ? null : closed.error;
}

/** The same, in a folder that is given: for runs whose record is a copy. */
export const onCopies: OnCopies = {
  append: (folder, say) => append(runFolder(folder), say),
  close: (folder, reason, actor) => close(runFolder(folder), reason, actor),
  letter: ({ observation, actor }, typed) => {
    const asked = askedBy(observation, actor, typed);
    return asked === null ? null : JSON.stringify(asked);
  },
};

async function tell(folder: RunFolder, { observation, actor }: Saying, typed: string | undefined): Promise<Said> {
  const asked = askedBy(observation, actor, typed);
  return asked === null ? { taken: false, why: 'that is not said to a run' } : call(folder, asked);
}

function askedBy({ type, data }: Saying['observation'], actor: Actor, typed: string | undefined): Asked | null {
  const { name: as } = actor;
  const kind = actor.kind === 'agent' ? ({ kind: 'agent' } as const) : {};
  switch (type) {
    case 'note.added':
      return { act: 'note', as, ...data, ...kind };
    case 'agent.refused':
      return { act: 'attempt', as, refused: data, kind: 'agent' };
    case 'alert.received':
    case 'alert.cleared':
      return { act: 'alert', as, alert: data.alert };
    case 'answer.given': {
      const { question, via, ...answer } = data;
      return {
        act: 'answer',
        as,
        question,
        answer,
        ...(typed === undefined ? {} : { typed }),
        ...(via === undefined ? {} : { via }),
        ...kind,
      };
    }
    default:
      return null;
  }
}

/** By path: what was read of a runbook, and what identified its file then. */
const known = new Map<
  string,
  { readonly identity: string; readonly entry: Omit<RunbookEntry, 'freshness' | 'sha256'>; readonly sha256: string }
>();

async function runbooksOf(store: ReturnType<typeof storeOf>): Promise<readonly RunbookEntry[]> {
  const entries = await Promise.all((await knownIds()).map((id) => runbookOf(id)));
  return entries.map(({ entry, sha256 }) => ({
    ...entry,
    sha256,
    freshness: stampWords(lastStamp(store, entry.id), sha256, Date.now()),
  }));
}

// A file may be gone between the moment when it was listed and the one when it is looked at.
async function runbookOf(id: string) {
  try {
    return await runbookAt(id, await findRunbook(id));
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return { entry: { id, title: id, path: id, plan: null, problem: error.message }, sha256: '' };
  }
}

async function runbookAt(id: string, path: string) {
  const facts = statSync(path, { bigint: true, throwIfNoEntry: false });
  const identity = facts === undefined ? '' : [facts.ino, facts.size, facts.mtimeNs, facts.mode].join('.');
  const before = known.get(path);
  if (before !== undefined && before.identity === identity) return before;
  const made = { identity, ...(await readAnew(id, path)) };
  known.set(path, made);
  return made;
}

async function readAnew(id: string, path: string) {
  try {
    const text = await readTrusted(path);
    const { plan } = planOf(shown(path), text);
    const entry = { id, title: plan.runbook.title, path: shown(path), plan, problem: null };
    return { entry, sha256: textHash(text) };
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return { entry: { id, title: id, path: shown(path), plan: null, problem: error.message }, sha256: '' };
  }
}

function orNull<T>(work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    if (error instanceof CliError) return null;
    throw error;
  }
}

function orTrouble<T>(work: () => T) {
  try {
    return ok(work());
  } catch (error) {
    if (error instanceof CliError) return err(error.message);
    throw error;
  }
}
