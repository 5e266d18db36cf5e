// Runbooks made by chance: several causes, changes with undos, alternatives, escalations, facts, retries and waits. What
// is written of one stands here too as it was drawn, for who judges a run of it.

import { type Chance, chance } from '../../chance.ts';
import type { Condition } from './truth.ts';

/** A step as it is written. What is left out has the default of the language. */
export interface WrittenStep {
  readonly id: string;
  readonly kind: 'shell' | 'manual' | 'wait' | 'ask' | 'notify';
  readonly risk?: 'read' | 'change' | 'disrupt' | 'destroy';
  readonly if?: Condition;
  readonly goal?: Condition;
  readonly within_s?: number;
  readonly for_s?: number;
  readonly retry?: {
    readonly attempts: number;
    readonly every_s: number;
    readonly doubles: boolean;
    readonly max_s: number;
  };
  readonly repeatable?: boolean;
  readonly on_failure?: 'ask' | 'stop' | 'continue';
  readonly undo: readonly WrittenStep[];
  readonly preview?: WrittenStep;
  /** The probe whose number stands in its command. */
  readonly hole?: string;
  /** Whether it is carried out for each of a list. */
  readonly each?: true;
  /** How long it waits, in seconds. */
  readonly wait_s?: number;
}

/** A goal of `verify`. */
export interface WrittenGoal {
  readonly title: string;
  readonly goal: Condition;
  readonly if?: Condition;
  readonly within_s: number;
  readonly for_s?: number;
}

/** An escalation. */
export interface WrittenEscalation {
  readonly when?: Condition;
  readonly after_s?: number;
  readonly to: string;
  readonly steps: readonly WrittenStep[];
}

/** A cause. */
export interface WrittenCause {
  readonly id: string;
  readonly when: readonly Condition[];
  readonly resolve: readonly WrittenStep[];
  readonly verify: readonly WrittenGoal[];
  readonly escalate: readonly WrittenEscalation[];
  readonly runbook?: string;
}

/** A runbook. */
export interface WrittenBook {
  readonly flag: boolean;
  readonly facts: readonly { readonly id: string; readonly of: Condition }[];
  readonly triggers: readonly { readonly title: string; readonly when: Condition; readonly if?: Condition }[];
  readonly probes: readonly WrittenStep[];
  readonly causes: readonly WrittenCause[];
  readonly verify: readonly WrittenGoal[];
  readonly escalate: readonly WrittenEscalation[];
}

const PROBES = ['p0', 'p1', 'p2'];

/** The runbook of a seed. */
export function bookOf(seed: number): WrittenBook {
  const c = chance(seed);
  const some = (percent: number): boolean => c.between(1, 100) <= percent;
  const facts = some(70) ? [factOf(c, 'f0'), ...(some(40) ? [factOf(c, 'f1')] : [])] : [];
  const draw: Draw = { c, some, facts };
  return {
    flag: some(50),
    facts,
    triggers: Array.from({ length: c.between(0, 2) }, (_, n) => ({
      title: `Trigger ${n}`,
      when: condition(draw),
      ...(some(20) ? { if: { is: 'flag' } as const } : {}),
    })),
    probes: [
      { id: 'p0', kind: 'shell', undo: [] },
      { id: 'p1', kind: 'shell', undo: [], ...(some(30) ? { retry: retryOf(c) } : {}) },
      { id: 'p2', kind: 'shell', undo: [], ...(some(50) ? { if: { is: 'not', of: { is: 'ok', probe: 'p0' } } } : {}) },
      ...(some(20) ? [{ id: 'q', kind: 'ask', undo: [] } as const] : []),
    ],
    causes: Array.from({ length: c.between(1, 3) }, (_, n) => causeOf(draw, n)),
    verify: Array.from({ length: some(85) ? c.between(1, 2) : 0 }, (_, n) => goalOf(draw, `Goal ${n}`)),
    escalate: [
      ...(some(60) ? [{ when: { is: 'no_cause' } as const, to: 'on-call', steps: [] }] : []),
      ...(some(50) ? [escalationOf(draw, 'lead', true)] : []),
      ...(some(20) ? [{ to: 'somebody', steps: [] }] : []),
    ],
  };
}

interface Draw {
  readonly c: Chance;
  readonly some: (percent: number) => boolean;
  readonly facts: WrittenBook['facts'];
}

const factOf = (c: Chance, id: string): WrittenBook['facts'][number] => ({
  id,
  of: {
    is: 'and',
    of: [
      { is: 'ok', probe: 'p0' },
      { is: 'ok', probe: c.pick(['p1', 'p2']) },
    ],
  },
});

function condition({ c, facts }: Draw): Condition {
  const probe = c.pick(PROBES);
  const atom = { is: 'ok', probe } as const;
  const fact = facts.length === 0 ? atom : ({ is: 'fact', ...c.pick(facts) } as const);
  switch (c.between(0, 9)) {
    case 0:
    case 1:
      return atom;
    case 2:
    case 3:
    case 4:
      return { is: 'not', of: atom };
    case 5:
      return { is: 'over', probe, limit: 5 };
    case 6:
      return { is: 'not', of: fact };
    case 7:
      return {
        is: 'and',
        of: [
          { is: 'not', of: atom },
          { is: 'over', probe: c.pick(PROBES), limit: 5 },
        ],
      };
    case 8:
      return {
        is: 'or',
        of: [
          { is: 'not', of: atom },
          { is: 'ok', probe: c.pick(PROBES) },
        ],
      };
    default:
      return { is: 'and', of: [{ is: 'known', probe }, fact] };
  }
}

/** Something that a step can bring about. */
function wished({ c, facts, some }: Draw): Condition {
  if (facts.length > 0 && some(25)) return { is: 'fact', ...c.pick(facts) };
  return some(80) ? { is: 'ok', probe: c.pick(PROBES) } : { is: 'over', probe: c.pick(PROBES), limit: 5 };
}

const retryOf = (c: Chance): NonNullable<WrittenStep['retry']> => ({
  attempts: c.between(2, 4),
  every_s: c.between(1, 3),
  doubles: c.between(0, 1) === 1,
  max_s: 5,
});

function goalOf(draw: Draw, title: string): WrittenGoal {
  const { c, some } = draw;
  return {
    title,
    goal: wished(draw),
    within_s: c.pick([1, 6, 20]),
    ...(some(25) ? { for_s: c.between(1, 9) } : {}),
    ...(some(15) ? { if: { is: 'flag' } as const } : {}),
  };
}

function escalationOf(draw: Draw, to: string, isTimed: boolean): WrittenEscalation {
  const { c, some } = draw;
  const page: WrittenStep = { id: `page_${to}`, kind: 'notify', undo: [] };
  const risk = c.pick(['read', 'change', 'disrupt'] as const);
  const act: WrittenStep = { id: `act_${to}`, kind: 'shell', risk, undo: [] };
  return {
    to,
    ...(isTimed ? { after_s: c.between(2, 40) } : {}),
    ...(some(30) ? { when: condition(draw) } : {}),
    steps: [...(some(50) ? [page] : []), ...(some(30) ? [act] : [])],
  };
}

function causeOf(draw: Draw, n: number): WrittenCause {
  const { c, some } = draw;
  const isLeft = some(12);
  const length = isLeft ? 0 : c.between(1, 3);
  const goal = some(30) ? wished(draw) : undefined;
  return {
    id: `c${n}`,
    when: Array.from({ length: c.pick([0, 1, 1, 1, 1, 1, 1, 2, 2]) }, () => condition(draw)),
    resolve: Array.from({ length }, (_, m) => stepOf(draw, `s${n}${m}`, goal)),
    verify: some(20) ? [goalOf(draw, `Own goal ${n}`)] : [],
    escalate: some(40) ? [{ ...escalationOf(draw, `team${n}`, some(20)), to: `team${n}` }] : [],
    ...(isLeft && some(50) ? { runbook: 'other' } : {}),
  };
}

function stepOf(draw: Draw, id: string, shared: Condition | undefined): WrittenStep {
  const { c, some } = draw;
  const kind = c.pick([
    'shell',
    'shell',
    'shell',
    'shell',
    'shell',
    'shell',
    'shell',
    'shell',
    'manual',
    'wait',
    'ask',
  ] as const);
  const goal = shared ?? (some(45) ? wished(draw) : undefined);
  const base = {
    id,
    kind,
    undo: [],
    ...(some(20) ? { if: condition(draw) } : {}),
    ...(some(40) ? { on_failure: c.pick(['ask', 'stop', 'continue'] as const) } : {}),
    ...(goal === undefined
      ? {}
      : { goal, within_s: c.pick([1, 5, 12, 30]), ...(some(20) ? { for_s: c.between(1, 5) } : {}) }),
  };
  if (kind === 'wait') return { ...base, wait_s: c.between(1, 20) };
  if (kind !== 'shell') return base;
  return {
    ...base,
    ...(some(85) ? { risk: c.pick(['read', 'change', 'change', 'change', 'disrupt', 'destroy'] as const) } : {}),
    ...(some(30) ? { retry: retryOf(c) } : {}),
    ...(some(30) ? { repeatable: true } : {}),
    ...(some(25) ? { preview: { id: `v${id}`, kind: 'shell', undo: [] } as const } : {}),
    ...(some(20) ? { hole: c.pick(PROBES) } : {}),
    undo: some(60) ? Array.from({ length: c.pick([1, 1, 2]) }, (_, m) => undoOf(draw, `u${id}${m}`)) : [],
  };
}

const undoOf = ({ c, some }: Draw, id: string): WrittenStep => ({
  id,
  kind: 'shell',
  risk: c.pick(['change', 'disrupt'] as const),
  undo: [],
  ...(some(20) ? { if: { is: 'ok', probe: c.pick(PROBES) } as const } : {}),
});
