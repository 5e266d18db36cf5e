// A dry run: what would be done, without anybody doing it.

import { expect, test } from 'vitest';
import { good, simulate, told } from '../support/engine/simulated-run.ts';
import { down, GUIDED, planWith, responder } from '../support/engine/story.ts';

test.each([
  ['guided', 'manual: Restart it.'],
  ['guided', 'wait: 5m'],
  ['guided', 'wait: 5m, goal: ping.ok'],
  ['unattended', 'manual: Restart it.'],
  ['unattended', 'wait: 5m'],
  ['unattended', 'ask: "How many?"'],
] as const)('a dry run, %s, plans a step `%s` at once', (mode, step) => {
  const { events, state } = simulate(planWith(`[{ id: it, ${step} }]`), {
    opened: { ...GUIDED, mode, dry_run: true },
    perform: (key) => down(key) ?? good(),
    answer: responder(() => undefined),
  });
  expect(told(events).slice(-2)).toEqual(['down/it planned via simulated', 'finished planned']);
  expect(state.now_ms).toBeLessThan(1000);
});

test('a guided dry run asks what later steps need to know', () => {
  const { events } = simulate(planWith('[{ id: count, ask: "How many?" }]'), {
    opened: { ...GUIDED, dry_run: true },
    perform: (key) => down(key) ?? good(),
    answer: responder(() => ({ choice: 'answer', value: 3 })),
  });
  expect(told(events).slice(-2)).toEqual(['down/count done via exit', 'finished planned']);
});
