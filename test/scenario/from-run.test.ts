// A record becomes a scenario that decides what the run decided, in as few words as that takes.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Plan } from '../../src/engine/plan.ts';
import type { RunEvent } from '../../src/model/event.ts';
import { withoutHidden } from '../../src/parse/yaml/hidden-characters.ts';
import { seenIn, shortened } from '../../src/scenario/from-run.ts';
import { foundIn } from '../../src/scenario/judge.ts';
import { play } from '../../src/scenario/play.ts';
import { readScenarios } from '../../src/scenario/read.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { scenarioFile, withScenario } from '../../src/scenario/write.ts';
import { runbookText } from '../support/engine/random-runbooks.ts';
import { bad, good, planOfText, simulate } from '../support/engine/simulated-run.ts';
import { PLAN, played } from './scenarios.ts';

const NONE = { inputs: {}, secrets: {} };

function scenarioOf(plan: Plan, events: readonly RunEvent[]): Scenario {
  const seen = seenIn(plan, events, 'S');
  if (seen === null) throw new Error('the record does not say how it was opened');
  return { ...shortened(plan, seen.scenario), expect: {} };
}

/** Written as YAML and read back. */
function readBack(plan: Plan, scenario: Scenario): Scenario {
  const { scenarios, diagnostics } = readScenarios({ file: 'f', text: scenarioFile(plan.runbook.id, scenario) }, plan);
  const [one] = scenarios ?? [];
  if (one === undefined) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return one;
}

test('whatever was recorded, its scenario decides the same, also after it was written and read', () => {
  const ends = new Map<string, number>();
  fc.assert(
    fc.property(
      runbookText,
      fc.record({ p1: fc.boolean(), p2: fc.boolean(), p3: fc.boolean() }),
      fc.record({ p1: fc.boolean(), p2: fc.boolean(), p3: fc.boolean() }),
      (text, before, after) => {
        const plan = planOfText(text);
        let changed = false;
        const run = simulate(plan, {
          perform: (step, { command }) => {
            if (command.purpose === 'action') changed = true;
            const world: Readonly<Record<string, boolean>> = changed ? after : before;
            return world[step] === false ? bad('refused') : good();
          },
        });
        const recorded = foundIn(plan, { ...run, endless: false });
        const scenario = readBack(plan, scenarioOf(plan, run.events));
        const again = foundIn(plan, play(plan, scenario, NONE));
        const { cause, steps, outcome } = again;
        expect({ cause, steps, outcome }).toEqual({
          cause: recorded.cause,
          steps: recorded.steps,
          outcome: recorded.outcome,
        });
        ends.set(outcome, (ends.get(outcome) ?? 0) + 1);
      },
    ),
    { numRuns: 150 },
  );
  expect(ends.size).toBeGreaterThanOrEqual(3);
});

test('what became different while it was waited is what the wait has done', () => {
  const plan = planOfText(`firebreak: 1
id: test
title: The cache loads
severity: low
diagnose: [{ id: ping, redis: { command: PING, url: redis://localhost:6379 } }]
causes:
  - id: loading
    title: It loads its data
    when: ping.error.kind == "loading"
    resolve: [{ id: let_it, wait: 30s, goal: ping.ok }]
verify: [{ title: It answers, goal: ping.ok }]
`);
  const loading = { fields: { ok: false, error: { kind: 'loading' } } };
  const given = { title: 'S', line: 1, inputs: {}, alert: null, answers: {}, approve: 'change', cause: null } as const;
  const loaded = { let_it: { ping: { fields: { ok: true, reply: 'PONG', error: { kind: '' } } } } };
  const { events } = play(plan, { ...given, given: { ping: loading }, after: loaded, expect: {} }, NONE);
  const scenario = scenarioOf(plan, events);
  expect(scenario.after).toEqual({ let_it: { ping: { fields: { ok: true } } } });
  expect(foundIn(plan, play(plan, scenario, NONE)).outcome).toBe('resolved');
});

const STOPPED =
  '  - { title: S, given: { ping: { error: { kind: refused, message: "no one there" } }, container: { running: false, status: exited, image: redis } }, answers: { tell: yes }, after: { start: { ping: { ok: true }, container: { running: true } } }, expect: {} }';

describe('a scenario out of a record', () => {
  const { events } = played(STOPPED);
  const scenario = scenarioOf(PLAN, events);

  test('keeps the fields that some expression looks at, how a reading went, and no others', () => {
    expect(scenario.given).toEqual({
      ping: { fields: { error: { kind: 'refused' } } },
      container: { fields: { exists: true, running: false } },
      api: { fields: { status: 200 } },
    });
    expect(scenario.after['start']).toMatchObject({ ping: { fields: { ok: true } } });
  });

  test('has the answers of people, and no input that is as by default', () => {
    expect(scenario.answers).toEqual({ tell: 'yes' });
    expect(scenario.inputs).toEqual({});
  });

  test('is added below the others: every byte that was there stands where it was', () => {
    const text = `# mine\nfirebreak: 1\ntest: test # the shop\nreadings:\n  ping: { ok: true,   reply: PONG } # odd\nscenarios:\n    # the first\n    - title: "One"\n      expect: { outcome: healthy }\n\n# the end\n`;
    const added = withScenario(text, scenario);
    if (!added.ok) throw new Error(added.error);
    const [head = '', tail = ''] = text.split('\n\n');
    expect(added.value.startsWith(head)).toBe(true);
    expect(added.value.endsWith(tail)).toBe(true);
    const { scenarios = [] } = readScenarios({ file: 'f', text: added.value }, PLAN);
    expect(scenarios.map(({ title }) => title)).toEqual(['One', 'S']);
  });

  test('keeps every text, one with line ends too, on the line of its probe', () => {
    const script = `for i = 1, 10 do\n  redis.call('SET', 'sess:' .. i, string.rep('x', 1000))\nend\n${'x'.repeat(90)}`;
    const any = fc.oneof(
      fc.string(),
      fc.string({ unit: fc.constantFrom('a', ' ', '\n', '"', "'", ': ', '#', '\t', '\0', '\u202e', '(', ',') }),
    );
    fc.assert(
      fc.property(fc.array(any), (texts) => {
        const given = { ping: { fields: { reply: [[1, script, texts]] } } };
        // What a file may not hold, a terminal escape for one, is seen to have been there.
        const kept = { ping: { fields: { reply: [[1, script, texts.map(withoutHidden)]] } } };
        expect(readBack(PLAN, { ...scenario, given, title: 'S' }).given).toEqual(kept);
        expect(scenarioFile('x', { ...scenario, given }).split('\n')).toHaveLength(
          scenarioFile('x', { ...scenario, given: { ping: { fields: { reply: 'PONG' } } } }).split('\n').length,
        );
      }),
    );
  });

  test('cannot be added to what is no file of scenarios, or to a list in brackets', () => {
    expect(withScenario('firebreak: 1\n', scenario).ok).toBe(false);
    expect(withScenario('scenarios: [{ title: x }]\n', scenario).ok).toBe(false);
    expect(withScenario('a: [b\n', scenario).ok).toBe(false);
  });

  test('over readings of its file says what it did not see, and where it went the other way', () => {
    const seen = seenIn(PLAN, events, 'S');
    if (seen === null) throw new Error('no opening');
    const base = {
      ping: { fields: { reply: 'PONG' } },
      api: { fields: { status: 200, json: { version: 1 } } },
      container: { fields: { exists: true, running: true, health: 'healthy' } },
    };
    const { given } = shortened(PLAN, { ...seen.scenario, given: { ...seen.scenario.given } }, base);
    expect(given['api']).toEqual({ fields: { json: null } });
    expect(given['container']).toEqual({ fields: { running: false, health: null } });
    expect(given['ping']).toEqual({ fields: { error: { kind: 'refused' } } });
  });
});
