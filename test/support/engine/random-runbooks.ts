// Runbooks and worlds for the model test: small, arbitrary, and able to fail in every way that a performer can.

import fc from 'fast-check';
import type { Outcome } from '../../../src/model/outcome.ts';
import { bad, good } from './simulated-run.ts';

const RISKS = ['read', 'change', 'disrupt', 'destroy'] as const;

interface StepShape {
  readonly risk: (typeof RISKS)[number];
  readonly goal: boolean;
  readonly condition: 'none' | 'true' | 'false' | 'unknown';
  readonly attempts: number;
  readonly repeatable: boolean;
  readonly on_failure: 'ask' | 'stop' | 'continue';
  readonly undo: boolean;
  readonly preview: boolean;
  readonly kind: 'shell' | 'redis' | 'manual' | 'wait';
  /** Whether it is carried out for each of three items. */
  readonly each: boolean;
}

const step: fc.Arbitrary<StepShape> = fc.record({
  risk: fc.constantFrom(...RISKS),
  goal: fc.boolean(),
  condition: fc.constantFrom('none', 'none', 'none', 'true', 'false', 'unknown'),
  attempts: fc.integer({ min: 1, max: 3 }),
  repeatable: fc.boolean(),
  on_failure: fc.constantFrom('ask', 'stop', 'continue'),
  undo: fc.boolean(),
  preview: fc.boolean(),
  kind: fc.constantFrom('shell', 'shell', 'shell', 'redis', 'manual', 'wait'),
  each: fc.constantFrom(false, false, true),
});

const cause = fc.record({
  when: fc.constantFrom('p1.ok', '!p1.ok', 'p2.ok', '!p2.ok', 'p1.ok && !p2.ok', '!p3.ok'),
  steps: fc.array(step, { maxLength: 3 }),
  escalate: fc.boolean(),
});

/** A runbook as text. */
export const runbookText: fc.Arbitrary<string> = fc
  .record({
    causes: fc.array(cause, { minLength: 1, maxLength: 3 }),
    after: fc.boolean(),
    notify: fc.boolean(),
    ask: fc.boolean(),
  })
  .map(({ causes, after, notify, ask }) =>
    [
      'firebreak: 1\nid: test\ntitle: Test\nseverity: high',
      'defaults:\n  redis: { url: redis://localhost:6379 }',
      'triggers:\n  - { title: It is broken, when: "!p1.ok" }',
      'diagnose:\n  - { id: p1, redis: PING }\n  - { id: p2, tcp: localhost:6379, retry: { attempts: 2, every: 1s } }\n  - { id: p3, redis: INFO, if: "!p1.ok" }',
      ...(ask ? ['  - { id: p4, ask: "Is it so?" }'] : []),
      'causes:',
      ...causes.flatMap(({ when, steps, escalate }, n) => [
        `  - id: c${n}\n    title: Cause ${n}\n    when: ${JSON.stringify(when)}`,
        ...(steps.length === 0 ? [] : ['    resolve:', ...steps.map((one, m) => stepText(`s${n}${m}`, one))]),
        ...(escalate ? ['    escalate:\n      - { to: people, say: Look. }'] : []),
      ]),
      'verify:\n  - { title: It works, goal: p1.ok, within: 10s }',
      'escalate:\n  - { when: cause == null, to: on-call }',
      ...(after
        ? [
            `  - { after: 20s, to: lead${notify ? ', steps: [{ id: page, notify: { url: "http://localhost:1/", text: help } }]' : ''} }`,
          ]
        : []),
    ].join('\n'),
  );

function stepText(id: string, shape: StepShape): string {
  const { risk, goal, condition, attempts, repeatable, on_failure, undo, preview, kind, each } = shape;
  const changes = kind === 'shell' || kind === 'redis';
  const item = each && changes ? ', "${{ item }}"' : '';
  const conditions = {
    none: '',
    true: ', if: "p1.ok || !p1.ok"',
    false: ', if: "p1.ok && !p1.ok"',
    unknown: ', if: p3.info.maxmemory > 5',
  };
  const what = {
    shell: `shell: [do, ${id}${item}], risk: ${risk}`,
    redis: `redis: [SET, a${item === '' ? ', b' : item}]`,
    manual: 'manual: Do it.',
    wait: 'wait: 5s',
  }[kind];
  return (
    `      - { id: ${id}, ${what}${conditions[condition]}, on_failure: ${on_failure}` +
    (item === '' ? '' : ', for_each: [a, b, c]') +
    (goal ? ', goal: p1.ok, within: 6s' : '') +
    (attempts > 1 ? `, retry: { attempts: ${attempts}, every: 1s }` : '') +
    (changes && repeatable ? ', repeatable: true' : '') +
    (changes && undo ? `, undo: [{ id: u${id}, shell: [undo, ${id}${item}], risk: change }]` : '') +
    (preview ? `, preview: { id: v${id}, redis: PING }` : '') +
    ' }'
  );
}

/** How one step may end. */
export const outcome: fc.Arbitrary<Outcome> = fc.constantFrom<Outcome>(
  good({ exit_code: 0 }),
  good({ exit_code: 0 }),
  good({ exit_code: 0 }),
  bad('refused'),
  bad('exit', { exit_code: 1 }),
  { status: 'failed', reason: { kind: 'timed_out', after_ms: 1000 } },
  { status: 'failed', reason: { kind: 'cancelled', by: 'ana' } },
  { status: 'failed', reason: { kind: 'lost', message: 'it is gone' } },
  { status: 'failed', reason: { kind: 'not_started', message: 'it never began' } },
  { status: 'blind', reason: { kind: 'not_installed', message: 'it is not there' } },
);
