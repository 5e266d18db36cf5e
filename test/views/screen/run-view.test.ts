// The live region, in every state of a whole run, at every size: it fits, and what a decision rests on is on it.

import { expect, test } from 'vitest';
import { EMPTY, endOf, questionOf, type Run, type State } from '../../../src/engine/state.ts';
import { NO_ERROR } from '../../../src/model/reading.ts';
import { firstCursor } from '../../../src/views/screen/choices.ts';
import { openOptions, type RunView, runView } from '../../../src/views/screen/run-view.ts';
import { IDLE, type KeyMode, type Local } from '../../../src/views/screen/screen.ts';
import { glyphsFor } from '../../../src/views/text/glyphs.ts';
import { pageOf } from '../../../src/views/text/layout.ts';
import { fit, rowText, spansWidth } from '../../../src/views/text/row.ts';
import { grow, NO_TAIL } from '../../../src/views/text/tail.ts';
import { guidedStory } from '../../support/screen/guided-story.ts';
import { approval } from '../../support/screen/questions.ts';

const SIZES = [
  [120, 40],
  [100, 30],
  [80, 24],
  [80, 15],
  [50, 20],
  [40, 12],
  [30, 8],
  [20, 4],
] as const;
const glyphs = glyphsFor({ LANG: 'C.UTF-8' });
const story = guidedStory();
const context = { plan: story.plan, transcript: '/home/ana/runs/r1/transcript.jsonl', folder: '/home/ana/runs/r1' };
const tail = grow(NO_TAIL, 'line after line of output\n'.repeat(50));

function view(state: State, columns: number, rows: number, change: Partial<Local> = {}): RunView {
  const question = questionOf(state);
  const cursor = question === null ? -1 : firstCursor(question, openOptions(context, state, IDLE));
  const local: Local = { ...IDLE, armed: true, cursor, ...change };
  const executions = state.opened === null ? [] : state.executions;
  const tails = Object.fromEntries(executions.map(({ exec }) => [exec, tail]));
  return runView({ context, state, local, window: { columns, rows, now: state.at + 1500, beat: 3 }, glyphs, tails });
}

const textOf = ({ rows }: RunView): string => rows.map(rowText).join('\n');

/** Text without the breaks and blanks of its layout. */
const flat = (text: string): string => text.replaceAll(' \\\n', ' ').replaceAll(/[\s↪]+/g, '');

function modes(state: Run): readonly KeyMode[] {
  const { question } = state;
  const always: readonly KeyMode[] = [
    { type: 'main' },
    { type: 'reading', what: 'why' },
    { type: 'reading', what: 'help' },
    { type: 'reading', what: 'output' },
    { type: 'reading', what: 'command' },
    { type: 'note' },
    { type: 'interrupt' },
    { type: 'gone' },
  ];
  const typed = openOptions(context, state, IDLE).filter(({ needs }) => needs.type !== 'nothing');
  return [
    ...always,
    ...typed.map(({ key }): KeyMode => ({ type: 'typing', option: key, question: question?.id ?? '' })),
  ];
}

test('it is lower than the window and as wide at most, in every state, size and mode', () => {
  for (const { after } of story.moments) {
    for (const [columns, rows] of SIZES) {
      for (const mode of modes(after)) {
        const text = 'a reason that is long enough to be wrapped in a narrow window '.repeat(4);
        const seen = view(after, columns, rows, { mode, text, caret: 40, hint: 'Say why.' });
        expect(seen.rows.length).toBeLessThan(rows);
        const page = pageOf(columns, glyphs);
        for (const row of seen.rows) expect(spansWidth(fit(row, page.columns))).toBeLessThanOrEqual(columns);
      }
    }
  }
});

const approvals = story.moments.map(({ after }) => after).filter(({ question }) => question?.kind === 'approve');

test('the story asks for approvals of every risk that changes something', () => {
  const risks = approvals.map(({ question }) => (question?.kind === 'approve' ? question.proposal.risk : ''));
  expect(new Set(risks)).toEqual(new Set(['change', 'disrupt', 'destroy']));
});

test('an approval shows risk, target, every part of the command and the keys, or says that it goes on', () => {
  for (const state of approvals) {
    const { question } = state;
    if (question?.kind !== 'approve') throw new Error('no approval');
    const {
      risk,
      shown: { target, command, destroys, loses = '' },
    } = question.proposal;
    for (const [columns, rows] of SIZES.filter(([, high]) => high >= 12)) {
      const seen = view(state, columns, rows);
      const text = textOf(seen);
      expect(text).toContain(risk.toUpperCase());
      expect(text.toLowerCase()).toMatch(/a +approve/);
      if (seen.scroll === null) {
        expect(flat(text)).toContain(flat(command));
        expect(flat(text)).toContain(flat(target));
        expect(flat(text)).toContain(flat(loses));
        if (destroys !== undefined) expect(text).toContain('Because');
      } else expect(text).toContain('it goes on');
    }
  }
});

test('at 80x24 and at 50x20 no approval of the story has to scroll', () => {
  for (const state of approvals) {
    expect(view(state, 80, 24)).toMatchObject({ scroll: null, commandEnds: true });
    expect(view(state, 50, 20)).toMatchObject({ scroll: null, commandEnds: true });
  }
});

const [anyApproval] = approvals;
if (anyApproval === undefined) throw new Error('the story has no approval');
const script = Array.from({ length: 60 }, (_, n) => `echo step ${n} of a script that is far too long`).join('\n');
const long: Run = { ...anyApproval, question: approval({ command: script }) };

test('a command higher than the window scrolls, and counts as read only at its end', () => {
  for (const [columns, rows] of [
    [80, 24],
    [40, 12],
  ] as const) {
    const first = view(long, columns, rows);
    expect(first.commandEnds).toBe(false);
    expect(textOf(first)).toContain('it goes on');
    expect(textOf(first)).toContain('DESTROY');
    const total = first.scroll?.total ?? 0;
    const seen = Array.from({ length: total }, (_, scroll) => textOf(view(long, columns, rows, { scroll }))).join('\n');
    for (let n = 0; n < 60; n += 1) expect(flat(seen)).toContain(flat(`echo step ${n} of`));
    expect(view(long, columns, rows, { scroll: total }).commandEnds).toBe(true);
  }
});

test('the evidence behind w is no reading of the command', () => {
  expect(view(long, 80, 24, { mode: { type: 'reading', what: 'why' }, scroll: 500 }).commandEnds).toBe(false);
  expect(view(long, 80, 24, { mode: { type: 'reading', what: 'command' }, scroll: 500 }).commandEnds).toBe(true);
});

test('letters that only look like ASCII are named beside the command', () => {
  const state: Run = { ...anyApproval, question: approval({ command: 'docker restart rеdis-main' }) };
  expect(textOf(view(state, 80, 24))).toContain('not ASCII: U+0435');
});

test('what has to go in a low window is named', () => {
  const text = textOf(
    view(
      {
        ...anyApproval,
        question: approval({
          undo: ['a', 'b', 'c', 'd'].map((name) => ({ step: name, shown: { command: `redis-cli SET ${name} 1` } })),
        }),
      },
      80,
      12,
    ),
  );
  expect(text).toMatch(/not shown: .*undo/);
});

test.each([
  [20, 4],
  [39, 24],
  [80, 11],
  [12, 2],
])('%dx%d is too small: the size that is needed is said, and nothing can be answered in it', (columns, rows) => {
  const { rows: drawn, commandEnds } = view(anyApproval, columns, rows);
  expect(drawn.length).toBeLessThan(rows);
  expect(commandEnds).toBe(false);
  const text = textOf({ rows: drawn, scroll: null, commandEnds });
  expect(text).toMatch(/p plain/);
  if (rows > 3) expect(text).toMatch(/40x12/);
  expect(textOf(view(anyApproval, columns, rows, { mode: { type: 'interrupt' } }))).toMatch(/q stop/);
  expect(view(story.moments.at(-1)?.after ?? EMPTY, columns, rows).rows).toEqual([]);
});

test('an answer on its way takes the question off the screen', () => {
  const id = anyApproval.question?.id ?? '';
  expect(textOf(view(anyApproval, 80, 24, { sent: id }))).not.toContain('Approve');
});

test('until a run is opened the screen names it, and asks nothing', () => {
  const early = textOf(view(EMPTY, 80, 24));
  expect(early).toContain(context.plan.runbook.id);
  expect(early).toContain('Getting ready');
  expect(early.split('\n')).toHaveLength(2);
});

test('nothing is shown after a run is finished', () => {
  const last = story.moments.at(-1)?.after;
  if (last === undefined) throw new Error('no story');
  expect(endOf(last)?.outcome).toBe('resolved');
  expect(view(last, 80, 24).rows).toEqual([]);
});

test('where UTF-8 cannot be shown, every sign is ASCII', () => {
  const ascii = glyphsFor({ LANG: 'C' });
  for (const { after } of story.moments) {
    const local: Local = { ...IDLE, armed: true };
    const seen = runView({
      context,
      state: after,
      local,
      window: { columns: 80, rows: 24, now: after.at, beat: 0 },
      glyphs: ascii,
      tails: {},
    });
    for (const row of seen.rows) {
      const drawn = fit(row, 80, ascii.ellipsis)
        .map(({ text }) => text)
        .join('');
      expect(drawn).toMatch(/^[\x20-\x7e]*$/);
    }
  }
});

test('without colours the cursor and the caret are signs', () => {
  const plain = glyphsFor({ LANG: 'C.UTF-8', NO_COLOR: '1' });
  const draw = (local: Local, rows: number): string =>
    runView({
      context,
      state: anyApproval,
      local,
      window: { columns: 80, rows, now: anyApproval.at, beat: 0 },
      glyphs: plain,
      tails: {},
    })
      .rows.map(rowText)
      .join('\n');
  expect(draw({ ...IDLE, armed: true, cursor: 0 }, 24)).toContain('› w  Why');
  expect(draw({ ...IDLE, armed: true, cursor: 0 }, 14)).toContain('›w why');
  expect(draw({ ...IDLE, mode: { type: 'note' }, text: 'quiet', caret: 2 }, 24)).toContain('qu|iet');
});

test('a change without an undo is not said to be one that can be taken back', () => {
  let seen = 0;
  for (const state of approvals) {
    const { question } = state;
    if (question?.kind !== 'approve' || question.proposal.undo.length > 0) continue;
    seen += 1;
    expect(textOf(view(state, 80, 24))).not.toContain('can be undone');
  }
  expect(seen).toBeGreaterThan(0);
});

test('the question stays in sight while something is read', () => {
  for (const what of ['why', 'output', 'help'] as const)
    for (const state of approvals) {
      if (state.question?.kind !== 'approve') continue;
      const text = textOf(view(state, 80, 24, { mode: { type: 'reading', what } }));
      expect(text).toContain(`? ${state.question.proposal.shown.title}`);
    }
});

test('each goal that is watched has a state and a sign of its own, and one that holds counts no time down', () => {
  const watched = story.moments
    .map(({ after }) => after)
    .filter(({ stage, question }) => stage.phase === 'verifying' && question === null);
  expect(watched.length).toBeGreaterThan(0);
  for (const state of watched) {
    const goals = textOf(view(state, 80, 24))
      .split('\n')
      .filter((line) => line.includes('Redis accepts writes'));
    for (const line of goals) {
      expect(line).toMatch(/^ {2}(✓ .*holds|[·?] .*not (seen )?yet, \d+s left|✗ .*in its time)/);
      if (line.includes('✓')) expect(line).not.toContain('left');
    }
  }
});

test('evidence for a cause is what was seen when it was ranked, not what is seen since', () => {
  const later = story.moments.map(({ after }) => after).filter((state) => state.question?.kind === 'approve');
  for (const state of later) {
    const { write } = state.probes;
    if (write?.status !== 'finished') continue;
    // What the probe says by now is another thing than what the cause rests on.
    const outcome = {
      status: 'succeeded',
      reading: { ok: true, ms: 1, error: NO_ERROR, text: 'fresh words' },
    } as const;
    const changed = {
      ...state,
      look: { ...state.look, look: 99 },
      probes: { ...state.probes, write: { ...write, outcome } },
    };
    for (const mode of [{ type: 'main' }, { type: 'reading', what: 'why' }] as const)
      expect(textOf(view(changed, 120, 60, { mode }))).not.toContain('fresh words');
  }
  expect(later.length).toBeGreaterThan(0);
});
