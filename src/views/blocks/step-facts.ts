// Facts about steps: begun, ended, left out, settled, in doubt. A change is never reported more certain than it is.

import type { Decisions, Observations, SkipReason } from '../../model/event.ts';
import { unreachable } from '../../model/result.ts';
import { tailOf } from '../text/tail.ts';
import { took } from '../text/text.ts';
import { type BlockBody, fact } from './block.ts';
import { sourceAndSaw } from './evidence.ts';
import { type Around, executionOf, findingSign, lookBlocks } from './look-blocks.ts';
import { stepId, titleOf } from './names.ts';
import { findingOf, findingText } from './reading-line.ts';

const ALLOWED = {
  read: 'read-only',
  person: 'approved',
  policy: 'allowed by --approve',
  repeatable: 'running it twice does no harm',
  escalation: 'approved when the run was started',
} as const;

/** A step begins. Probes are reported when they end. */
export function startedFacts(data: Decisions['step.started']): readonly BlockBody[] {
  const { purpose, approved, command, risk } = data;
  if (purpose === 'probe') return [];
  // What a person approved was said in full with the approval.
  const said = approved === 'person' ? {} : { command, risk };
  return [fact('start', 'to', { title: shortTitle(data), text: ALLOWED[approved], ...said })];
}

// A step without a title is called by its command, which is said already.
const shortTitle = ({ title, command, step }: Decisions['step.started']): string =>
  title === command ? stepId(step) : title;

/** A step has ended, well or not. */
export function finishedFacts(
  around: Around,
  { exec, outcome, outputs }: Observations['step.finished'],
): readonly BlockBody[] {
  const started = executionOf(around, exec)?.started;
  if (started === undefined) return [];
  if (started.purpose === 'probe') return lookBlocks(around, started.look, exec);
  const finding = findingOf(started.kind, outcome);
  const output = tailOf(outputs, 3);
  // Lines that follow need not be begun here.
  const isFollowed = finding.how === 'ok' && output !== null && (output.lines.length > 1 || output.more !== '');
  const said = isFollowed ? finding.word : findingText(finding);
  const isPreview = started.purpose === 'preview';
  const isOpen = outcome.status === 'failed' && outcome.reason.kind === 'cancelled' && started.risk !== 'read';
  const of = titleOf(around.context.runbook, around.after, started.step.replace(/\/preview$/, ''));
  const title = isPreview ? `Preview of ${of}` : `${started.purpose === 'undo' ? 'Undo: ' : ''}${shortTitle(started)}`;
  return [
    fact(isPreview ? 'preview' : 'end', findingSign(finding), {
      title,
      text: isOpen ? `${said}; whether it took effect is not known` : said,
      ...(output === null ? {} : { output }),
      ...(finding.ms === undefined ? {} : { ms: finding.ms }),
    }),
  ];
}

/** A step is left out. */
export function skippedFacts(
  around: Around,
  { step, purpose, look, reason }: Decisions['step.skipped'],
): readonly BlockBody[] {
  if (purpose === 'probe') return lookBlocks(around, look);
  const title = titleOf(around.context.runbook, around.after, step);
  return [fact('skipped', 'waiting', { title: `Skipped: ${title}`, text: skipText(reason) })];
}

/** A step went as far as it goes. */
export function settledFacts(
  { context, after }: Around,
  { step, result, via, why }: Decisions['step.settled'],
): readonly BlockBody[] {
  const word = { done: 'Done', failed: 'Failed', planned: 'Planned' }[result];
  return [
    fact(result, result === 'failed' ? 'bad' : 'ok', {
      title: `${word}: ${titleOf(context.runbook, after, step)}`,
      text: via === 'goal' ? '' : why,
    }),
  ];
}

/** Nobody knows whether a change took effect. */
export function doubtFacts(
  { context, after }: Around,
  { step, why }: Decisions['step.in_doubt'],
): readonly BlockBody[] {
  const title = `In doubt: ${titleOf(context.runbook, after, step)}`;
  return [fact('doubt', 'unknown', { title, text: `${why}; it may or may not have taken effect` })];
}

/** A step is tried again. */
export function retryingFacts(
  { context, after }: Around,
  { step, attempt, after_ms }: Decisions['step.retrying'],
): readonly BlockBody[] {
  const title = `Again: ${titleOf(context.runbook, after, step)}`;
  return [
    fact('retry', 'waiting', { title, text: `attempt ${attempt}${after_ms === 0 ? '' : ` in ${took(after_ms)}`}` }),
  ];
}

/** Why a step was left out. */
export function skipText(reason: SkipReason): string {
  switch (reason.kind) {
    case 'goal_holds':
      return `its goal holds already: ${sourceAndSaw(reason.goal)}`;
    case 'if_false':
      return `its condition is false: ${sourceAndSaw(reason.if)}`;
    case 'if_unknown':
      return `its condition is unknown: ${sourceAndSaw(reason.if)}`;
    case 'by_responder':
      return reason.reason === '' ? 'the responder left it out' : `the responder left it out: ${reason.reason}`;
    case 'unknown_value':
    case 'todo':
    case 'invalid':
    case 'not_approved':
    case 'not_answered':
      return reason.message;
    default:
      return unreachable(reason);
  }
}
