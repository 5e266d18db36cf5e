// A run is led to its end, and replayed for ever, by the rules that it was opened with: what has come since does not concern it.

import { describe, expect, test } from 'vitest';
import { rulesOf } from '../../../src/engine/state.ts';
import { RULES } from '../../../src/model/event.ts';
import { HEAD } from '../../support/engine/down-runbook.ts';
import { decided, ending, type Given, given, performed, saying } from '../../support/engine/given.ts';
import { bad, good, planOfText, simulate, told } from '../../support/engine/simulated-run.ts';
import { GUIDED, planWith } from '../../support/engine/story.ts';

const DOWN = { ping: bad('refused'), api: bad('http', { status: 503 }) };
const TAKE_UP = { choice: 'cause', cause: 'down' } as const;

test('a record that does not name its rules is led by those of its format', () => {
  const { state } = given(planWith('[{ id: act, shell: [act], risk: change }]'));
  const { rules, ...opened } = state.opened;
  expect(rules).toBe(RULES);
  expect([1, 2].map((format) => rulesOf({ ...state, opened: { ...opened, format } }))).toEqual([1, 2]);
  expect(rulesOf(state)).toBe(RULES);
});

describe.each([
  ['before', 2, true],
  ['of today', RULES, false],
])('by the rules %s', (_, rules, before) => {
  test(`a run without a goal of verify is ${before ? '' : 'not '}resolved with a step that failed`, () => {
    const plan = planOfText(`${HEAD}
causes:
  - id: down
    title: Redis is down
    when: "!ping.ok"
    resolve: [{ id: one, shell: [one], risk: change, on_failure: continue }, { id: two, shell: [two], risk: change }]`);
    const run = ending(decided(given(plan, { rules })), { ...DOWN, 'down/one': bad('exit'), 'down/two': good() });
    expect(told(run.events).at(-1)).toBe(before ? 'finished resolved' : 'finished not_resolved');
  });

  test(`a change is ${before ? '' : 'not '}taken back after one of its two undos`, () => {
    const undo = (id: string) => `{ id: ${id}, shell: [${id}], risk: change }`;
    const plan = planWith(
      `[{ id: one, shell: [one], risk: change, undo: [${undo('a')}, ${undo('b')}] }, { id: last, shell: [last], risk: change, on_failure: stop }]`,
    );
    let run = saying(ending(decided(given(plan, { ...GUIDED, rules })), DOWN), TAKE_UP);
    run = ending(saying(ending(run, DOWN), { choice: 'run' }), { ...DOWN, 'down/one': good() });
    run = ending(saying(run, { choice: 'run' }), { ...DOWN, 'down/last': bad('exit') });
    run = ending(saying(run, { choice: 'escalate', reason: 'enough' }), DOWN);
    run = ending(saying(run, { choice: 'run' }), { 'down/one/undo/a': good() });
    run = saying(run, { choice: 'skip', reason: 'no' });
    expect(run.state.applied.find(({ key }) => key === 'down/one')?.undone).toBe(before);
  });

  test(`a step that was wanted runs ${before ? 'though' : 'only unless'} its condition is false by now`, () => {
    const api = { status: 'blind', reason: { kind: 'not_answered', message: '' } } as const;
    const blind = { ...DOWN, api };
    const plan = planWith('[{ id: act, if: api.status == 503, shell: [act], risk: change }]');
    const looked = ending(saying(ending(decided(given(plan, { ...GUIDED, rules })), blind), TAKE_UP), blind);
    const wanted = ending(saying(looked, { choice: 'run' }), blind);
    const late: Given = { ...wanted, state: { ...wanted.state, now_ms: wanted.state.now_ms + 60_000 } };
    const again = ending(saying(late, { choice: 'run' }), { ...DOWN, api: good({ status: 200 }) });
    expect(performed(again).some(({ step }) => step === 'down/act')).toBe(before);
  });

  test(`a run names the cause that was worked on ${before ? 'last for the first time' : 'last'}`, () => {
    const cause = (id: string) =>
      `{ id: ${id}, title: ${id}, when: "!ping.ok", resolve: [{ id: act_${id}, shell: [act], risk: read }] }`;
    const plan = planOfText(`${HEAD}
causes: [${cause('one')}, ${cause('two')}]
verify: [{ title: Redis works, goal: ping.ok, within: 1s }]`);
    const { events } = simulate(plan, {
      perform: (step) => (step.includes('/act_') ? good() : DOWN[step as keyof typeof DOWN]),
      opened: { ...GUIDED, rules },
      answer: (question, { questions, round }) => {
        if (question.kind === 'waiting') return undefined;
        if (question.kind !== 'cause') return { choice: 'diagnose' };
        const next = ['one', 'two', 'one'][round - 1];
        if (next === undefined) return { choice: 'escalate', reason: `${questions} are enough` };
        return { choice: 'cause', cause: next };
      },
    });
    const end = events.findLast(({ type }) => type === 'run.finished');
    expect(end?.data).toMatchObject({ cause: before ? 'two' : 'one' });
  });
});
