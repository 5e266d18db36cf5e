// A record becomes a scenario that decides what the run decided, in as few words as that takes.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Plan } from '../../src/engine/plan.ts';
import type { RunEvent } from '../../src/model/event.ts';
import { withoutHidden } from '../../src/parse/yaml/hidden-characters.ts';
import { backtest } from '../../src/scenario/backtest.ts';
import { seenIn, shortened } from '../../src/scenario/from-run.ts';
import { foundIn } from '../../src/scenario/judge.ts';
import { play } from '../../src/scenario/play.ts';
import { readScenarios } from '../../src/scenario/read.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { scenarioFile, withScenario } from '../../src/scenario/write.ts';
import { runbookText } from '../support/engine/random-runbooks.ts';
import { bad, good, planOfText, simulate } from '../support/engine/simulated-run.ts';
import { PLAN, played, RUNBOOK } from './scenarios.ts';

const NONE = { inputs: {}, secrets: {} };
const VALUES = { inputs: { manager: 'docker' }, secrets: {} };

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

describe('the backtest', () => {
  const { events } = played(STOPPED);
  const test_ = (text: string) => backtest(PLAN, planOfText(text), { events, values: () => VALUES });

  /** By what is otherwise: what that rests on and is not on record. */
  const restingOn = (text: string): ReadonlyMap<string, readonly string[]> => {
    const result = test_(text);
    if (result === null || typeof result === 'string') throw new Error(String(result));
    return new Map(result.differences.map(({ what, rests_on }) => [what, rests_on]));
  };

  test('of the same runbook finds nothing', () => {
    expect(test_(RUNBOOK)).toMatchObject({ differences: [], verdicts: [], unread: [], untried: [], saved_ms: 0 });
  });

  test('of an edit names what would be otherwise', () => {
    const edited = RUNBOOK.replace('container.exists && !container.running', 'container.exists && container.running');
    const result = test_(edited);
    expect(result).toMatchObject({
      was: { cause: ['stopped'], outcome: 'resolved' },
      now: { cause: [], steps: [] },
      verdicts: [{ cause: 'stopped', was: 'confirmed', now: 'ruled_out' }],
    });
    if (result === null || typeof result === 'string') throw new Error(String(result));
    expect(result.differences.map(({ what }) => what)).toEqual(expect.arrayContaining(['cause', 'steps', 'outcome']));
  });

  test('knows what was renamed', () => {
    const edited = RUNBOOK.replace('  - id: stopped\n', '  - id: container_stopped\n    was: stopped\n')
      .replace('  - id: ping\n', '  - id: redis_ping\n    was: ping\n')
      .replaceAll(/\bping\.ok/g, 'redis_ping.ok')
      .replace('      - id: start\n', '      - id: start_it\n        was: start\n');
    expect(test_(edited)).toMatchObject({
      differences: [],
      verdicts: [],
      untried: [],
      now: { cause: ['container_stopped'] },
    });
  });

  test('never invents what the record has no reading for', () => {
    const edited = RUNBOOK.replace('  - id: ping\n', '  - id: other\n    tcp: localhost:1\n  - id: ping\n').replace(
      '      - "!ping.ok"\n',
      '      - "!ping.ok"\n      - "!other.ok"\n',
    );
    expect(test_(edited)).toMatchObject({
      unread: ['other'],
      verdicts: [{ cause: 'stopped', was: 'confirmed', now: 'possible' }],
      now: { cause: [] },
    });
    expect([...restingOn(edited)]).toEqual([
      ['cause', ['other']],
      ['steps', ['other']],
      ['asked', ['other']],
      ['outcome', ['other']],
    ]);
  });

  test('an end that rests on a goal that the record has no reading for is open, another cause is not', () => {
    const verified = RUNBOOK.replace('  - id: ping\n', '  - id: other\n    tcp: localhost:1\n  - id: ping\n').replace(
      'verify:\n',
      'verify:\n  - { title: Something else answers, goal: other.ok, within: 1s }\n',
    );
    expect(test_(verified)).toMatchObject({
      unread: ['other'],
      differences: [{ what: 'outcome', rests_on: ['other'] }],
    });
    const both = verified.replace('container.exists && !container.running', 'container.exists && container.running');
    const resting = restingOn(both);
    expect([resting.get('cause'), resting.get('steps')]).toEqual([[], []]);
  });

  test('another step in the place of one is otherwise, whatever a goal without a reading would have shown', () => {
    const edited = RUNBOOK.replace('  - id: ping\n', '  - id: other\n    tcp: localhost:1\n  - id: ping\n')
      .replace('verify:\n', 'verify:\n  - { title: Something else answers, goal: other.ok, within: 1s }\n')
      .replace('      - id: start\n', '      - id: start_otherwise\n');
    expect(restingOn(edited).get('steps')).toEqual([]);
  });

  test('what a step that was not carried out then would have done is not on record', () => {
    const edited = RUNBOOK.replace('      - id: start\n', '      - id: start_otherwise\n');
    const resting = restingOn(edited);
    expect(resting.get('steps')).toEqual([]);
    expect(resting.get('outcome')).toContain('start_otherwise');
  });

  const TOLD = 'docker: { start: shop-redis }';

  test('a step that is carried out as then with another command is otherwise', () => {
    expect(test_(RUNBOOK.replace(TOLD, 'docker: { start: other-redis }'))).toMatchObject({
      differences: [
        {
          what: 'command',
          step: 'start',
          expected: 'docker start shop-redis',
          found: 'docker start other-redis',
          rests_on: [],
        },
      ],
      untried: ['start'],
    });
  });

  test('so it is where the step is called otherwise, is of another kind, or may do more harm', () => {
    const renamed = RUNBOOK.replace('- id: start\n', '- id: start_it\n        was: start\n');
    const shell = test_(renamed.replace(TOLD, 'shell: systemctl start redis'));
    expect(shell).toMatchObject({ differences: [{ what: 'command', step: 'start_it' }] });
    const risky = test_(RUNBOOK.replace(TOLD, `${TOLD}\n        risk: destroy`));
    expect(risky).toMatchObject({
      differences: [
        { expected: 'docker start shop-redis (risk change)', found: 'docker start shop-redis (risk destroy)' },
      ],
    });
  });

  test('what of a command is not shown is told as it stands in the record', () => {
    const inFolder = (cwd: string): string => RUNBOOK.replace(TOLD, `shell: { command: [make, start], cwd: ${cwd} }`);
    const there = planOfText(inFolder('/srv/one'));
    const result = backtest(there, planOfText(inFolder('/srv/two')), {
      events: play(there, scenarioOf(PLAN, events), VALUES).events,
      values: () => VALUES,
    });
    expect(result).toMatchObject({
      differences: [{ what: 'command', step: 'start', expected: expect.stringContaining('/srv/one') }],
    });
  });

  test('another wording of what people are asked is no other command', () => {
    expect(test_(RUNBOOK.replace('May it be started?', 'Is it all right to start it?'))).toMatchObject({
      differences: [],
    });
  });

  test('what a command would have been that is made of what is not on record is open', () => {
    const edited = RUNBOOK.replace('  - id: ping\n', '  - id: other\n    tcp: localhost:1\n  - id: ping\n').replace(
      TOLD,
      `docker: { start: "\${{ known(other.ok) ? 'shop-redis' : 'other-redis' }}" }`,
    );
    expect(test_(edited)).toMatchObject({
      unread: ['other'],
      differences: [{ what: 'command', step: 'start', rests_on: ['other'] }],
      untried: [],
    });
  });
});
