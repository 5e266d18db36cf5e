// Blocks of a round of probes: each result as a plain line at once, the list when the round is complete, and the ranking
// that follows from it.

import type { Plan } from '../../engine/plan.ts';
import {
  actionsOf,
  type Execution,
  executionIn,
  type Ranking as Ranked,
  type Run,
  rankingOf,
  type State,
  watchOf,
} from '../../engine/state.ts';
import type { Evidence, Truth } from '../../model/expression.ts';
import type { RankedCause } from '../../model/ranked-cause.ts';
import type { WhyBlind } from '../../model/reasons/unknown.ts';
import type { Sign } from '../text/glyphs.ts';
import type { BlockBody, ProbeLine, ProbeList, Ranking } from './block.ts';
import { againstInWords, inWords, tellersOf } from './in-words.ts';
import { causeTitle, writtenTitle } from './names.ts';
import { type Finding, findingOf, findingText } from './reading-line.ts';
import { unknownWords } from './unknown-words.ts';
import { lookWords } from './why.ts';

/** What a view knows about a run besides its events. */
export interface RunContext {
  readonly plan: Plan;
  /** Path of the transcript and of the folder that it is in, for people. */
  readonly transcript: string;
  readonly folder: string;
  /** What commands about this run need after its id, where it is not kept in the usual place. */
  readonly elsewhere?: string;
}

/** A run around an event. */
export interface Around {
  readonly context: RunContext;
  readonly before: State;
  readonly after: Run;
}

/** An execution by id, also of a state that no longer keeps it. */
export function executionOf({ before, after }: Around, exec: string): Execution | undefined {
  return executionIn(after, exec) ?? executionIn(before, exec);
}

/** Sign of a finding. */
export function findingSign({ how }: Finding): Sign {
  return how === 'ok' || how === 'bad' ? how : 'unknown';
}

/** Blocks after a probe of a look has ended, or was left out. */
export function lookBlocks(around: Around, look: number | undefined, exec?: string): readonly BlockBody[] {
  const { context, before, after } = around;
  // Goals are looked at every few seconds; what was seen is said when they are reached or missed.
  if (isWatching(before) || isWatching(after)) return [];
  const isLate = before.opened !== null && rankingOf(before).look === look;
  const line =
    exec === undefined
      ? []
      : probeFact(around, exec).map((body) => (isLate ? body : { ...body, plain_only: true as const }));
  const done = after.look;
  const isComplete =
    done.look === look &&
    done.done_ms !== null &&
    (before.opened === null || before.look.look !== look || before.look.done_ms === null);
  if (!isComplete || isLate) return line;
  const list = probeList(context.plan, after);
  return [...line, actionsOf(after).length === 0 ? list : lookedAgain(list)];
}

function isWatching(state: State): boolean {
  const watch = state.opened === null ? null : watchOf(state);
  return watch !== null && watch.now.is !== 'over';
}

/** Blocks of a ranking; when some probes are still out, the list of those that are in stands before it. */
export function rankingBlocks({ context, before, after }: Around, data: Ranked): readonly BlockBody[] {
  const ranking = shownRanking(context.plan, data, after);
  // The probes that came late may not have changed anything.
  const last = before.opened === null ? null : rankingOf(before);
  if (last?.look === data.look && verdicts(last) === verdicts(data)) return [];
  return data.complete ? [ranking] : [probeList(context.plan, after), ranking];
}

function probeFact(around: Around, exec: string): readonly BlockBody[] {
  const execution = executionOf({ ...around, before: around.after }, exec);
  if (execution?.finished === undefined) return [];
  const finding = findingOf(execution.started.kind, execution.finished.outcome);
  const ms = finding.ms === undefined ? {} : { ms: finding.ms };
  return [
    {
      type: 'fact',
      detail: true,
      tag: 'probe',
      sign: findingSign(finding),
      title: execution.started.step,
      text: findingText(finding),
      ...ms,
    },
  ];
}

function probeList(plan: Plan, { look, probes: known }: Run): ProbeList {
  const probes = look.probes.flatMap((id): readonly ProbeLine[] => {
    const probe = known[id];
    const kind = plan.probes.get(id)?.kind;
    if (probe === undefined || kind === undefined || probe.look !== look.look) return [];
    const title = writtenTitle(plan, id);
    if (probe.status === 'finished') return [{ id, title, ...findingOf(kind, probe.outcome) }];
    if (probe.status === 'skipped') return [{ id, title, ...skippedFinding(probe.why) }];
    return [];
  });
  const ms = Math.max(0, ...probes.map((probe) => probe.ms ?? 0));
  return {
    type: 'probes',
    why: lookWords(plan, look.why),
    ms,
    probes,
    out: look.probes.length - probes.length,
  };
}

/** A probe that was left out. */
export const skippedFinding = (why: WhyBlind): Finding & Pick<ProbeLine, 'left_out'> => ({
  how: 'blind',
  word: 'skipped',
  text: unknownWords(why),
  ...(why.code === 'if_false' ? { left_out: 'not_needed' } : {}),
  ...(why.code === 'if_unknown' ? { left_out: 'not_reached' } : {}),
});

// Before every step some probes are looked at again: that is one line, not a table.
function lookedAgain({ why, ms, probes }: ProbeList): BlockBody {
  const text = probes.map(({ id, word }) => `${id} ${word}`).join(', ');
  return {
    type: 'fact',
    detail: true,
    tag: 'again',
    sign: 'to',
    title: 'Looked again',
    text: why === '' ? text : `${why}: ${text}`,
    ms,
  };
}

const verdicts = ({ causes }: Ranked): string =>
  causes.map(({ id, verdict, lines }) => `${id} ${verdict} ${lines.map(({ truth }) => truth).join(' ')}`).join('\n');

/** The ranking as people read it, with what the probes had seen. */
export function shownRanking(plan: Plan, data: Ranked, state: Pick<Run, 'look' | 'probes'>): Ranking {
  const { probes, look } = state;
  const causes = data.causes.map((cause) => ({
    ...cause,
    title: causeTitle(plan, cause.id),
    holds: inWords(plan, probes, linesOf(cause, 'true')),
    unseen: inWords(plan, probes, linesOf(cause, 'unknown')),
    against: cause.verdict === 'ruled_out' ? againstInWords(plan, probes, cause) : '',
  }));
  const groups = [...new Set(causes.flatMap(({ group }) => (group === undefined ? [] : [group])))];
  return {
    type: 'ranking',
    triggers: data.triggers.map(({ title, when, alert }) => ({
      title,
      truth: when?.truth ?? alert ?? 'not evaluated',
      ...(when === undefined ? {} : { evidence: when }),
    })),
    causes,
    apart: groups.map((group) => {
      const members = causes.filter((cause) => cause.group === group);
      const lines = members.flatMap((cause) => cause.lines.filter(({ truth }) => truth === 'unknown'));
      const unique = lines.filter(({ source }, n) => lines.findIndex((line) => line.source === source) === n);
      // What could not be looked at since is no part of it.
      const tellers = tellersOf(plan, look.look === data.look ? probes : {}, unique);
      return { group, titles: members.map(({ title }) => title), lines: unique, tellers };
    }),
  };
}

const linesOf = ({ lines }: RankedCause, truth: Truth): readonly Evidence[] =>
  lines.filter((line) => line.truth === truth);
