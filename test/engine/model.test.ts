// The engine against a model of the world: arbitrary runbooks, outcomes, answers and crashes. What must hold of every
// record whatever happens. `npm run soak` makes a hundred thousand; the seed of a failure is printed.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Plan } from '../../src/engine/plan.ts';
import { replay } from '../../src/engine/replay.ts';
import { endOf, parkedOf, running } from '../../src/engine/state.ts';
import { isEngineKind } from '../../src/kinds/index.ts';
import type { Observations, RunEvent } from '../../src/model/event.ts';
import type { Outcome } from '../../src/model/outcome.ts';
import type { Question } from '../../src/model/question.ts';
import {
  doubtIsSaid,
  endsOrWaits,
  everyChangeAllowed,
  goalsAreSeen,
  type Life,
  noEffectTwice,
  nothingAfterTheEnd,
  undoneInReverse,
} from '../support/engine/promises.ts';
import { outcome, runbookText } from '../support/engine/random-runbooks.ts';
import { begin, type Plant, planOfText, type World } from '../support/engine/simulated-run.ts';
import { figure, SEEDED, times } from '../support/soak.ts';

const RUNS = times(800, 100_000);

/** What is found out about a change that a crash has interrupted. */
const FOUND: Readonly<Record<'began' | 'never', Outcome>> = {
  began: { status: 'failed', reason: { kind: 'lost', message: 'its end is not known' } },
  never: { status: 'failed', reason: { kind: 'not_started', message: 'it never began' } },
};

const life: fc.Arbitrary<Life> = fc.record({
  outcomes: fc.array(outcome, { minLength: 3, maxLength: 24 }),
  choices: fc.array(fc.nat(9), { minLength: 1, maxLength: 12 }),
  crashes: fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 4 }),
  fates: fc.array(fc.constantFrom('began', 'ended', 'never'), { minLength: 1, maxLength: 4 }),
  mode: fc.constantFrom('guided', 'unattended'),
  approve: fc.constantFrom('read', 'change', 'disrupt', 'destroy'),
  dry_run: fc.boolean(),
});

/** Lives a run through all its crashes; gives its record and the effects it had, by execution. */
function live(
  plan: Plan,
  { outcomes, choices, crashes, fates, mode, approve, dry_run }: Life,
  plant?: Plant,
): { events: readonly RunEvent[]; effects: ReadonlyMap<string, number> } {
  const effects = new Map<string, number>();
  const found = new Map<string, Outcome>();
  let next = 0;
  let answers = 0;
  const world: World = {
    opened: { mode, approve, dry_run },
    ...(plant === undefined ? {} : { plant }),
    perform: (_step, { command }) => {
      effects.set(
        command.exec,
        (effects.get(command.exec) ?? 0) + (command.risk === 'read' || command.kind === 'notify' ? 0 : 1),
      );
      if (dry_run && command.risk !== 'read')
        return { status: 'blind', reason: { kind: 'simulated', message: 'a dry run' } };
      return outcomes[next++ % outcomes.length] as Outcome;
    },
    adopt: (exec) => found.get(exec) ?? FOUND.began,
    answer: (question) => {
      if (mode === 'unattended' || answers > 40) return undefined;
      return answerTo(question, choices[answers++ % choices.length] ?? 0);
    },
  };
  let run = begin(plan, world);
  for (const steps of crashes) {
    for (let n = 0; n < steps && run.step(); n += 1);
    const { events, state } = run.done();
    if (endOf(state) !== null || parkedOf(state) !== null) break;
    // A crash comes after a start was written and before its end was: what had begun has its effect all the same.
    for (const { exec, started: begun } of running(state)) {
      if (begun.risk === 'read' || begun.kind === 'notify' || isEngineKind(begun.kind) || found.has(exec)) continue;
      const fate = dry_run ? 'never' : (fates[found.size % fates.length] ?? 'began');
      found.set(exec, fate === 'ended' ? (outcomes[next++ % outcomes.length] as Outcome) : FOUND[fate]);
      if (fate !== 'never') effects.set(exec, 1);
    }
    run = begin(plan, world, events);
  }
  while (run.step());
  return { events: run.done().events, effects };
}

function answerTo(question: Question, nth: number): Omit<Observations['answer.given'], 'question'> {
  const choice = question.choices[nth % question.choices.length] ?? 'stop';
  return {
    choice,
    ...(choice === 'cause' ? { cause: nth % 2 === 0 ? 'c0' : ('best' in question && question.best) || 'c0' } : {}),
    ...(choice === 'edit' ? { edited: nth % 2 === 0 ? 'do other' : 'broken ${{ nothing' } : {}),
    ...(choice === 'answer' ? { value: 'yes' } : {}),
    reason: 'because',
  };
}

/** Everything that must hold of one life; throws where it does not. */
function judge(plan: Plan, one: Life, plant?: Plant): readonly RunEvent[] {
  const { events, effects } = live(plan, one, plant);
  noEffectTwice(events, effects);
  doubtIsSaid(events);
  everyChangeAllowed(events, one);
  goalsAreSeen(events);
  nothingAfterTheEnd(events);
  undoneInReverse(events);
  const replayed = replay(plan, events);
  expect(replayed, 'the record replays').toMatchObject({ same: true });
  if (replayed.same) endsOrWaits(replayed.state, one);
  return events;
}

const lives = fc.tuple(runbookText, fc.array(life, { minLength: 4, maxLength: 4 }));

describe('whatever happens', { timeout: 3_600_000 }, () => {
  // Rule: once.start
  test('the record keeps its promises', () => {
    fc.assert(
      fc.property(lives, ([text, several]) => several.forEach((one) => void judge(planOfText(text), one))),
      {
        numRuns: Math.ceil(RUNS / 4),
        ...SEEDED,
      },
    );
    figure('model runs', Math.ceil(RUNS / 4) * 4);
  });

  test('the lives reach every kind of decision', () => {
    const seen = new Set<string>();
    const note = ([text, several]: [string, Life[]]): void => {
      for (const one of several) for (const event of live(planOfText(text), one).events) seen.add(kindOf(event));
    };
    fc.assert(fc.property(lives, note), { numRuns: 300, seed: 20261125 });
    expect(EXPECTED.filter((kind) => !seen.has(kind))).toEqual([]);
  });

  test.each<Plant>(['blind_rerun', 'doubt_is_failure', 'unasked', 'wishful_goal', 'after_the_end'])(
    'a planted bug is found: %s',
    (plant) => {
      const result = fc.check(
        fc.property(lives, ([text, several]) => {
          const plan = planOfText(text);
          // What a planted bug throws is the bug being found; only a promise that is kept counts here.
          for (const one of several) judgeWithoutReplay(plan, one, plant);
        }),
        { numRuns: 2000, endOnFailure: true, seed: 42 },
      );
      expect(result.failed, `nothing noticed ${plant} in ${result.numRuns} runs`).toBe(true);
    },
  );
});

// Replay would find any decision that the engine does not take; here the promises themselves have to notice.
function judgeWithoutReplay(plan: Plan, one: Life, plant: Plant): void {
  const { events, effects } = live(plan, one, plant);
  noEffectTwice(events, effects);
  doubtIsSaid(events);
  everyChangeAllowed(events, one);
  goalsAreSeen(events);
  nothingAfterTheEnd(events);
}

const kindOf = (event: RunEvent): string => {
  switch (event.type) {
    case 'question.asked':
      return `asked ${event.data.kind}`;
    case 'run.finished':
      return `finished ${event.data.outcome}`;
    case 'step.settled':
      return `settled ${event.data.result} via ${event.data.via}`;
    case 'step.skipped':
      return `skipped ${event.data.reason.code}`;
    default:
      return event.type;
  }
};

const EXPECTED = [
  'asked cause',
  'asked approve',
  'asked unknown_if',
  'asked cause_changed',
  'asked failed',
  'asked in_doubt',
  'asked ask',
  'finished resolved',
  'finished healthy',
  'finished escalated',
  'finished not_resolved',
  'finished planned',
  'settled done via exit',
  'settled done via goal',
  'settled done via person',
  'settled failed via exit',
  'settled failed via goal',
  'settled failed via person',
  'settled planned via simulated',
  'skipped goal_holds',
  'skipped if_false',
  'skipped if_unknown',
  'skipped by_responder',
  'skipped nobody_answers',
  'step.in_doubt',
  'step.retrying',
  'goal.reached',
  'goal.missed',
  'cause.dropped',
  'escalation.raised',
  'run.parked',
  'run.resumed',
];
