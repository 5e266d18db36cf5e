// Where a run stands, for a person who may see it for the first time: one who takes it up again, or one who is told that it
// needs other people. What was found, ruled out and tried, what was changed and what may have been, and which times run.

import { pending } from '../../engine/pending.ts';
import type { Plan } from '../../engine/plan.ts';
import { causeOf, currentAction, type Run, rankingOf } from '../../engine/state.ts';
import type { Decisions } from '../../model/event.ts';
import type { RankedCause } from '../../model/ranked-cause.ts';
import { sanitizeLine } from '../../redact/sanitize.ts';
import { clip, clock, duration } from '../text/text.ts';
import { type BlockBody, fact } from './block.ts';
import { effectOf } from './finish.ts';
import { type Around, type RunContext, shownRanking } from './look-blocks.ts';
import { causeTitle, openerOf, titleOf, whoOf } from './names.ts';
import { undoCommands } from './undo-commands.ts';
import { waitingFor } from './waiting.ts';

/** Titles that stand in one line; the rest is counted. */
const MOST_TITLES = 4;
/** Most characters of what was said for a question; the notes have all of it. */
const MOST_PLEA = 600;

/** What is said when somebody takes a run up; `away_ms` is how long nobody led it. */
export function resumedBlocks(
  { context: { plan }, before, after }: Around,
  who: string,
  away_ms: number,
): readonly BlockBody[] {
  const from =
    before.opened === null || openerOf(before.opened) === who ? '' : `, opened by ${openerOf(before.opened)}`;
  const text = before.seq === 0 ? '' : `after ${duration(away_ms)}${from}`;
  const ranked = rankingOf(after);
  const ranking = ranked.look === 0 ? [] : [shownRanking(plan, ranked, after)];
  const details = before.opened === null ? [] : soFar(plan, before, after);
  return [
    fact('resumed', 'to', { title: `Resumed by ${who}`, text, details }),
    ...ranking,
    ...doubtful(plan, after),
    ...applied(plan, after),
  ];
}

// Lines of where the run stood when it was left, and what goes on now.
function soFar(plan: Plan, before: Run, after: Run): readonly string[] {
  const { phase } = before.stage;
  const cause =
    'cause' in before.stage && before.stage.cause !== null ? `: ${causeTitle(plan, before.stage.cause)}` : '';
  const asked = waitingFor(plan, before);
  const out = rankingOf(before).causes.filter(({ verdict }) => verdict === 'ruled_out');
  return [
    `stood at: ${PHASES[phase]}${cause}, ${duration(before.now_ms)} into the run`,
    ...(asked === '' ? [] : [`waited ${asked}`]),
    ...(before.plea === null
      ? []
      : [`${whoOf(before.plea.by)} asks for it: ${clip(sanitizeLine(before.plea.text), MOST_PLEA)}`]),
    ...(before.tried.length === 0 ? [] : [`tried, and did not help: ${titles(plan, before.tried)}`]),
    ...(out.length === 0
      ? []
      : [
          `ruled out: ${titles(
            plan,
            out.map(({ id }) => id),
          )}`,
        ]),
    ...timersOf(plan, after),
  ];
}

const PHASES = {
  diagnosing: 'diagnosing',
  deciding: 'deciding on a cause',
  resolving: 'repairing',
  verifying: 'verifying',
  giving_up: 'giving up',
} as const;

function titles(plan: Plan, ids: readonly string[]): string {
  const shown = ids.length <= MOST_TITLES + 1 ? ids : ids.slice(0, MOST_TITLES);
  const more = ids.length - shown.length;
  return `${shown.map((id) => causeTitle(plan, id)).join('; ')}${more === 0 ? '' : `; and ${more} more`}`;
}

// What will happen without anybody doing anything. A timer whose time came while nobody led the run fires at once.
function timersOf(plan: Plan, run: Run): readonly string[] {
  const timers = pending(plan, run).flatMap((command) => (command.type === 'timer' ? [command] : []));
  return timers.flatMap(({ timer, due_ms }) => {
    const [, key = ''] = /^escalate:(.*)$/s.exec(timer) ?? [];
    const raised = plan.escalations.find((one) => one.key === key)?.escalation;
    if (raised === undefined) return [];
    const left = due_ms - run.now_ms;
    const name = raised.title ?? raised.to ?? key;
    return [left > 0 ? `in ${duration(left)}: ${name}` : `due since ${duration(-left)}: ${name}`];
  });
}

function doubtful(plan: Plan, run: Run): readonly BlockBody[] {
  const action = currentAction(run);
  if (action?.state.status !== 'in_doubt') return [];
  const text = 'nobody knows whether it took effect; it is never simply done again';
  return [fact('doubt', 'unknown', { title: `In doubt: ${titleOf(plan, run, action.key)}`, text })];
}

function applied(plan: Plan, run: Run): readonly BlockBody[] {
  return run.applied.map((one) => {
    const effect = effectOf(run, one);
    const words = { sure: 'applied', said: 'applied, as a person said', unknown: 'may be applied' }[effect];
    return fact('applied', effect === 'unknown' ? 'unknown' : 'ok', {
      title: titleOf(plan, run, one.key),
      text: one.undone ? 'applied, then undone' : words,
    });
  });
}

/** What is sent to the people whom a run is escalated to, ready to be pasted: a fact a line. */
export function escalationText(
  { plan, elsewhere = '' }: RunContext,
  run: Run,
  { to, say, failing }: Decisions['escalation.raised'],
): readonly string[] {
  const { runbook } = plan;
  const { triggers, causes } = rankingOf(run);
  const cause = causeOf(run) ?? run.tried.at(-1) ?? null;
  const wrong = triggers.flatMap(({ title, when }) => (when?.truth === 'true' ? [sanitizeLine(title)] : []));
  const unmet = (failing?.goals ?? []).flatMap(({ title, goal }) =>
    goal.truth === 'false' ? [sanitizeLine(title)] : [],
  );
  const of = (wanted: RankedCause['verdict']): readonly string[] =>
    causes.filter(({ verdict }) => verdict === wanted).map(({ id }) => id);
  const [confirmed, possible] = [of('confirmed'), of('possible')];
  const because = causes.find(({ id }) => id === cause)?.because;
  const standing = run.applied.filter(({ undone }) => !undone);
  return [
    `${to === '' ? 'Help is needed' : `${sanitizeLine(to)}: help is needed`}. ${runbook.title} (${runbook.severity}), looked at since ${clock(run.opened_at)}Z${run.opened.host === '' ? '' : ` from ${run.opened.host}`}.`,
    ...(say === '' ? [] : [tidied(say)]),
    ...(wrong.length === 0 ? [] : [`What is wrong: ${wrong.join('; ')}.`]),
    ...(unmet.length === 0 ? [] : [`What should be so, and is not: ${unmet.join('; ')}.`]),
    ...(cause === null
      ? [
          ...(confirmed.length === 0
            ? ['Cause: none is confirmed.']
            : [`Confirmed cause: ${titles(plan, confirmed)}.`]),
          ...(possible.length === 0 ? [] : [`Possible cause: ${titles(plan, possible)}.`]),
        ]
      : [`Cause: ${causeTitle(plan, cause)}.${because === undefined ? '' : ` ${tidied(because)}`}`]),
    ...(standing.length === 0
      ? ['Nothing has been changed.']
      : standing.map((one) => `Changed: ${titleOf(plan, run, one.key)}${EFFECTS[effectOf(run, one)]}.`)),
    ...undoCommands(plan, run).map((command) => `To undo it: ${command}`),
    `All that was seen and done: firebreak report ${run.run}${elsewhere}`,
  ];
}

const EFFECTS = { sure: '', said: ', as a person said', unknown: ', which failed and may have had an effect' } as const;

/** One line without the gaps that holes without a value leave. */
export const tidied = (text: string): string => sanitizeLine(text.trim().replaceAll(/\s+/g, ' '));
