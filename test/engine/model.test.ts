// The engine against a model of the world: arbitrary runbooks, outcomes, answers and crashes. What must hold of every
// record whatever happens. `FIREBREAK_RUNS` sets how many runs; the seed of a failure is printed.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Plan } from '../../src/engine/plan.ts';
import { replay } from '../../src/engine/replay.ts';
import { sameJson } from '../../src/engine/same-json.ts';
import { running, type State } from '../../src/engine/state.ts';
import type { Observations, RunEvent } from '../../src/model/event.ts';
import type { Outcome } from '../../src/model/outcome.ts';
import type { Question } from '../../src/model/question.ts';
import { type Risk, within } from '../../src/model/risk.ts';
import { isEngineKind } from '../../src/model/step.ts';
import { outcome, runbookText } from '../support/random-runbooks.ts';
import { begin, type Plant, planOfText, type World } from '../support/simulated-run.ts';

const RUNS = Number(process.env['FIREBREAK_RUNS'] ?? 800);
const SEED = process.env['FIREBREAK_SEED'] === undefined ? {} : { seed: Number(process.env['FIREBREAK_SEED']) };

interface Life {
  readonly outcomes: readonly Outcome[];
  readonly choices: readonly number[];
  readonly crashes: readonly number[];
  readonly mode: 'guided' | 'unattended';
  readonly approve: Risk;
  readonly dry_run: boolean;
}

const life: fc.Arbitrary<Life> = fc.record({
  outcomes: fc.array(outcome, { minLength: 3, maxLength: 24 }),
  choices: fc.array(fc.nat(9), { minLength: 1, maxLength: 12 }),
  crashes: fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 4 }),
  mode: fc.constantFrom('guided', 'unattended'),
  approve: fc.constantFrom('read', 'change', 'disrupt', 'destroy'),
  dry_run: fc.boolean(),
});

/** Lives a run through all its crashes; gives its record and the effects it had, by execution. */
function live(
  plan: Plan,
  { outcomes, choices, crashes, mode, approve, dry_run }: Life,
  plant?: Plant,
): { events: readonly RunEvent[]; effects: ReadonlyMap<string, number> } {
  const effects = new Map<string, number>();
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
    answer: (question) => {
      if (mode === 'unattended' || answers > 40) return undefined;
      return answerTo(question, choices[answers++ % choices.length] ?? 0);
    },
  };
  let run = begin(plan, world);
  for (const steps of crashes) {
    for (let n = 0; n < steps && run.step(); n += 1);
    const { events, state } = run.done();
    if (state.finished !== null || state.parked !== null) break;
    // A crash comes after a command was begun and before its end was written: it has its effect all the same.
    for (const { exec, started: begun } of running(state)) {
      if (begun.risk !== 'read' && begun.kind !== 'notify' && !isEngineKind(begun.kind) && !effects.has(exec))
        effects.set(exec, 1);
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

const started = (events: readonly RunEvent[]) =>
  events.flatMap((event) => (event.type === 'step.started' ? [event] : []));

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
  test('the record keeps its promises', () => {
    fc.assert(
      fc.property(lives, ([text, several]) => several.forEach((one) => void judge(planOfText(text), one))),
      {
        numRuns: Math.ceil(RUNS / 4),
        ...SEED,
      },
    );
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
        { numRuns: 400, endOnFailure: true },
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
      return `skipped ${event.data.reason.kind}`;
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
  'skipped not_answered',
  'step.in_doubt',
  'step.retrying',
  'goal.reached',
  'goal.missed',
  'cause.dropped',
  'escalation.raised',
  'run.parked',
  'run.resumed',
];

// An execution has its effect at most once, and a step begins again only after something on record allows it.
function noEffectTwice(events: readonly RunEvent[], effects: ReadonlyMap<string, number>): void {
  for (const [exec, count] of effects) expect(count, exec).toBeLessThanOrEqual(1);
  const execs = started(events).map(({ data }) => data.exec);
  expect(new Set(execs).size).toBe(execs.length);
  for (const exec of effects.keys()) expect(execs, 'an effect without a start on record').toContain(exec);
  const changes = started(events).filter(({ data }) => data.purpose === 'action' && data.risk !== 'read');
  changes.forEach(({ data, seq }, n) => {
    const before = changes.slice(0, n).findLast((one) => one.data.step === data.step);
    if (before === undefined) return;
    const between = events.filter((event) => event.seq > before.seq && event.seq < seq);
    const allowed = between.some(
      (event) =>
        event.type === 'step.retrying' ||
        (event.type === 'answer.given' && ['run', 'cause', 'diagnose'].includes(event.data.choice)) ||
        (event.type === 'phase.entered' && event.data.phase === 'diagnosing'),
    );
    expect(allowed, `${data.exec} began again, and nothing on record allows it`).toBe(true);
  });
}

function everyChangeAllowed(events: readonly RunEvent[], { approve, dry_run }: Life): void {
  for (const { data, seq } of started(events)) {
    if (data.risk === 'read' || data.approved === 'escalation') continue;
    switch (data.approved) {
      case 'policy':
        expect(dry_run || within(data.risk, approve), data.exec).toBe(true);
        break;
      case 'person': {
        if (data.kind === 'manual' || data.kind === 'ask') break;
        const before = events.slice(0, seq - 1);
        const asked = before.findLast(
          (event) =>
            event.type === 'question.asked' &&
            event.data.kind === 'approve' &&
            sameJson(event.data.proposal.rendered, data.rendered),
        );
        expect(asked, `${data.exec} was never asked about as it ran`).toBeDefined();
        const id = asked?.type === 'question.asked' ? asked.data.id : '';
        expect(
          before.some(
            (event) => event.type === 'answer.given' && event.data.question === id && event.data.choice === 'run',
          ),
          data.exec,
        ).toBe(true);
        break;
      }
      case 'repeatable':
        break;
      default:
        throw new Error(`${data.exec} is a change approved as ${data.approved}`);
    }
  }
}

function nothingAfterTheEnd(events: readonly RunEvent[]): void {
  const end = events.findIndex(({ type }) => type === 'run.finished');
  if (end !== -1) expect(events.slice(end + 1)).toEqual([]);
}

function undoneInReverse(events: readonly RunEvent[]): void {
  const undos = started(events)
    .filter(({ data }) => data.purpose === 'undo')
    .map(({ data }) => data.step);
  const done = events.flatMap((event) =>
    event.type === 'step.settled' && event.data.result === 'done' && event.data.step.includes('/undo/')
      ? [event.data.step]
      : [],
  );
  const rounds = events.filter((event) => event.type === 'phase.entered' && event.data.phase === 'giving_up').length;
  expect(
    done.filter((key, n) => done.indexOf(key) !== n && rounds < 2),
    'taken back twice',
  ).toEqual([]);
  if (rounds !== 1) return;
  const firsts = started(events)
    .filter(({ data }) => data.purpose === 'action')
    .map(({ data }) => data.step);
  const order = [...new Set(undos)].map((key) => firsts.lastIndexOf(key.slice(0, key.indexOf('/undo/'))));
  expect(order).toEqual(order.toSorted((a, b) => b - a));
}

function endsOrWaits(state: State, one: Life): void {
  const waits = state.finished !== null || state.parked !== null || (one.mode === 'guided' && state.question !== null);
  expect(waits, 'the run neither ends nor waits for something that is named').toBe(true);
}

// A change whose end is not known is said to be in doubt before anything else is done about it.
function doubtIsSaid(events: readonly RunEvent[]): void {
  const risks = new Map(started(events).map(({ data }) => [data.exec, data]));
  events.forEach((event, n) => {
    if (event.type !== 'step.finished' || event.data.outcome.status !== 'failed') return;
    const of = risks.get(event.data.exec);
    const doubtful = ['timed_out', 'cancelled', 'lost'].includes(event.data.outcome.reason.kind);
    if (!doubtful || of === undefined || of.risk === 'read' || (of.purpose !== 'action' && of.purpose !== 'undo'))
      return;
    const next = events
      .slice(n + 1)
      .find(
        (later) =>
          ['step.in_doubt', 'step.retrying', 'step.settled', 'step.started'].includes(later.type) &&
          'step' in later.data &&
          later.data.step === of.step,
      );
    if (next !== undefined) expect(next.type, `${of.exec} is in doubt`).toBe('step.in_doubt');
  });
}

function goalsAreSeen(events: readonly RunEvent[]): void {
  for (const event of events) {
    if (event.type === 'goal.reached') expect(event.data.goals.every(({ goal }) => goal.truth === 'true')).toBe(true);
    if (event.type === 'goal.missed') expect(event.data.goals.some(({ goal }) => goal.truth !== 'true')).toBe(true);
  }
}
