// Taking back: the newest change first, each asked about, and taken back only where that went well.

import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../../src/model/outcome.ts';
import { decided, ending, type Given, given, performed, saying } from '../../support/engine/given.ts';
import { bad, good, told } from '../../support/engine/simulated-run.ts';
import { GUIDED, planWith } from '../../support/engine/story.ts';

const DOWN = { ping: bad('refused'), api: bad('http', { status: 503 }) };
const step = (id: string) =>
  `{ id: ${id}, shell: [${id}], risk: change, undo: [{ id: un${id}, shell: [un${id}], risk: change }] }`;
const PLAN = planWith(
  `[${step('one')}, ${step('two')}, ${step('three')}, { id: last, shell: [last], risk: change, on_failure: stop }]`,
);

/** Three changes were made, the fourth step failed, and the run is given up. */
function givenUp(approve: 'read' | 'destroy'): Given {
  const looked = ending(decided(given(PLAN, { ...GUIDED, approve })), DOWN);
  let run = ending(saying(looked, { choice: 'cause', cause: 'down' }), DOWN);
  for (const [id, outcome] of [
    ['one', good()],
    ['two', good()],
    ['three', good()],
    ['last', bad('exit')],
  ] as const) {
    if (run.state.question?.kind === 'approve') run = ending(saying(run, { choice: 'run' }), DOWN);
    run = ending(run, { ...DOWN, [`down/${id}`]: outcome });
  }
  return ending(saying(run, { choice: 'escalate', reason: 'enough' }), DOWN);
}

const undosOf = ({ events }: Given) =>
  events.flatMap((event) => (event.type === 'step.started' && event.data.purpose === 'undo' ? [event.data.step] : []));

describe('changes', () => {
  // Rule: undo.order
  test('are taken back the newest first', () => {
    let run = givenUp('read');
    for (const id of ['three', 'two', 'one'])
      run = ending(saying(run, { choice: 'run' }), { [`down/${id}/undo/un${id}`]: good() });
    expect(undosOf(run)).toEqual(['three', 'two', 'one'].map((id) => `down/${id}/undo/un${id}`));
    expect(run.state.applied.filter(({ undone }) => !undone).map(({ key }) => key)).toEqual(['down/last']);
    expect(told(run.events).at(-1)).toBe('finished not_resolved');
  });

  // Rule: undo.order
  test('are taken back by nobody who was not asked, whatever is allowed without a person', () => {
    const run = givenUp('destroy');
    expect(told(run.events).at(-1)).toBe('ask approve');
    expect(run.state.question).toMatchObject({ proposal: { step: 'down/three/undo/unthree' } });
    expect(performed(run)).toEqual([]);
  });

  // Rule: undo.state
  test('whose undo failed or was left out are not taken back', () => {
    const failed = ending(saying(givenUp('read'), { choice: 'run' }), { 'down/three/undo/unthree': bad('exit') });
    expect(failed.state.question).toMatchObject({ kind: 'failed', proposal: { step: 'down/three/undo/unthree' } });
    const left = saying(failed, { choice: 'skip', reason: 'not this one' });
    expect(left.state.question).toMatchObject({ kind: 'approve', proposal: { step: 'down/two/undo/untwo' } });
    const rest = saying(saying(left, { choice: 'skip', reason: 'nor this one' }), { choice: 'done' });
    const undone = rest.state.applied.filter((one) => one.undone).map(({ key }) => key);
    expect(undone).toEqual(['down/one']);
    expect(told(rest.events).at(-1)).toBe('finished not_resolved');
  });

  // Rule: undo.state
  test.each<[string, readonly (Outcome | 'skip')[], boolean]>([
    ['both were done', [good(), good()], true],
    ['the second failed', [good(), bad('exit')], false],
    ['the first was left out', ['skip', good()], false],
    ['the second was left out', [good(), 'skip'], false],
  ])('with two undos is taken back only where %s', (_, ends, isTakenBack) => {
    const undo = (id: string) => `{ id: ${id}, shell: [${id}], risk: change }`;
    const plan = planWith(
      `[{ id: one, shell: [one], risk: change, undo: [${undo('a')}, ${undo('b')}] }, { id: last, shell: [last], risk: change, on_failure: stop }]`,
    );
    const looked = ending(decided(given(plan, GUIDED)), DOWN);
    let run = ending(saying(looked, { choice: 'cause', cause: 'down' }), DOWN);
    for (const [id, outcome] of [
      ['one', good()],
      ['last', bad('exit')],
    ] as const)
      run = ending(saying(run, { choice: 'run' }), { ...DOWN, [`down/${id}`]: outcome });
    run = ending(saying(run, { choice: 'escalate', reason: 'enough' }), DOWN);
    for (const [n, end] of ends.entries()) {
      const key = `down/one/undo/${n === 0 ? 'a' : 'b'}`;
      if (end === 'skip') run = saying(run, { choice: 'skip', reason: 'no' });
      else run = ending(saying(run, { choice: 'run' }), { [key]: end });
    }
    expect(run.state.applied.find(({ key }) => key === 'down/one')?.undone).toBe(isTakenBack);
  });
});
