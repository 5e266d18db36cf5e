// A world made by chance for a runbook made by chance: probes see it, steps change it, it changes by itself; people answer,
// late or never; the process is killed and taken up again. The same seed is the same life.

import { FORMAT, type Observations, RULES, type RunEvent } from '../../../../src/model/event.ts';
import type { Outcome } from '../../../../src/model/outcome.ts';
import type { Question } from '../../../../src/model/question.ts';
import type { Risk } from '../../../../src/model/risk.ts';
import { type Chance, chance } from '../../chance.ts';
import { bad, good, type World } from '../simulated-run.ts';
import type { WrittenBook, WrittenStep } from './book.ts';
import { foundByItem } from './each.ts';
import { probesIn } from './truth.ts';

type Answer = Omit<Observations['answer.given'], 'question'>;

/** How a run is led. */
export interface Manner {
  readonly mode: 'guided' | 'unattended';
  readonly approve: Risk;
  readonly dry_run: boolean;
  /** The rules that it is led by. */
  readonly rules: number;
  readonly cause: string | null;
  readonly answers: Readonly<Record<string, string>>;
  readonly thinks_ms: number;
  /** After how many happenings the process is killed, each time. */
  readonly kills: readonly number[];
  readonly away_ms: number;
}

/** A life that a run is led through. */
export interface Life {
  readonly manner: Manner;
  readonly world: World;
}

/** The life of a seed. */
export function lifeOf(book: WrittenBook, seed: number, fixed: Partial<Manner> = {}): Life {
  const c = chance(seed + 1_000_000);
  const some = (percent: number): boolean => c.between(1, 100) <= percent;
  const mode = c.pick(['guided', 'unattended'] as const);
  const manner: Manner = {
    mode,
    approve:
      mode === 'guided'
        ? c.pick(['read', 'read', 'change'])
        : c.pick(['read', 'change', 'disrupt', 'destroy', 'destroy', 'destroy']),
    dry_run: some(6),
    rules: RULES,
    cause: some(10) ? c.pick(book.causes).id : null,
    answers: some(30) ? { q: 'yes' } : {},
    thinks_ms: c.pick([5, 500, 15_000]),
    kills: some(35) ? Array.from({ length: c.between(1, 3) }, () => c.between(1, 14)) : [],
    away_ms: c.pick([0, 1000, 30_000]),
    ...fixed,
  };
  const { mode: _, kills: __, thinks_ms, away_ms, answers, rules, ...opened } = manner;
  const things = thingsOf(book, c);
  return {
    manner,
    world: {
      opened: { ...opened, format: Math.min(rules, FORMAT), rules, mode, answers, inputs: { flag: book.flag } },
      thinks_ms,
      away_ms,
      takes: (step) => (/^(p\d|q)$/.test(step) ? 11 + (step.charCodeAt(1) % 7) : 300 + (step.length % 9)),
      perform: (step, { command }) => things.carryOut(step, command.risk !== 'read' && manner.dry_run),
      adopt: (exec) => things.found(exec),
      answer: mode === 'unattended' ? () => undefined : personOf(book, c),
    },
  };
}

const LOST: Outcome = { status: 'failed', reason: { kind: 'lost', message: 'its end is not known' } };
const NEVER: Outcome = { status: 'failed', reason: { kind: 'not_started', message: 'it never began' } };

function thingsOf(book: WrittenBook, c: Chance) {
  const some = (percent: number): boolean => c.between(1, 100) <= percent;
  const ok = new Map(['p0', 'p1', 'p2'].map((id) => [id, some(35)]));
  const number = new Map(['p0', 'p1', 'p2'].map((id) => [id, some(30) ? undefined : c.between(3, 8)]));
  const steps = foundByItem(
    new Map<string, WrittenStep>(
      book.causes.flatMap(({ id, resolve }) => resolve.map((one) => [`${id}/${one.id}`, one] as const)),
    ),
  );
  const found = new Map<string, Outcome>();
  const look = (id: string): Outcome => {
    if (some(6)) return { status: 'blind', reason: { kind: 'not_installed', message: 'it is not there' } };
    if (some(4)) return { status: 'failed', reason: { kind: 'timed_out', after_ms: 5000 } };
    if (some(4)) ok.set(id, !ok.get(id));
    const seen = number.get(id);
    const fields = { exit_code: ok.get(id) ? 0 : 1, stdout: '', ...(seen === undefined ? {} : { number: seen }) };
    return ok.get(id) ? good(fields) : bad('exit', fields);
  };
  const act = (written: WrittenStep | undefined): Outcome => {
    const helps = some(70);
    for (const id of written?.goal === undefined ? [c.pick(['p0', 'p1', 'p2'])] : probesIn(written.goal)) {
      if (!helps) continue;
      ok.set(id, true);
      if (some(50)) number.set(id, 9);
    }
    return c.pick<Outcome>([
      good({ exit_code: 0 }),
      good({ exit_code: 0 }),
      good({ exit_code: 0 }),
      good({ exit_code: 0 }),
      bad('exit', { exit_code: 1 }),
      bad('exit', { exit_code: 1 }),
      { status: 'failed', reason: { kind: 'timed_out', after_ms: 60_000 } },
      { status: 'failed', reason: { kind: 'cancelled', by: 'ana' } },
      LOST,
      NEVER,
      { status: 'blind', reason: { kind: 'not_installed', message: 'it is not there' } },
    ]);
  };
  const end = (step: string): Outcome => (ok.has(step) ? look(step) : act(steps.get(step)));
  return {
    carryOut: (step: string, isSimulated: boolean): Outcome =>
      isSimulated ? { status: 'blind', reason: { kind: 'simulated', message: 'a dry run' } } : end(step),
    found: (exec: string): Outcome => {
      const known = found.get(exec) ?? c.pick([LOST, NEVER, end(exec.slice(0, exec.lastIndexOf('#')))]);
      found.set(exec, known);
      return known;
    },
  };
}

const LIKES: Readonly<Partial<Record<Question['kind'], readonly Answer['choice'][]>>> = {
  approve: [
    ...Array.from({ length: 14 }, () => 'run' as const),
    'first',
    'first',
    'first',
    'first',
    'skip',
    'edit',
    'edit',
    'done',
    'diagnose',
    'escalate',
  ],
  cause: ['cause', 'cause', 'cause', 'cause', 'cause', 'cause', 'cause', 'cause', 'diagnose', 'escalate'],
  ask: ['answer', 'answer', 'done', 'done', 'done', 'skip'],
  in_doubt: ['done', 'not_done', 'run', 'run', 'original', 'diagnose', 'escalate'],
  unknown_if: ['run', 'run', 'run', 'skip'],
  failed: ['diagnose', 'run', 'skip', 'done', 'escalate', 'original', 'run'],
  cause_changed: ['run', 'run', 'diagnose', 'escalate'],
  not_verified: ['diagnose', 'diagnose', 'verify', 'undo', 'undo', 'undo', 'escalate', 'escalate', 'resolved', 'close'],
};

/** Somebody who answers each question once, and hands over when there were too many. */
function personOf(book: WrittenBook, c: Chance): NonNullable<World['answer']> {
  const given = new Map<string, Answer | undefined>();
  return (question) => {
    if (!given.has(question.id))
      given.set(question.id, given.size > 25 ? enough(question) : answerTo(book, question, c));
    return given.get(question.id);
  };
}

const enough = ({ choices }: Question): Answer => ({
  choice: choices.includes('escalate') ? 'escalate' : 'stop',
  reason: 'enough',
});

function answerTo(book: WrittenBook, question: Question, c: Chance): Answer | undefined {
  if (question.kind === 'waiting' && c.between(1, 4) > 1) return undefined;
  const likes = (LIKES[question.kind] ?? question.choices).filter((one) => question.choices.includes(one));
  const choice = c.pick(likes.length === 0 ? question.choices : likes);
  const best = question.kind === 'cause' && c.between(1, 3) > 1 ? question.best : null;
  return {
    choice,
    reason: 'because',
    ...(choice === 'cause' ? { cause: best ?? c.pick(book.causes).id } : {}),
    ...(choice === 'edit' ? { edited: c.pick(['do other', 'do other', 'rm -rf /tmp/x', 'broken ${{ nothing']) } : {}),
    ...(choice === 'answer' ? { value: 'yes' } : {}),
  };
}

/** What of a record says that the process has nothing more to do. */
export const isOver = (events: readonly RunEvent[]): boolean => {
  const last = events.findLast(({ type }) => type !== 'clock.jumped');
  return last?.type === 'run.finished' || last?.type === 'run.parked';
};
