// The live region in the states that the shipped runbooks really lead to: every scenario of theirs, at seven sizes, in every
// mode. It fits; and what a decision rests on is on it whole, or says that it goes on, and is whole where it is scrolled.

import { beforeAll, expect, test } from 'vitest';
import { readScenarioFile, startValues } from '../../../src/cli/authoring/scenario-file.ts';
import { evolve } from '../../../src/engine/evolve/evolve.ts';
import type { Plan } from '../../../src/engine/plan.ts';
import { EMPTY, questionOf, type Run, type State } from '../../../src/engine/state.ts';
import type { RunEvent } from '../../../src/model/event.ts';
import type { Question } from '../../../src/model/question.ts';
import { play } from '../../../src/scenario/play.ts';
import type { RunContext } from '../../../src/views/blocks/look-blocks.ts';
import { firstCursor } from '../../../src/views/screen/choices.ts';
import { isTooSmall } from '../../../src/views/screen/mode.ts';
import { openOptions, type RunView, runView } from '../../../src/views/screen/run-view.ts';
import { IDLE, type KeyMode, type Local } from '../../../src/views/screen/screen.ts';
import { glyphsFor } from '../../../src/views/text/glyphs.ts';
import { pageOf } from '../../../src/views/text/layout.ts';
import { fit, rowText, spansWidth } from '../../../src/views/text/row.ts';
import { grow, NO_TAIL } from '../../../src/views/text/tail.ts';
import { filesBelow } from '../../support/source-tree.ts';

const SIZES = [
  [120, 40],
  [100, 30],
  [80, 24],
  [80, 15],
  [50, 20],
  [40, 12],
  [30, 8],
] as const;
const GLYPHS = [glyphsFor({ LANG: 'C.UTF-8' }), glyphsFor({ LANG: 'C' })] as const;
const tail = grow(NO_TAIL, 'line after line of output that is longer than the narrowest of the windows\n'.repeat(50));

interface Moment {
  readonly title: string;
  readonly context: RunContext;
  readonly state: Run;
}

const moments: Moment[] = [];
const isAsked = ({ state }: Moment): boolean => state.question !== null;

// Where a person would look up: a question, a step that begins or is waited for, a phase.
const TELLING: ReadonlySet<RunEvent['type']> = new Set([
  'question.asked',
  'step.started',
  'step.retrying',
  'step.in_doubt',
  'cause.chosen',
  'causes.ranked',
]);

beforeAll(async () => {
  const seen = new Set<string>();
  for (const file of filesBelow('runbooks').filter((path) => /^runbooks\/[^/]+\.test\.yaml$/.test(path))) {
    const { plan, scenarios } = await readScenarioFile(file);
    const context: RunContext = { plan, transcript: '/home/ana/runs/r1/transcript.jsonl', folder: '/home/ana/runs/r1' };
    for (const scenario of scenarios ?? []) {
      // With less allowed than a run needs, it asks at its first change of that risk.
      for (const approve of ['read', 'change', 'disrupt', 'destroy'] as const) {
        const values = startValues(plan, scenario);
        if (typeof values === 'string') throw new Error(values);
        for (const { what, state } of statesOf(plan, play(plan, { ...scenario, approve }, values).events)) {
          if (seen.has(`${plan.runbook.id} ${what}`)) continue;
          seen.add(`${plan.runbook.id} ${what}`);
          moments.push({ title: scenario.title, context, state });
        }
      }
    }
  }
}, 300_000);

// A state for each thing that happens first: the same step of another scenario looks the same but for what it saw.
function* statesOf(plan: Plan, events: readonly RunEvent[]): Generator<{ readonly what: string; readonly state: Run }> {
  let state: State = EMPTY;
  for (const event of events) {
    state = evolve(plan, state, event);
    if (state.opened === null || !TELLING.has(event.type)) continue;
    yield { what: `${event.type} ${aboutOf(event, state)}`, state };
  }
}

function aboutOf(event: RunEvent, state: Run): string {
  switch (event.type) {
    case 'question.asked': {
      const { question } = state;
      return question === null ? '' : `${question.kind} ${'proposal' in question ? question.proposal.step : ''}`;
    }
    case 'step.started':
    case 'step.retrying':
    case 'step.in_doubt':
      return event.data.step;
    case 'cause.chosen':
      return event.data.cause;
    default:
      return '';
  }
}

interface Looking {
  readonly size: readonly [columns: number, rows: number];
  readonly change?: Partial<Local>;
  readonly ascii?: boolean;
}

function viewOf({ context, state }: Moment, { size: [columns, rows], change = {}, ascii = false }: Looking): RunView {
  const question = questionOf(state);
  const cursor = question === null ? -1 : firstCursor(question, openOptions(context, state, IDLE));
  const local: Local = { ...IDLE, armed: true, cursor, ...change };
  const tails = Object.fromEntries(state.executions.map(({ exec }) => [exec, tail]));
  const window = { columns, rows, now: state.at + 1500, beat: 3 };
  return runView({ context, state, local, window, glyphs: GLYPHS[ascii ? 1 : 0], tails });
}

const textOf = ({ rows }: RunView): string => rows.map(rowText).join('\n');

/** Text without the breaks and blanks of its layout. */
const flat = (text: string): string => text.replaceAll(' \\\n', ' ').replaceAll(/[\s↪]+/g, '');

/** Every row that can be reached by scrolling. */
function scrolledThrough(moment: Moment, looking: Looking): readonly string[] {
  const first = viewOf(moment, looking);
  const total = first.scroll?.total ?? 0;
  const all = Array.from({ length: total + 1 }, (_, scroll) => viewOf(moment, { ...looking, change: { scroll } }));
  return all.flatMap(({ rows }) => rows.map(rowText));
}

/** What is whole in a window without end, and cannot be reached in this one; "" where it is not even there. */
function outOfReach(moment: Moment, size: readonly [number, number], text: string): readonly string[] {
  const words = flat(text);
  const now = viewOf(moment, { size });
  if (now.scroll === null) return flat(textOf(now)).includes(words) ? [] : [''];
  const all = viewOf(moment, { size: [size[0], 400] }).rows.map(rowText);
  if (!flat(all.join('\n')).includes(words)) return [''];
  const reached = scrolledThrough(moment, { size }).map(flat);
  return all.filter(
    (one) => flat(one) !== '' && words.includes(flat(one)) && !reached.some((row) => row.includes(flat(one))),
  );
}

function modesOf({ context, state }: Moment): readonly KeyMode[] {
  const typed = openOptions(context, state, IDLE).filter(({ needs }) => needs.type !== 'nothing');
  return [
    { type: 'main' },
    ...(['why', 'help', 'output', 'command'] as const).map((what): KeyMode => ({ type: 'reading', what })),
    { type: 'note' },
    { type: 'interrupt' },
    { type: 'gone' },
    ...typed.map(({ key }): KeyMode => ({ type: 'typing', option: key, question: state.question?.id ?? '' })),
  ];
}

test('the scenarios lead to enough different states, and to questions of every risk', () => {
  expect(moments.length).toBeGreaterThan(250);
  const approvals = moments.flatMap(({ state: { question } }) => (question?.kind === 'approve' ? [question] : []));
  expect(approvals.length).toBeGreaterThan(40);
  expect(new Set(approvals.map(({ proposal }) => proposal.risk))).toEqual(new Set(['change', 'disrupt', 'destroy']));
});

/** What begins a row that says what a step is, does and costs. */
const FACTS = /^ (Risk|Because|Lost|Target|Tries|Undo|Failed|In doubt|Missed|Applied|If|Again|By hand) /;

/** Rows that the margin cuts although a decision rests on them: all of a command, of a fact, and of what goes on with it. */
function cut({ rows }: RunView, columns: number): readonly string[] {
  const first = rows.findIndex((one) => FACTS.test(rowText(one)));
  return rows.flatMap((one, n) => {
    const isWhole = spansWidth(one.left) + (one.right === undefined ? 0 : spansWidth(one.right) + 1) <= columns;
    const goesOn = first !== -1 && n > first && /^ {10}\S/.test(rowText(one));
    return !isWhole && (one.command === true || FACTS.test(rowText(one)) || goesOn) ? [rowText(one)] : [];
  });
}

test('it is lower than the window and as wide at most, and no fact and no command is cut at its margin', () => {
  const bad: string[] = [];
  for (const [n, moment] of moments.entries()) {
    const modes = modesOf(moment);
    // Every mode where a question is open; elsewhere they take turns.
    const some = isAsked(moment) ? modes : [modes[0], modes[n % modes.length]].filter((mode) => mode !== undefined);
    for (const mode of some) {
      for (const size of SIZES) {
        const text = 'a reason that is long enough to be wrapped in a narrow window '.repeat(4);
        const ascii = n % 2 === 1;
        const drawn = viewOf(moment, { size, ascii, change: { mode, text, caret: 40, hint: 'Say why.' } });
        const { rows } = drawn;
        const page = pageOf(size[0], GLYPHS[ascii ? 1 : 0]);
        if (rows.length >= size[1] || rows.some((one) => spansWidth(fit(one, page.columns)) > size[0]))
          bad.push(`${moment.title}: ${JSON.stringify(mode)} at ${size.join('x')}`);
        bad.push(...cut(drawn, page.columns));
        if (isTooSmall({ columns: size[0], rows: size[1] }) && !/40x12|Stop\?/.test(flat(textOf(drawn))))
          bad.push(`${moment.title}: the size that is needed is not said at ${size.join('x')}`);
      }
    }
  }
  expect(bad).toEqual([]);
});

/** What is read before a step may run, in its own words. */
function restingOn(question: Question): readonly string[] {
  if (question.kind === 'ask') return [question.shown.text];
  if (!('proposal' in question)) return [];
  const { shown } = question.proposal;
  return [shown.command, shown.target, shown.loses ?? ''];
}

test('what a decision rests on is whole, at once or where it is scrolled, and the keys are there', () => {
  const bad: string[] = [];
  for (const moment of moments.filter(isAsked)) {
    const { question } = moment.state;
    if (question === null) continue;
    for (const size of SIZES.filter(([, rows]) => rows >= 12)) {
      const first = viewOf(moment, { size });
      const missing = restingOn(question).flatMap((text) => outOfReach(moment, size, text));
      const where = `${question.kind} of ${moment.title} at ${size.join('x')}`;
      if (missing.length > 0) bad.push(`${where}: ${missing.join(' | ')}`);
      if ('proposal' in question && !textOf(first).includes(question.proposal.risk.toUpperCase()))
        bad.push(`${where}: no risk`);
      if (first.scroll !== null && !textOf(first).includes('it goes on')) bad.push(`${where}: it is not said to go on`);
      const keys = openOptions(moment.context, moment.state, IDLE).map(({ key }) => key);
      // A list of causes or values moves with the cursor; any other one is there whole.
      const shown = keys.filter((key) => new RegExp(`(^|[\\s›])${key} `, 'm').test(textOf(first)));
      if (question.kind === 'cause' || question.kind === 'ask' ? shown.length === 0 : shown.length < keys.length)
        bad.push(`${where}: no key for ${keys.filter((key) => !shown.includes(key)).join(' ')}`);
    }
  }
  expect(bad).toEqual([]);
});
