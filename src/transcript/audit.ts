// Checks a record from end to end: chain, seal, saved head, outputs. Reads only; says where the record breaks.

import { createHash } from 'node:crypto';
import { FORMAT, type RunEvent } from '../model/event.ts';
import { isObject } from '../model/json.ts';
import type { Output } from '../model/outcome.ts';
import { readAnnotations } from './after/annotations.ts';
import { type Head, sha256 } from './chain.ts';
import { type Disk, nodeDisk } from './disk/disk.ts';
import { withOpen } from './disk/durably.ts';
import { isPart } from './disk/output-file.ts';
import { outputPath } from './outputs.ts';
import { type Scan, savedHead, scanTranscript, type Verdict } from './reader.ts';
import { type RunFolder, runFolder } from './store.ts';
import { errnoOf, messageOf } from './transcript-error.ts';
import { describeVerdict } from './verdict.ts';

/** Something that an audit found. */
export type Finding =
  | Exclude<Verdict, { readonly kind: 'ok' }>
  /** There is no transcript, or it may not be read. */
  | { readonly kind: 'unreadable'; readonly why: string }
  /** The head given by the caller is the hash of no line: lines were cut off or changed. */
  | { readonly kind: 'head_unknown'; readonly expected: string }
  /** The saved head cannot be read. */
  | { readonly kind: 'head_damaged' }
  /** There is none, though the record tells of a moment at which it was saved: it was removed. */
  | { readonly kind: 'head_missing'; readonly line: number }
  /** There is none, and the record tells of no such moment: it is as a crash leaves it, or its end was cut off. */
  | { readonly kind: 'head_none' }
  /** The runbook in the first line is not the one whose hash stands beside it. */
  | { readonly kind: 'runbook_mismatch'; readonly expected: string; readonly found: string }
  /** A file in outputs/ that no event names: a crash leaves one, when it comes before the event. */
  | { readonly kind: 'output_unnamed'; readonly name: string }
  /** An output that the event of this line names is not there. */
  | { readonly kind: 'output_missing'; readonly line: number; readonly sha256: string }
  /** What was said of the run after the fact stands in a record that is not whole. */
  | { readonly kind: 'annotations_damaged'; readonly why: string }
  /** Line `line` of that record names a line of the run's that it does not have. */
  | { readonly kind: 'annotation_unfit'; readonly line: number; readonly of: Head }
  /** Its bytes are not those that were recorded. */
  | { readonly kind: 'output_mismatch'; readonly line: number; readonly sha256: string; readonly found: string };

/** What an audit says about a run. */
export interface Audit {
  /** The gravest first; empty when the record is whole. */
  readonly findings: readonly Finding[];
  /** Whether the run is finished and its record closed. */
  readonly sealed: boolean;
  readonly events: number;
  readonly head: Head;
  /** What head.json says; null without one. */
  readonly saved: Head | null;
  /** The line whose hash the caller gave; null when none was given or found. Lines after it were added later. */
  readonly expected_at: number | null;
  /** Outputs whose digest was compared, inside events and in files. */
  readonly outputs: number;
}

/** Digits of a head that must be given at least. */
const SHORTEST_HEAD = 12;

/** Audits a run. `expectedHead`: a head printed earlier, whole or its first 12 digits or more. */
export function audit(run: RunFolder, expectedHead?: string, disk: Disk = nodeDisk): Audit {
  const saved = savedHead(run, disk);
  // A transcript that was taken out of its folder has neither head nor outputs beside it.
  const isAlone = run.transcript !== runFolder(run.path).transcript;
  const pinned: Finding[] = [];
  // Checked while the record is read: nothing of what is whole is kept, but the names of files.
  const outputs: Finding[] = [];
  const named = new Set<string>();
  let compared = 0;
  let landmark = 0;
  let saidAfter = false;
  let expected_at: number | null = null;
  const remarks = isAlone ? NO_REMARKS : remarksOn(run, disk);
  const fits = new Set<number>();
  const onEvent = (event: RunEvent, head: Head) => {
    for (const { line, of } of remarks.lines) if (of.seq === head.seq && of.hash === head.hash) fits.add(line);
    if (expectedHead !== undefined && isHead(head.hash, expectedHead)) expected_at = head.seq;
    for (const output of outputsOf(event)) {
      compared += 1;
      outputs.push(...checkOutput(run, { line: head.seq, output }, disk));
      if (output.text === undefined) named.add(output.sha256);
    }
    if (landmark === 0 && isLandmark(event)) landmark = head.seq;
    // The head is saved before anything more is heard from the world.
    if (landmark > 0 && landmark < head.seq && isHeard(event)) saidAfter = true;
    pinned.push(...checkRunbook(event));
  };
  const scan = scanOrFail(() => scanTranscript(run.transcript, onEvent, { saved, disk }));
  if ('kind' in scan) {
    const head = { seq: 0, hash: '' };
    return { findings: [scan], sealed: false, events: 0, head, saved, expected_at, outputs: 0 };
  }
  const { verdict, head, sealed } = scan;
  const findings: Finding[] = verdict.kind === 'ok' || verdict.kind === 'torn' ? [] : [verdict];
  if (expectedHead !== undefined && expected_at === null)
    findings.push({ kind: 'head_unknown', expected: expectedHead });
  const notes: Finding[] = verdict.kind === 'torn' ? [verdict] : [];
  if (saved === null && disk.look(run.head) !== null) findings.push({ kind: 'head_damaged' });
  else if (saved === null && saidAfter && !isAlone) findings.push({ kind: 'head_missing', line: landmark });
  else if (saved === null && head.seq > 0) notes.push({ kind: 'head_none' });
  findings.push(...pinned);
  findings.push(...outputs);
  findings.push(...remarks.findings);
  const unfit = remarks.lines.filter(({ line }) => !fits.has(line));
  findings.push(...unfit.map(({ line, of }): Finding => ({ kind: 'annotation_unfit', line, of })));
  // Behind a line that is damaged nothing is read.
  if (!isAlone && (verdict.kind === 'ok' || verdict.kind === 'torn')) notes.push(...unnamedIn(run, named, disk));
  findings.push(...notes);
  return { findings, sealed, events: head.seq, head, saved, expected_at, outputs: compared };
}

/** A finding as a sentence without a full stop. */
export function describeFinding(finding: Finding): string {
  switch (finding.kind) {
    case 'unreadable':
      return `the transcript cannot be read: ${finding.why}`;
    case 'head_unknown':
      return `no line has the hash ${finding.expected}: lines were cut off or changed since it was printed`;
    case 'head_damaged':
      return 'head.json cannot be read: a cut tail would not be noticed';
    case 'head_missing':
      return `there is no head.json, and it was saved when line ${finding.line} was written: it was removed, so a cut tail would not be noticed`;
    case 'head_none':
      return 'there is no head.json: only a head that was kept elsewhere could show a cut tail';
    case 'runbook_mismatch':
      return `the runbook in line 1 was changed: its hash is ${finding.found}, recorded is ${finding.expected}`;
    case 'output_unnamed':
      return `${JSON.stringify(`outputs/${finding.name}`)} is named by no event: a crash left it, or it was put there`;
    case 'output_missing':
      return `outputs/${finding.sha256}, named in line ${finding.line}, is missing`;
    case 'annotations_damaged':
      return `what was said of it after the fact is not whole: ${finding.why}`;
    case 'annotation_unfit':
      return `annotation ${finding.line} was made on event ${finding.of.seq}, whose hash was ${finding.of.hash}: this record has no such event`;
    case 'output_mismatch':
      return `outputs/${finding.sha256}, named in line ${finding.line}, was changed: its hash is ${finding.found}`;
    default:
      return describeVerdict(finding);
  }
}

/** Whether the findings leave a record whole: what a crash leaves is no damage. */
export function isWhole({ findings }: Audit): boolean {
  return findings.every(({ kind }) => kind === 'torn' || kind === 'head_none' || kind === 'output_unnamed');
}

/** Moments at which the head is saved: approvals and pauses (session.ts). */
function isLandmark(event: RunEvent): boolean {
  return event.type === 'run.parked' || (event.type === 'answer.given' && event.data.choice === 'run');
}

const isHeard = ({ type }: RunEvent): boolean =>
  type === 'step.spawned' || type === 'step.finished' || type === 'timer.fired' || type === 'run.resumed';

function checkRunbook(event: RunEvent): readonly Finding[] {
  if (event.type !== 'run.opened' || !isObject(event.data.runbook)) return [];
  if (event.data.format > FORMAT) return [{ kind: 'newer', format: event.data.format }];
  // A record comes from outside: its fields are whatever they are.
  const { text, sha256: expected }: { readonly text: unknown; readonly sha256: unknown } = event.data.runbook;
  const found = sha256(String(text));
  return found === expected ? [] : [{ kind: 'runbook_mismatch', expected: String(expected), found }];
}

/** Which lines of the run's record are named by what was said of it after the fact. */
interface Remarks {
  readonly lines: readonly { readonly line: number; readonly of: Head }[];
  readonly findings: readonly Finding[];
}

const NO_REMARKS: Remarks = { lines: [], findings: [] };

function remarksOn(run: RunFolder, disk: Disk): Remarks {
  try {
    const read = readAnnotations(run, disk);
    if (read === null) return NO_REMARKS;
    const { verdict, events } = read;
    const isDamaged = verdict.kind !== 'ok' && verdict.kind !== 'torn' && verdict.kind !== 'empty';
    return {
      lines: events.flatMap((event) =>
        event.type === 'run.annotated' ? [{ line: event.seq, of: event.data.of }] : [],
      ),
      findings: isDamaged ? [{ kind: 'annotations_damaged', why: describeVerdict(verdict) }] : [],
    };
  } catch (error) {
    return { lines: [], findings: [{ kind: 'annotations_damaged', why: messageOf(error) }] };
  }
}

function unnamedIn(run: RunFolder, named: ReadonlySet<string>, disk: Disk): readonly Finding[] {
  if (disk.look(run.outputs)?.kind !== 'folder') return [];
  // What a crash left unfinished is removed when the run goes on.
  const unnamed = disk.list(run.outputs).filter((name) => !named.has(name) && !isPart(name));
  return unnamed.map((name) => ({ kind: 'output_unnamed', name }));
}

interface OutputAt {
  readonly line: number;
  readonly output: Output & { readonly sha256: string };
}

function scanOrFail(scan: () => Scan): Scan | Finding {
  try {
    return scan();
  } catch (error) {
    return { kind: 'unreadable', why: errnoOf(error) || String(error) };
  }
}

/** The whole hash, or enough of its beginning. */
function isHead(hash: string, expected: string): boolean {
  return expected.length >= SHORTEST_HEAD && hash.startsWith(expected.toLowerCase());
}

/** Outputs with a digest; damaged or foreign shapes give none. */
function outputsOf(event: RunEvent): readonly OutputAt['output'][] {
  if (event.type !== 'step.finished' || !Array.isArray(event.data.outputs)) return [];
  return event.data.outputs.filter((output): output is OutputAt['output'] => typeof output?.sha256 === 'string');
}

function checkOutput(run: RunFolder, { line, output }: OutputAt, disk: Disk): readonly Finding[] {
  const expected = output.sha256;
  if (output.text !== undefined) {
    const found = sha256(output.text);
    return found === expected ? [] : [{ kind: 'output_mismatch', line, sha256: expected, found }];
  }
  try {
    const found = fileDigest(outputPath(run, expected), disk);
    return found === expected ? [] : [{ kind: 'output_mismatch', line, sha256: expected, found }];
  } catch {
    return [{ kind: 'output_missing', line, sha256: expected }];
  }
}

function fileDigest(path: string, disk: Disk): string {
  const hash = createHash('sha256');
  const chunk = Buffer.alloc(256 * 1024);
  withOpen(disk, disk.open(path, 'read'), (fd) => {
    for (let position = 0; ; ) {
      const count = disk.read(fd, chunk, position);
      if (count === 0) return;
      hash.update(chunk.subarray(0, count));
      position += count;
    }
  });
  return hash.digest('hex');
}
