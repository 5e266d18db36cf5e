// What a key means: one function from what the person is doing and a key to what they do next and what they want done.
// Pure. Nothing here can approve by accident: a key counts only when its question was visible, a command must have been
// on the screen to its end, what destroys is typed out, and a paste presses nothing.

import type { Question } from '../model/question.ts';
import { unreachable } from '../model/result.ts';
import type { Answer, OperatorAct } from '../session/ports.ts';
import type { Option } from '../views/screen/option.ts';
import type { Scroll } from '../views/screen/panel.ts';
import type { KeyMode, Local } from '../views/screen/screen.ts';
import { typedAnswer } from '../views/screen/typed-answer.ts';
import { edit } from './line-editor.ts';
import type { Press } from './press.ts';

/** What a key may ask for: something of the run, or something of the terminal. */
export type Act =
  | OperatorAct
  | { readonly type: 'copy'; readonly text: string }
  /** To be read in the person's own pager. */
  | { readonly type: 'page'; readonly text: string }
  /** To be changed in the person's own editor; what comes of it stands where it is typed, and nothing is answered yet. */
  | { readonly type: 'edit'; readonly text: string; readonly question: string }
  /** To go on in plain lines. */
  | { readonly type: 'plain' }
  | { readonly type: 'suspend' }
  | { readonly type: 'redraw' };

/** What is on the screen when a key comes. */
export interface Situation {
  readonly question: Question | null;
  /** The run is led elsewhere: to stop here is to leave it alone. */
  readonly isWatching?: boolean;
  /** Nothing can be decided in a window of this size. */
  readonly isTooSmall?: boolean;
  /** Answers that are open; none while an answer is on its way. */
  readonly options: readonly Option[];
  readonly scroll: Scroll | null;
  /** The command of the open question, or of the step that runs, as it can be pasted. */
  readonly command: string | null;
  /** What keeps an edit from being used; null: nothing. */
  readonly editProblem: (text: string) => string | null;
  /** The output that is read, whole. */
  readonly output: () => string;
  /** What would undo the step that is asked about, or what was changed where that is read; empty: nothing is written. */
  readonly undo: readonly string[];
}

/** What follows from a key. */
export interface Pressed {
  readonly local: Local;
  readonly act: Act | null;
  /** Whether the keys behind it in the same chunk still count. */
  readonly rest: 'go on' | 'drop';
}

const MAIN: KeyMode = { type: 'main' };

const stay = (local: Local): Pressed => ({ local, act: null, rest: 'go on' });

const turn = (local: Local, mode: KeyMode, change: Partial<Local> = {}): Pressed => ({
  local: { ...local, hint: '', scroll: 0, ...change, mode },
  act: null,
  rest: 'drop',
});

const doing = (local: Local, act: Act, change: Partial<Local> = {}): Pressed => ({
  local: { ...local, ...change },
  act,
  rest: 'drop',
});

const hinting = (local: Local, hint: string): Pressed => ({ local: { ...local, hint }, act: null, rest: 'drop' });

/** Takes one key. */
export function pressed(local: Local, press: Press, situation: Situation): Pressed {
  if (press.type === 'ctrl' && press.letter === 'c') {
    if (situation.isWatching === true) return doing(local, { type: 'stop', how: 'after_step' }, { mode: MAIN });
    return local.mode.type === 'interrupt'
      ? doing(local, { type: 'stop', how: 'abort' }, { mode: MAIN, hint: 'Ending it.' })
      : turn(local, { type: 'interrupt' });
  }
  if (press.type === 'ctrl' && press.letter === 'z') return doing(local, { type: 'suspend' });
  if (press.type === 'ctrl' && press.letter === 'l') return doing(local, { type: 'redraw' });
  if (situation.isTooSmall === true && local.mode.type !== 'interrupt')
    return isText(press, 'p') ? doing(local, { type: 'plain' }) : { ...stay(local), rest: 'drop' };
  switch (local.mode.type) {
    case 'interrupt':
      if (isKey(press, 'escape')) return turn(local, MAIN);
      if (isText(press, 'q')) return doing(local, { type: 'stop', how: 'after_step' }, { mode: MAIN, hint: '' });
      return stay(local);
    case 'gone':
      return isKey(press, 'escape') ? turn(local, MAIN, { text: '', caret: 0 }) : stay(local);
    case 'reading':
      return reading(local, press, situation);
    case 'note':
      return noting(local, press);
    case 'typing':
      return typing(local, press, situation);
    case 'main':
      return choosing(local, press, situation);
    default:
      return unreachable(local.mode);
  }
}

const isKey = (press: Press, name: string): boolean => press.type === 'key' && press.name === name;

const isText = (press: Press, text: string): boolean => press.type === 'text' && press.text === text;

function scrolled(local: Local, press: Press, scroll: Scroll | null, from: 'start' | 'end'): Local | null {
  const page = Math.max(1, (scroll?.height ?? 1) - 1);
  const most = scroll === null ? 0 : Math.max(0, scroll.total - scroll.height);
  const by =
    isKey(press, 'pagedown') || isText(press, ' ') ? page : isKey(press, 'pageup') || isText(press, 'b') ? -page : null;
  if (by === null) return null;
  const next = local.scroll + (from === 'start' ? by : -by);
  return { ...local, hint: '', scroll: Math.max(0, Math.min(next, most)) };
}

function reading(local: Local, press: Press, { scroll, output, undo }: Situation): Pressed {
  const what = local.mode.type === 'reading' ? local.mode.what : 'why';
  if (isKey(press, 'escape')) return turn(local, MAIN);
  const same = { why: 'w', expressions: 'w', output: 'o', help: '?', undo: 'u', command: null }[what];
  if (what === 'undo' && (isText(press, 'c') || isText(press, 'C'))) return copying(local, undo);
  if (what === 'why' && isText(press, 'e')) return turn(local, { type: 'reading', what: 'expressions' });
  if (what === 'expressions' && isText(press, 'e')) return turn(local, { type: 'reading', what: 'why' });
  if (same !== null && (isText(press, same) || isText(press, 'q'))) return turn(local, MAIN);
  if (what === 'output' && (isKey(press, 'left') || isKey(press, 'right')))
    return stay({ ...local, scroll: 0, back: Math.max(0, local.back + (isKey(press, 'left') ? 1 : -1)) });
  if (what === 'output' && isText(press, 'p')) return doing(local, { type: 'page', text: output() });
  const from = what === 'output' ? 'end' : 'start';
  const step = isKey(press, 'down') || isText(press, 'j') ? 1 : isKey(press, 'up') || isText(press, 'k') ? -1 : 0;
  if (step !== 0 && scroll !== null) {
    const next = local.scroll + (from === 'start' ? step : -step);
    return stay({ ...local, scroll: Math.max(0, Math.min(next, scroll.total - scroll.height)) });
  }
  return stay(scrolled(local, press, scroll, from) ?? local);
}

function noting(local: Local, press: Press): Pressed {
  if (isKey(press, 'escape')) return turn(local, MAIN, { text: '', caret: 0 });
  if (!isKey(press, 'enter')) return stay({ ...local, ...edit(local, press) });
  const text = local.text.trim();
  if (text === '') return turn(local, MAIN, { text: '', caret: 0 });
  return doing(local, { type: 'note', text }, { mode: MAIN, text: '', caret: 0, hint: 'Noted.' });
}

// A bad edit stays where it can be mended: the keys that follow would answer something else.
function usedEdit(local: Local, { question, editProblem }: Situation, option: Option): Pressed {
  const problem = editProblem(local.text);
  if (question === null) return stay(local);
  return problem === null
    ? answered(local, question, option, { edited: local.text })
    : hinting(local, `It cannot be used: ${problem}. Nothing is changed yet.`);
}

function typing(local: Local, press: Press, situation: Situation): Pressed {
  const { question, options } = situation;
  const { mode } = local;
  const option = mode.type === 'typing' ? options.find(({ key }) => key === mode.option) : undefined;
  if (isKey(press, 'escape')) return turn(local, MAIN, { text: '', caret: 0, read: local.read });
  if (question === null || option === undefined) return stay(local);
  const { needs } = option;
  if (press.type === 'paste' && needs.type === 'word') return hinting(local, 'Type it; a paste does not count.');
  if (needs.type === 'edit' && press.type === 'ctrl' && press.letter === 'x')
    return doing(local, { type: 'edit', text: local.text, question: question.id });
  if (!isKey(press, 'enter')) return stay({ ...local, hint: '', ...edit(local, press) });
  const text = local.text.trim();
  switch (needs.type) {
    case 'word':
      return text === needs.word
        ? answering(local, question, { choice: 'run' }, { typed: text })
        : hinting(local, `That is not ${needs.word}. Nothing was run.`);
    case 'reason':
      if (text === '' && needs.required) return hinting(local, 'Say why in a few words; it goes on record.');
      return answered(local, question, option, text === '' ? {} : { reason: text });
    case 'edit':
      if (text === '' || local.text === needs.text) return hinting(local, 'Nothing is changed yet. Esc goes back.');
      return usedEdit(local, situation, option);
    case 'value': {
      const typed = typedAnswer(question.kind === 'ask' ? question : {}, local.text);
      return typed.ok ? answered(local, question, option, { value: typed.value }) : hinting(local, typed.error);
    }
    case 'nothing':
      return stay(local);
    default:
      return unreachable(needs);
  }
}

function answered(local: Local, question: Question, option: Option, more: Omit<Answer, 'choice'> = {}): Pressed {
  if (option.choice === 'why') return turn(local, { type: 'reading', what: 'why' });
  return answering(local, question, { choice: option.choice, ...more });
}

function answering(local: Local, question: Question, answer: Answer, how: { readonly typed?: string } = {}): Pressed {
  const change = { mode: MAIN, text: '', caret: 0, hint: '', scroll: 0, sent: question.id };
  return doing(local, { type: 'answer', question: question.id, answer, ...how }, change);
}

function choosing(local: Local, press: Press, situation: Situation): Pressed {
  const { question, options, scroll, command, undo } = situation;
  if (press.type === 'paste') return hinting(local, 'A paste does nothing here. Press one key.');
  const option =
    press.type === 'text'
      ? options.find(({ key }) => key === press.text)
      : isKey(press, 'enter')
        ? options[local.cursor]
        : undefined;
  // Pressed before the question was on the screen: it was meant for something else.
  if (option !== undefined && question !== null)
    return local.armed ? take(local, question, option) : { ...stay(local), rest: 'drop' };
  const moved = isKey(press, 'down') || isText(press, 'j') ? 1 : isKey(press, 'up') || isText(press, 'k') ? -1 : 0;
  if (moved !== 0 && options.length > 0)
    return stay({
      ...local,
      hint: '',
      cursor: (Math.max(local.cursor, moved > 0 ? -1 : 0) + moved + options.length) % options.length,
    });
  const page = scrolled(local, press, scroll, 'start');
  if (page !== null) return stay(page);
  if (press.type !== 'text') return stay(local);
  switch (press.text) {
    case '?':
      return turn(local, { type: 'reading', what: 'help' });
    case 'w':
      return turn(local, { type: 'reading', what: 'why' });
    case 'o':
      return turn(local, { type: 'reading', what: 'output' }, { back: 0 });
    case 'u':
      return turn(local, { type: 'reading', what: 'undo' });
    case 'n':
      return turn(local, { type: 'note' }, { text: '', caret: 0 });
    case 'c':
      return copying(local, command === null ? [] : [command]);
    case 'C':
      return copying(local, undo);
    case 'E':
      return editing(local, question, options);
    case 'q':
      return question === null ? turn(local, { type: 'interrupt' }) : stay(local);
    default:
      return stay(local);
  }
}

function editing(local: Local, question: Question | null, options: readonly Option[]): Pressed {
  const option = options.find(({ needs }) => needs.type === 'edit');
  if (question === null || option?.needs.type !== 'edit' || !local.armed) return stay(local);
  return { ...take(local, question, option), act: { type: 'edit', text: option.needs.text, question: question.id } };
}

// A secret is copied as the variable that holds it.
function copying(local: Local, commands: readonly string[]): Pressed {
  if (commands.length === 0) return stay(local);
  const text = commands.join('\n');
  const variables = [...new Set(text.match(/\$\{?[A-Z_][A-Z0-9_]*/g) ?? [])].map((one) => one.replace('{', ''));
  const needs = variables.length === 0 ? '' : ` It reads ${variables.join(' and ')}.`;
  return doing(local, { type: 'copy', text }, { hint: `Copied to the clipboard, if the terminal allows it.${needs}` });
}

function take(local: Local, question: Question, option: Option): Pressed {
  // In a mode of its own: letters that were meant for what comes after approving must not press keys here.
  if (option.acts === true && !local.read) return turn(local, { type: 'reading', what: 'command' });
  switch (option.needs.type) {
    case 'nothing': {
      const cause = option.cause === undefined ? {} : { cause: option.cause };
      const value = option.value === undefined ? {} : { value: option.value };
      return answered(local, question, option, { ...cause, ...value });
    }
    case 'edit':
    case 'value':
      return turn(
        local,
        { type: 'typing', option: option.key, question: question.id },
        { text: option.needs.text, caret: option.needs.text.length },
      );
    case 'word':
    case 'reason':
      return turn(local, { type: 'typing', option: option.key, question: question.id }, { text: '', caret: 0 });
    default:
      return unreachable(option.needs);
  }
}
