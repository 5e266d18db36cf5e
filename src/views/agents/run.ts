// A run as an agent is told of it: what was found and why, what would tell causes apart, what is asked and of whom, and what was done.
// The same words as on a screen, as data.

import type { Plan } from '../../engine/plan.ts';
import { endOf, parkedOf, questionOf, type Run, rankingOf } from '../../engine/state.ts';
import type { RunEvent } from '../../model/event.ts';
import type { Evidence } from '../../model/expression.ts';
import type { Choice, Question } from '../../model/question.ts';
import { sanitize, sanitizeLine } from '../../redact/sanitize.ts';
import { askedOf } from '../blocks/asked.ts';
import type { CauseLine } from '../blocks/block.ts';
import { evidenceLine } from '../blocks/evidence-lines.ts';
import { shownRanking } from '../blocks/look-blocks.ts';
import { targetText, whoOf, writtenTitle } from '../blocks/names.ts';
import { findingOf } from '../blocks/reading-line.ts';
import { unknownWords } from '../blocks/unknown-words.ts';
import { waitingFor } from '../blocks/waiting.ts';
import { reporting } from '../report/report.ts';
import { cutText, lineFrom, MOST_OF_ONE, NOT_INSTRUCTIONS } from './data.ts';

/** What is told of a run besides its record. */
export interface AboutRun {
  /** A process leads it now. */
  readonly isLed: boolean;
  /** What a person types to go on with it. */
  readonly resume: string;
  /** Also the probes that went well or were not needed, and what speaks against causes that are ruled out. */
  readonly full?: boolean;
}

/** How a run stands for whoever waits for it. */
export type StandsAs = 'under_way' | 'waiting' | 'answered' | 'stopped' | 'left' | 'over';

/** How it stands: `answered` goes on as soon as somebody takes it up, `left` has lost its process. */
export function standsAs(run: Run, isLed: boolean): StandsAs {
  const parked = parkedOf(run);
  if (endOf(run) !== null) return 'over';
  if (isLed) return 'under_way';
  if (parked === null) return 'left';
  return parked.why === 'waiting' && questionOf(run) === null ? 'answered' : parked.why;
}

const MOST = 20;
const NOT_LOOKED = 'not looked at';

/** The run as data. */
export function runForAgent(plan: Plan, run: Run, events: readonly RunEvent[], about: AboutRun) {
  const stands = standsAs(run, about.isLed);
  const { full = false } = about;
  const probes = probesOf(plan, run);
  const telling = reporting(plan);
  for (const event of events) telling.take(event);
  const gist = telling.gist({ head: { seq: run.seq, hash: '' }, isLed: about.isLed });
  const { triggers, causes, apart } = shownRanking(plan, rankingOf(run), run);
  return {
    data: NOT_INSTRUCTIONS,
    run: run.run,
    seq: run.seq,
    runbook: { id: plan.runbook.id, title: lineFrom(plan.runbook.title, 200) },
    stands,
    outcome: endOf(run)?.outcome ?? null,
    why: gist.why,
    opened_at: run.started_at,
    opened_by: lineFrom(run.opened.user, 64),
    duration_ms: run.now_ms,
    symptoms: triggers.map(({ title, truth }) => ({ title: sanitizeLine(title), holds: truth })),
    probes: full ? probes : probes.filter(({ found }) => found !== 'ok' && found !== NOT_LOOKED),
    probes_that_went_well: probes.filter(({ found }) => found === 'ok').length,
    cause_taken_up: gist.cause,
    causes: causes.filter((one) => full || one.verdict !== 'ruled_out').map(causeFor),
    ruled_out: causes.flatMap(({ id, verdict }) => (verdict === 'ruled_out' ? [id] : [])),
    not_told_apart: apart.map(({ group, titles, tellers, lines }) => ({
      group,
      causes: titles.map(sanitizeLine),
      would_tell: tellers.length > 0 ? tellers.map(sanitizeLine) : lines.map(evidenceLine),
    })),
    question: stands === 'over' ? null : questionFor(plan, run, events),
    changes: gist.changes.slice(-MOST),
    failed: gist.failed.slice(-MOST),
    left_out: gist.left_out.slice(-MOST),
    verified: gist.verified,
    escalations: gist.escalations.slice(-MOST),
    notes: gist.notes
      .slice(-MOST)
      .map(({ by, text, at }) => ({ by, at, text: cutText(text, 2000, 'the report has it all') })),
    refused: refusedIn(events),
    next: nextWords(plan, run, stands, about),
  };
}

function causeFor({ id, title, verdict, tried, because, lines, group }: CauseLine) {
  return {
    id,
    title: sanitizeLine(title),
    verdict,
    ...(tried ? { tried } : {}),
    ...(because === undefined ? {} : { because: sanitizeLine(because) }),
    for: linesOf(lines, 'true'),
    against: linesOf(lines, 'false'),
    not_known: linesOf(lines, 'unknown'),
    ...(group === undefined ? {} : { group }),
  };
}

const linesOf = (lines: readonly Evidence[], truth: string): readonly string[] =>
  lines.filter((line) => line.truth === truth).map(evidenceLine);

function probesOf(plan: Plan, { probes }: Run) {
  return [...plan.probes.keys()].flatMap((id) => {
    const probe = probes[id];
    const kind = plan.probes.get(id)?.kind;
    if (probe === undefined || kind === undefined) return [];
    const title = writtenTitle(plan, id);
    if (probe.status === 'finished') {
      const { word, text } = findingOf(kind, probe.outcome);
      return [{ id, title, found: word, saw: lineFrom(text, 500) }];
    }
    return probe.status === 'skipped'
      ? [{ id, title, found: NOT_LOOKED, saw: unknownWords(probe.why) }]
      : [{ id, title, found: 'under way', saw: '' }];
  });
}

/** What an agent may answer itself. */
const AGENT_ANSWERS: readonly Choice[] = ['cause'];

function questionFor(plan: Plan, run: Run, events: readonly RunEvent[]) {
  const question = questionOf(run);
  if (question === null) return null;
  const { step, why, brief_why } = askedOf(plan, question, run);
  return {
    id: question.id,
    kind: question.kind,
    asks: `a person is needed ${waitingFor(plan, run)}`,
    you_may_answer: question.kind === 'cause' && question.choices.some((one) => AGENT_ANSWERS.includes(one)),
    people_may: question.choices,
    why: [...new Set([...why, ...brief_why, ...(step === null ? [] : [...step.why, ...step.brief_why])])],
    ...('proposal' in question
      ? { step: stepFor(question), preview: step?.preview ?? null, undo: step?.undo ?? [] }
      : {}),
    ...(question.kind === 'cause'
      ? { causes: rankingOf(run).causes.flatMap(({ id, verdict }) => (verdict === 'ruled_out' ? [] : [id])) }
      : {}),
    asked_for: events.flatMap((event) =>
      event.type === 'note.added' && event.data.question === question.id
        ? [{ by: whoOf(event.actor), at: event.at, reason: cutText(event.data.text, 2000, 'the report has it all') }]
        : [],
    ),
  };
}

function stepFor({ proposal }: Extract<Question, { proposal: unknown }>) {
  const { shown, risk, number, of } = proposal;
  return {
    title: sanitizeLine(shown.title),
    command: cutText(shown.command, MOST_OF_ONE, 'a person sees all of it before it is approved'),
    on: sanitizeLine(targetText(proposal)),
    risk,
    ...(shown.loses === undefined ? {} : { loses: sanitize(shown.loses) }),
    number,
    of,
  };
}

function refusedIn(events: readonly RunEvent[]) {
  const all = events.flatMap((event) =>
    event.type === 'agent.refused'
      ? [{ by: whoOf(event.actor), at: event.at, wanted: lineFrom(event.data.wanted, 100), why: event.data.why }]
      : [],
  );
  return { count: all.length, newest: all.slice(-MOST) };
}

function nextWords(plan: Plan, run: Run, stands: StandsAs, { resume }: AboutRun): string {
  switch (stands) {
    case 'over':
      return 'The run is over. get_report has all of it.';
    case 'under_way':
      return 'The run is under way. wait_for_run waits until it needs somebody or is over.';
    case 'answered':
      return 'Its question is answered, and it goes on. wait_for_run waits for what comes of it.';
    case 'stopped':
    case 'left':
      return `Nobody leads the run now. A person goes on with it: ${resume}`;
    case 'waiting':
      return questionOf(run)?.kind === 'cause'
        ? `No cause is confirmed. choose_cause takes one up, which changes nothing by itself; or a person decides: ${resume}`
        : `Waits for a person ${waitingFor(plan, run)}. ask_for_approval puts it to people with your reason; a person answers: ${resume}`;
  }
}
