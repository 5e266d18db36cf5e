// Steps that are carried out for each of a list: in which order the items come, where they stop, and what is left out.

import { describe, expect, test } from 'vitest';
import { replay } from '../../../src/engine/replay.ts';
import { exit, planOf, steps, story } from '../../support/engine/for-each-story.ts';
import { good, simulate, type World } from '../../support/engine/simulated-run.ts';

describe('an action for each of a list', () => {
  // Rule: each.one-after-another
  test('is one execution for each item, one after another, and then the next step comes', () => {
    const { run, plan, done } = story('risk: change', {});
    const { events, state } = run();
    expect(done).toEqual(['a', 'b', 'c', 'last']);
    expect(steps(events)).toEqual([
      'run broken/fix[1] (policy)',
      'broken/fix[1] done via exit',
      'run broken/fix[2] (policy)',
      'broken/fix[2] done via exit',
      'run broken/fix[3] (policy)',
      'broken/fix[3] done via exit',
      'run broken/last (policy)',
      'broken/last done via exit',
      'finished resolved',
    ]);
    expect(replay(plan, events)).toMatchObject({ same: true });
    expect(state.readings['fix']).toMatchObject({
      ok: true,
      items: [{ item: 'a', ok: true }, { item: 'b' }, { item: 'c' }],
    });
    expect(events.find(({ type }) => type === 'step.spread')).toMatchObject({ data: { items: ['a', 'b', 'c'] } });
  });

  test('is carried out once for an item that stands twice in its list', () => {
    const { run, done } = story('risk: change', { hosts: '["a","b","a"]' });
    run();
    expect(done).toEqual(['a', 'b', 'last']);
  });

  // Rule: each.bounds
  test('is left out where the list is empty, or longer than 200', () => {
    const all = JSON.stringify(Array.from({ length: 201 }, (_, n) => `h${n}`));
    for (const [hosts, code] of [
      ['[]', 'no_items'],
      [all, 'too_many_items'],
    ]) {
      const { run } = story('risk: change', { hosts: hosts ?? '' });
      expect(steps(run().events)[0]).toBe(`skip broken/fix: ${code}`);
    }
  });

  test('with 200 items comes to its end, and its record is not longer than it has to be', () => {
    const hosts = Array.from({ length: 200 }, (_, n) => `h${n}`);
    const { run, done } = story('risk: change', { hosts: JSON.stringify(hosts) });
    const { events } = run();
    expect(done).toEqual([...hosts, 'last']);
    expect(JSON.stringify(events).length).toBeLessThan(1_000_000);
  });

  // Rule: each.stops
  test.each(['stop', 'continue'])('stops at the first that fails, with on_failure: %s', (on_failure) => {
    const { run, done } = story(`risk: change, on_failure: ${on_failure}`, {
      fix: (item) => (item === 'b' ? exit : good()),
    });
    const lines = steps(run().events);
    expect(lines.filter((line) => line.includes('fix[3]'))).toEqual([]);
    expect(lines).toContain('broken/fix[2] failed via exit');
    expect(done).toEqual(on_failure === 'stop' ? ['a'] : ['a', 'last']);
  });

  test('is repeated for the item that failed alone, and goes on', () => {
    const { run, done } = story('risk: change, retry: { attempts: 2, every: 1s }', {
      fix: (item, nth) => (item === 'b' && nth === 1 ? exit : good()),
    });
    const lines = steps(run().events).filter((line) => line.startsWith('run'));
    expect(lines.map((line) => line.slice(4, 17))).toEqual([
      'broken/fix[1]',
      'broken/fix[2]',
      'broken/fix[2]',
      'broken/fix[3]',
      'broken/last (',
    ]);
    expect(done).toEqual(['a', 'b', 'c', 'last']);
  });

  // Rule: each.goal
  test('waits for its goal when the last item is done, and leaves out the rest when it is reached before', () => {
    const late = story('risk: change, goal: fixed.ok', { fixed: (done) => done.length >= 3 }).run();
    expect(steps(late.events)).toEqual([
      'run broken/fix[1] (policy)',
      'broken/fix[1] done via exit',
      'run broken/fix[2] (policy)',
      'broken/fix[2] done via exit',
      'run broken/fix[3] (policy)',
      'broken/fix[3] done via goal',
      'run broken/last (policy)',
      'broken/last done via exit',
      'finished resolved',
    ]);
    const early = story('risk: change, goal: fixed.ok', { fixed: (done) => done.length > 0 });
    expect(steps(early.run().events).slice(0, 4)).toEqual([
      'run broken/fix[1] (policy)',
      'broken/fix[1] done via exit',
      'skip broken/fix[2]: goal_holds',
      'skip broken/fix[3]: goal_holds',
    ]);
    expect(early.done).toEqual(['a', 'last']);
  });

  test('waits for its goal behind the last item that is called for', () => {
    const { run, done } = story('risk: change, goal: fixed.ok, if: item != "c"', { fixed: (all) => all.length >= 2 });
    expect(steps(run().events).slice(0, 5)).toEqual([
      'run broken/fix[1] (policy)',
      'broken/fix[1] done via exit',
      'run broken/fix[2] (policy)',
      'broken/fix[2] done via goal',
      'skip broken/fix[3]: if_false',
    ]);
    expect(done).toEqual(['a', 'b', 'last']);
  });

  test('asks of each item its condition', () => {
    const { run, done } = story('risk: change, if: item != "b"', {});
    expect(steps(run().events)).toContain('skip broken/fix[2]: if_false');
    expect(done).toEqual(['a', 'c', 'last']);
  });
});

describe('a probe for each of a list', () => {
  const probe = (hosts: readonly string[], more: string, perform: World['perform']) =>
    simulate(
      planOf(
        'risk: change',
        '[]',
        `  - { id: each, for_each: "\${{ inputs.hosts }}", shell: [look, "\${{ item }}"]${more} }`,
      ),
      {
        opened: { approve: 'read', inputs: { hosts } },
        perform,
      },
    );

  // Rule: each.probe
  test('is one look with a command for each item, and those that its condition leaves out are not looked at', () => {
    const seen: unknown[] = [];
    const { state } = probe(['a', 'b', 'c'], ', if: item != "b"', (step, { command }) => {
      if (step === 'each') seen.push(command.items, command.rendered);
      return good();
    });
    expect(seen).toMatchObject([
      ['a', 'c'],
      [{ command: ['look', 'a'] }, { command: ['look', 'c'] }],
    ]);
    expect(state.probes['each']).toMatchObject({ status: 'finished' });
  });

  test('is blind where its list is empty', () => {
    const { state } = probe([], '', () => good());
    expect(state.blind['each']).toEqual({ code: 'no_items' });
  });
});
