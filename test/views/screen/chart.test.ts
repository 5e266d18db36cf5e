// Values over time beside the goals that are watched: where a number goes, in one row, in every alphabet.

import { expect, test } from 'vitest';
import { EMPTY } from '../../../src/engine/state.ts';
import { guidedStore } from '../../../src/ui/guided-store.ts';
import { sparkline } from '../../../src/views/charts/sparkline.ts';
import { glyphsFor } from '../../../src/views/text/glyphs.ts';
import { rowText } from '../../../src/views/text/row.ts';
import { begin, good, planOfText } from '../../support/engine/simulated-run.ts';

const UNICODE = glyphsFor({ LANG: 'C.UTF-8' });
const ASCII = glyphsFor({ LANG: 'C' });

test('a value over time is drawn from its lowest to its highest, the newest points of it', () => {
  expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7], UNICODE, 20)).toBe('▁▂▃▄▅▆▇█');
  expect(sparkline([100, 7, 0], UNICODE, 2)).toBe('█▁');
  expect(sparkline([3, 3, 3], UNICODE, 20)).toBe('▁▁▁');
  expect(sparkline([-1, 0, 1], ASCII, 20)).toBe('_=#');
  expect(sparkline([], ASCII, 20)).toBe('');
});

const RUNBOOK = `
firebreak: 1
id: test
title: Jobs wait
severity: low
diagnose:
  - { id: jobs, title: Jobs that wait, system: {} }
facts:
  waiting: jobs.load1 * 1
causes:
  - id: stopped
    title: Nobody takes them
    when: jobs.load1 > 6
    resolve:
      - { id: start, shell: start it, goal: waiting < 1, within: 60s, every: 1s }
verify:
  - { title: Hardly a job waits, goal: waiting < 1, within: 60s }
`;

// Given jobs that become fewer with every look.
function screensWith(env: Readonly<Record<string, string>>): readonly string[] {
  const plan = planOfText(RUNBOOK);
  const run = begin(plan, {
    perform: (step, { nth }) =>
      step === 'jobs' ? good({ load1: Math.max(0, 12 - nth), cpus: 2 }) : good({ exit_code: 0 }),
    opened: { mode: 'unattended', approve: 'change' },
  });
  const store = guidedStore(EMPTY, {
    context: { plan, transcript: '/runs/r1/transcript.jsonl', folder: '/runs/r1' },
    glyphs: glyphsFor(env),
    now: () => run.done().state.at,
    size: () => ({ columns: 80, rows: 24 }),
    act: () => {},
    arm_ms: 400,
    failed: (error) => {
      throw error;
    },
  });
  const screens: string[] = [];
  let seen = 0;
  do {
    const { events, state } = run.done();
    store.events(state, events.slice(seen));
    seen = events.length;
    screens.push(store.frame().live.map(rowText).join('\n'));
  } while (run.step());
  store.close();
  return screens;
}

test('a number that a goal waits for is drawn beside it, once it has been looked at three times', () => {
  const screens = screensWith({ LANG: 'C.UTF-8' });
  const drawn = screens.filter((screen) => /[▁▂▃▄▅▆▇█]{2}/.test(screen));
  expect(drawn.length).toBeGreaterThan(3);
  expect(drawn.some((screen) => /█.*▁ 10 → \d+ {2}load1, Jobs that wait/.test(screen))).toBe(true);
  expect(screens.filter((screen) => screen.includes('█▁ '))).toEqual([]);
});

test('a terminal without such signs gets others', () => {
  expect(screensWith({ LANG: 'C' }).some((screen) => /#.*_ 10 -> \d+ {2}load1, Jobs that wait/.test(screen))).toBe(
    true,
  );
});
