// Facts about steps: begun, ended, left out, settled, in doubt. A change is never reported more certain than it is.

import { fewOf, itemText } from '../../engine/items/items.ts';
import { itemNumber } from '../../engine/items/keys.ts';
import type { Plan } from '../../engine/plan.ts';
import { itemsAfter, type Run } from '../../engine/state.ts';
import type { Decisions, Observations } from '../../model/event.ts';
import type { Output } from '../../model/outcome.ts';
import type { Risk } from '../../model/risk.ts';
import { sanitizeLine } from '../../redact/sanitize.ts';
import { tailOf } from '../text/tail.ts';
import { bytes, count, took } from '../text/text.ts';
import { type BlockBody, type Fact, fact } from './block.ts';
import { type Around, executionOf, findingSign, lookBlocks } from './look-blocks.ts';
import { stepId, titleOf } from './names.ts';
import { findingOf, findingText } from './reading-line.ts';
import { atStake } from './stakes.ts';
import { doubtWords, settledInWords, settledWords, skipInWords, skipWords } from './why.ts';

const ALLOWED = {
  read: 'read-only',
  person: 'approved',
  policy: 'allowed by --approve',
  repeatable: 'running it twice does no harm',
  escalation: 'approved when the run was started',
} as const;

/** A step begins. Probes are reported when they end. */
export function startedFacts(
  { context: { plan }, after }: Around,
  data: Decisions['step.started'],
): readonly BlockBody[] {
  const { purpose, approved, risk } = data;
  if (purpose === 'probe') return [];
  // Nothing of a dry run begins.
  if (isSimulated(after, risk))
    return [fact('would', 'to', { title: `Would run: ${shortTitle(plan, data)}`, text: '', ...whatRuns(data) })];
  // What a person approved was said in full with the approval.
  const said = approved === 'person' ? {} : whatRuns(data);
  const place = placeAmongItems(after, data.step);
  const text = place === '' ? ALLOWED[approved] : `${place}, ${ALLOWED[approved]}`;
  return [fact('start', 'to', { title: shortTitle(plan, data), text, ...said })];
}

/** `2 of 40`, of a step that is carried out for each of a list. */
function placeAmongItems(after: Run, key: string): string {
  const number = itemNumber(key);
  return number === null ? '' : `${number} of ${number + itemsAfter(after, key).length}`;
}

function whatRuns({ risk, shown }: Decisions['step.started']): Pick<Fact, 'risk' | 'stakes' | 'target' | 'command'> {
  const { command, target } = shown;
  return { risk, ...atStake(shown), ...(target === undefined ? {} : { target }), command };
}

const isSimulated = ({ opened }: Run, risk: Risk): boolean => opened.dry_run && risk !== 'read';

// A step without a title is called by its command, which is said already.
const shortTitle = (plan: Plan, { shown, step }: Decisions['step.started']): string =>
  shown.title === shown.command ? stepId(plan, step) : shown.title;

/** A step has ended, well or not. */
export function finishedFacts(
  around: Around,
  { exec, outcome, outputs }: Observations['step.finished'],
): readonly BlockBody[] {
  const started = executionOf(around, exec)?.started;
  if (started === undefined) return [];
  const lost = outputs.flatMap((output) => lostFacts(titleOf(around.context.plan, around.after, started.step), output));
  if (started.purpose === 'probe') {
    const found = lookBlocks(around, started.look, exec);
    return found.length === 0 ? [] : [...found, ...lost];
  }
  if (isSimulated(around.after, started.risk) && outcome.status === 'blind' && outcome.reason.kind === 'simulated')
    return [];
  const finding = findingOf(started.kind, outcome);
  const output = tailOf(outputs, 3);
  // Lines that follow need not be begun here.
  const isFollowed = finding.how === 'ok' && output !== null && (output.lines.length > 1 || output.more !== '');
  const said = isFollowed ? finding.word : findingText(finding);
  const isPreview = started.purpose === 'preview';
  const isOpen = outcome.status === 'failed' && outcome.reason.kind === 'cancelled' && started.risk !== 'read';
  const { plan } = around.context;
  const of = titleOf(plan, around.after, plan.steps.get(started.step)?.of ?? started.step);
  const title = isPreview
    ? `Preview of ${of}`
    : `${started.purpose === 'undo' ? 'Undo: ' : ''}${shortTitle(plan, started)}`;
  return [
    {
      ...fact(isPreview ? 'preview' : 'end', findingSign(finding), {
        title,
        text: isOpen ? `${said}; whether it took effect is not known` : said,
        ...(output === null ? {} : { output: isSaid(said, output) ? { ...output, is_said: true } : output }),
        ...(finding.ms === undefined ? {} : { ms: finding.ms }),
      }),
      // What went well is said when the step is over; what failed, or was seen, is news.
      ...(finding.how === 'ok' ? { detail: true } : {}),
    },
    ...lost,
  ];
}

// That the record has less than came is said where it happens: whoever looks for the rest later does so in vain.
function lostFacts(title: string, output: Output): readonly BlockBody[] {
  if (!output.cut) return [];
  const what = `${output.stream} of ${title}`;
  return output.not_stored === undefined
    ? [
        fact('record', 'warn', {
          title: 'Output cut',
          text: `${what}: the first ${bytes(output.stored_bytes)} of ${bytes(output.bytes)} are on record`,
        }),
      ]
    : [fact('record', 'warn', { title: 'Output not stored', text: `${what}: ${output.not_stored}` })];
}

// One line of output is what the finding says already.
const isSaid = (said: string, { lines, more }: NonNullable<ReturnType<typeof tailOf>>): boolean =>
  more === '' && lines.length === 1 && said.endsWith(lines[0] ?? '');

/** A step is left out. */
export function skippedFacts(
  around: Around,
  { step, purpose, look, reason }: Decisions['step.skipped'],
): readonly BlockBody[] {
  if (purpose === 'probe') return lookBlocks(around, look);
  const title = titleOf(around.context.plan, around.after, step);
  const brief = { text: skipInWords(reason) };
  return [fact('skipped', 'waiting', { title: `Skipped: ${title}`, text: skipWords(reason), brief })];
}

/** A step went as far as it goes. */
export function settledFacts(
  { context, after, before }: Around,
  { step, result, via, why }: Decisions['step.settled'],
): readonly BlockBody[] {
  const word = { done: 'Done', failed: 'Failed', planned: 'Planned' }[result];
  // That one of many items went well is said by the next that begins.
  const isMore = before.opened !== null && itemsAfter(before, step).length > 0;
  const detail = isMore && result === 'done' && via === 'exit' ? ({ detail: true } as const) : {};
  return [
    {
      ...detail,
      ...fact(result, result === 'failed' ? 'bad' : 'ok', {
        title: `${word}: ${titleOf(context.plan, after, step)}`,
        text: via === 'goal' ? '' : settledWords(why),
        ...(via === 'goal' ? {} : { brief: { text: settledInWords(why) } }),
      }),
    },
  ];
}

/** Nobody knows whether a change took effect. */
export function doubtFacts(
  { context, after }: Around,
  { step, why }: Decisions['step.in_doubt'],
): readonly BlockBody[] {
  const title = `In doubt: ${titleOf(context.plan, after, step)}`;
  return [fact('doubt', 'unknown', { title, text: `${doubtWords(why)}; it may or may not have taken effect` })];
}

/** A step is tried again. */
export function retryingFacts(
  { context, after }: Around,
  { step, attempt, after_ms }: Decisions['step.retrying'],
): readonly BlockBody[] {
  const title = `Again: ${titleOf(context.plan, after, step)}`;
  return [
    fact('retry', 'waiting', { title, text: `attempt ${attempt}${after_ms === 0 ? '' : ` in ${took(after_ms)}`}` }),
  ];
}

/** A step is to be carried out for each of a list. */
export function spreadFact(plan: Plan, { step, items }: Decisions['step.spread']): BlockBody {
  const how = items.length === 1 ? '' : ', one after another';
  const text = fewOf(items.map((item) => sanitizeLine(itemText(item))));
  return fact('start', 'to', { title: `${stepId(plan, step)}: ${count(items.length, 'item')}${how}`, text });
}
