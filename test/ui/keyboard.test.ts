// Keys: nothing is approved by accident, and everything that can be asked can be answered.

import { expect, test } from 'vitest';
import type { Question } from '../../src/model/question.ts';
import { type Act, pressed, type Situation } from '../../src/ui/keyboard.ts';
import type { KeyName, Press } from '../../src/ui/press.ts';
import { firstCursor, optionsOf } from '../../src/views/screen/choices.ts';
import { IDLE, type Local } from '../../src/views/screen/screen.ts';
import { storyPlan } from '../support/screen/guided-story.ts';
import { approval, proposal } from '../support/screen/questions.ts';

const text = (typed: string): Press => ({ type: 'text', text: typed });
const key = (name: KeyName): Press => ({ type: 'key', name });
const letters = (typed: string): readonly Press[] => [...typed].map(text);
const CTRL_C: Press = { type: 'ctrl', letter: 'c' };

const plan = storyPlan();

interface Sitting {
  readonly local: Local;
  readonly acts: readonly Act[];
}

/** Presses keys the way one chunk after the other arrives; a chunk stops where the reducer drops its rest. */
function sit(question: Question | null, start: Partial<Local>, ...chunks: readonly (readonly Press[])[]): Sitting {
  const options = question === null ? [] : optionsOf(plan, question, { causes: [] });
  const situation: Situation = {
    question,
    options,
    scroll: null,
    output: () => 'what it put out',
    undo: ['undo it'],
    editProblem: (edited) => (edited.includes("'") ? 'a quote is not closed' : null),
    command: question !== null && 'proposal' in question ? question.proposal.shown.command : null,
  };
  let local: Local = {
    ...IDLE,
    armed: true,
    read: true,
    cursor: question === null ? -1 : firstCursor(question, options),
    ...start,
  };
  const acts: Act[] = [];
  for (const chunk of chunks) {
    for (const press of chunk) {
      const next = pressed(local, press, situation);
      local = next.local;
      if (next.act !== null) acts.push(next.act);
      if (next.rest === 'drop') break;
    }
  }
  return { local, acts };
}

const answers = ({ acts }: Sitting): readonly unknown[] =>
  acts.flatMap((act) => (act.type === 'answer' ? [act.answer] : []));

// Rule: approval.typed
test('Enter on a fresh approval shows why, and answers nothing', () => {
  const sitting = sit(approval(), {}, [key('enter')]);
  expect(sitting.acts).toEqual([]);
  expect(sitting.local.mode).toEqual({ type: 'reading', what: 'why' });
});

test('a change is approved by one key', () => {
  const { acts } = sit(approval({ risk: 'change' }), {}, [text('a')]);
  expect(acts).toEqual([{ type: 'answer', question: 'q1', answer: { choice: 'run' } }]);
});

// Rule: approval.typed
test('what destroys is typed out: the id of the step, nothing less', () => {
  const wrong = sit(approval(), {}, [text('a')], letters('drop_cahce'), [key('enter')]);
  expect(wrong.acts).toEqual([]);
  expect(wrong.local.hint).toContain('Nothing was run');
  const right = sit(approval(), {}, [text('a')], letters('drop_cache'), [key('enter')]);
  expect(answers(right)).toEqual([{ choice: 'run' }]);
});

// Rule: approval.typed
test('a paste satisfies no typed confirmation, and presses no key', () => {
  const confirming = sit(approval(), {}, [text('a')], [{ type: 'paste', text: 'drop_cache' }], [key('enter')]);
  expect(confirming.acts).toEqual([]);
  expect(confirming.local.text).toBe('');
  const choosing = sit(approval({ risk: 'change' }), {}, [{ type: 'paste', text: 'a\n' }]);
  expect(choosing.acts).toEqual([]);
  expect(choosing.local.hint).toContain('paste');
});

// Rule: approval.typed
test('keys from before the question was visible count for nothing, the rest of their chunk too', () => {
  const { acts, local } = sit(approval({ risk: 'change' }), { armed: false }, [text('a'), text('a')], [key('enter')]);
  expect(acts).toEqual([]);
  expect(local.mode).toEqual({ type: 'main' });
});

test('keys behind an answer in the same chunk are dropped', () => {
  const { acts } = sit(approval({ risk: 'change' }), {}, [text('a'), text('s'), text('q')]);
  expect(acts).toHaveLength(1);
});

// Rule: approval.whole-command
test('a command that was not on the screen to its end cannot be approved', () => {
  const { acts, local } = sit(approval({ risk: 'change' }), { read: false }, [text('a')], letters('drop_cache qw'), [
    key('enter'),
  ]);
  expect(acts).toEqual([]);
  expect(local.mode).toEqual({ type: 'reading', what: 'command' });
});

test('skipping needs a reason, and a line with its Enter in one chunk is one reason', () => {
  expect(sit(approval(), {}, [text('s')], [key('enter')]).acts).toEqual([]);
  const { acts } = sit(approval(), {}, [text('s')], [...letters('later'), key('enter'), text('a')]);
  expect(acts).toEqual([{ type: 'answer', question: 'q1', answer: { choice: 'skip', reason: 'later' } }]);
});

test('marking a step as done says how that is known', () => {
  expect(sit(approval(), {}, [text('d')], [key('enter')]).acts).toEqual([]);
  expect(answers(sit(approval(), {}, [text('d')], letters('seen'), [key('enter')]))).toEqual([
    { choice: 'done', reason: 'seen' },
  ]);
});

test('an edit that changes nothing is none', () => {
  expect(sit(approval(), {}, [text('e')], [key('enter')]).acts).toEqual([]);
  const edited = sit(approval(), {}, [text('e')], letters(' -n'), [key('enter')]);
  expect(answers(edited)).toEqual([
    {
      choice: 'edit',
      edited: `${approval().kind === 'approve' ? 'redis-cli -h redis-main --scan --pattern "page:*" unlink' : ''} -n`,
    },
  ]);
});

test('^C asks; Esc goes on, q stops after the step, ^C again ends it', () => {
  expect(sit(null, {}, [CTRL_C], [key('escape')])).toMatchObject({ acts: [], local: { mode: { type: 'main' } } });
  expect(sit(null, {}, [CTRL_C], [text('q')]).acts).toEqual([{ type: 'stop', how: 'after_step' }]);
  expect(sit(null, {}, [CTRL_C], [CTRL_C]).acts).toEqual([{ type: 'stop', how: 'abort' }]);
  expect(sit(approval(), {}, [text('a')], letters('drop'), [CTRL_C]).local.mode).toEqual({ type: 'interrupt' });
});

test('a note can be written at any time, and its letters are no commands', () => {
  const { acts } = sit(approval({ risk: 'change' }), {}, [text('n')], letters('all quiet again'), [key('enter')]);
  expect(acts).toEqual([{ type: 'note', text: 'all quiet again' }]);
});

test('when its question is gone while somebody types, the keys that follow do nothing but go back', () => {
  const gone = sit(approval({ risk: 'change' }), { mode: { type: 'gone' } }, letters('approve'), [key('enter')]);
  expect(gone.acts).toEqual([]);
  expect(sit(approval(), { mode: { type: 'gone' } }, [key('escape')]).local.mode).toEqual({ type: 'main' });
});

test('the cursor goes round the list, and Enter takes what it stands on', () => {
  const { acts } = sit(approval({ risk: 'change' }), {}, [key('up')], [key('enter')]);
  expect(answers({ acts, local: IDLE })).toEqual([{ choice: 'stop' }]);
});

const ask = (change: Partial<Extract<Question, { kind: 'ask' }>>): Question => ({
  id: 'q2',
  kind: 'ask',
  step: 'region',
  exec: 'region#1',
  shown: { title: 'Region', text: 'Which region?' },
  choices: ['answer', 'skip', 'stop'],
  ...change,
});

test('an ask with options is answered by number; Enter alone chooses nothing', () => {
  const question = ask({ options: ['eu-west-1', 'us-east-1'] });
  expect(sit(question, {}, [key('enter')]).acts).toEqual([]);
  expect(answers(sit(question, {}, [text('2')]))).toEqual([{ choice: 'answer', value: 'us-east-1' }]);
  expect(answers(sit(question, {}, [key('down')], [key('enter')]))).toEqual([{ choice: 'answer', value: 'eu-west-1' }]);
});

test('an ask is answered in its type', () => {
  expect(answers(sit(ask({ type: 'number' }), {}, [text('a')], letters('4.5'), [key('enter')]))).toEqual([
    { choice: 'answer', value: 4.5 },
  ]);
  expect(sit(ask({ type: 'number' }), {}, [text('a')], letters('four'), [key('enter')]).local.hint).toContain(
    'not a number',
  );
  expect(answers(sit(ask({ type: 'boolean' }), {}, [text('n')]))).toEqual([{ choice: 'answer', value: false }]);
  expect(answers(sit(ask({ type: 'list' }), {}, [text('a')], letters('a, b'), [key('enter')]))).toEqual([
    { choice: 'answer', value: ['a', 'b'] },
  ]);
});

test('manual work is reported as done with a word about it, or without', () => {
  const question = ask({ choices: ['done', 'skip', 'stop'] });
  expect(answers(sit(question, {}, [text('d')], [key('enter')]))).toEqual([{ choice: 'done' }]);
  expect(answers(sit(question, {}, [text('d')], letters('ok'), [key('enter')]))).toEqual([
    { choice: 'done', reason: 'ok' },
  ]);
});

test('Enter takes up the best confirmed cause; without one it shows the evidence', () => {
  const causes = ['pool', 'memory'].map(
    (id) => ({ id, title: id, verdict: 'possible', lines: [], tried: false }) as const,
  );
  for (const best of ['memory', null]) {
    const question: Question = { id: 'q3', kind: 'cause', best, choices: ['cause', 'diagnose', 'escalate', 'stop'] };
    const options = optionsOf(plan, question, { causes });
    const local: Local = { ...IDLE, armed: true, cursor: firstCursor(question, options) };
    const { act, local: after } = pressed(local, key('enter'), {
      question,
      options,
      scroll: null,
      output: () => '',
      command: null,
      undo: [],
      editProblem: () => null,
    });
    if (best === null) expect(after.mode).toEqual({ type: 'reading', what: 'why' });
    else expect(act).toEqual({ type: 'answer', question: 'q3', answer: { choice: 'cause', cause: 'memory' } });
  }
});

test('no list of any question begins with what changes something', () => {
  const base = { id: 'q1', choices: approval().choices, proposal: proposal() };
  const kinds: readonly Question[] = [
    approval(),
    { ...base, kind: 'failed', why: { code: 'said_not_done' } },
    { ...base, kind: 'in_doubt', why: { code: 'failed', failure: { kind: 'timed_out', after_ms: 1000 } } },
    { ...base, kind: 'unknown_if', source: 'a', saw: [] },
  ];
  for (const question of kinds) {
    const options = optionsOf(plan, question, { causes: [] });
    expect(options[firstCursor(question, options)]?.choice).toBe('why');
    expect(new Set(options.map(({ key: one }) => one)).size).toBe(options.length);
  }
});

test('the command is copied, and what takes it back; nothing is answered by it', () => {
  const copied = ({ acts }: Sitting): readonly unknown[] => acts.map((act) => (act.type === 'copy' ? act.text : act));
  expect(copied(sit(approval({ command: 'redis-cli -u "$REDIS_URL" PING' }), {}, [text('c')]))).toEqual([
    'redis-cli -u "$REDIS_URL" PING',
  ]);
  expect(sit(approval({ command: 'redis-cli -u "$REDIS_URL" PING' }), {}, [text('c')]).local.hint).toMatch(
    /It reads \$REDIS_URL\./,
  );
  expect(copied(sit(approval(), {}, [text('C')]))).toEqual(['undo it']);
});

test('outputs are leafed through with the arrows, and not past the newest', () => {
  const { local } = sit(null, {}, [text('o')], [key('left')], [key('left')], [key('right')]);
  expect(local).toMatchObject({ mode: { type: 'reading', what: 'output' }, back: 1 });
  expect(sit(null, {}, [text('o')], [key('right')]).local.back).toBe(0);
});

test('the command opens in an editor, what is typed of it too; nothing is answered by that', () => {
  const question = approval();
  const template = 'proposal' in question ? (question.proposal.shown.template ?? '') : '';
  const opened = sit(question, {}, [text('E')]);
  expect(opened.acts).toEqual([{ type: 'edit', text: template, question: question.id }]);
  expect(opened.local.mode).toMatchObject({ type: 'typing', question: question.id });
  const typed = sit(question, {}, [text('e')], [text('!')], [{ type: 'ctrl', letter: 'x' }]);
  expect(typed.acts).toEqual([{ type: 'edit', text: `${template}!`, question: question.id }]);
  // Before the question was visible the key was meant for something else, and what cannot be edited has no editor.
  expect(sit(question, { armed: false }, [text('E')]).acts).toEqual([]);
  expect(sit(null, {}, [text('E')]).acts).toEqual([]);
  expect(sit(question, {}, [text('s')], [{ type: 'ctrl', letter: 'x' }]).acts).toEqual([]);
});

test('the output that is read is handed to the pager', () => {
  const reading = { mode: { type: 'reading', what: 'output' } } as const;
  expect(sit(null, reading, [text('p')]).acts).toEqual([{ type: 'page', text: 'what it put out' }]);
  expect(sit(null, { mode: { type: 'reading', what: 'why' } }, [text('p')]).acts).toEqual([]);
});
