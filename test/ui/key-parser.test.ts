// Bytes of a terminal become keys: those that are ours, however they are cut up, and nothing else, whatever comes.

import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { keyParser } from '../../src/ui/key-parser.ts';
import { pressed, type Situation } from '../../src/ui/keyboard.ts';
import type { KeyName, Press } from '../../src/ui/press.ts';
import { optionsOf } from '../../src/views/screen/choices.ts';
import { IDLE, type Local } from '../../src/views/screen/screen.ts';
import { storyPlan } from '../support/screen/guided-story.ts';
import { approval } from '../support/screen/questions.ts';
import { seed } from '../support/soak.ts';

const key = (name: KeyName): Press => ({ type: 'key', name });
const text = (typed: string): Press => ({ type: 'text', text: typed });
const paste = (pasted: string): Press => ({ type: 'paste', text: pasted });

/** The keys of these chunks, and of what has begun when nothing more comes. */
function read(...chunks: readonly string[]): readonly Press[] {
  const parser = keyParser();
  const presses = chunks.flatMap((chunk) => parser.feed(chunk));
  return parser.patience() === null ? presses : [...presses, ...parser.flush()];
}

test.each<[string, readonly Press[]]>([
  ['a', [text('a')]],
  ['é👩‍🚒', [text('é'), text('👩‍🚒')]],
  ['x\r', [text('x'), key('enter')]],
  ['\x03', [{ type: 'ctrl', letter: 'c' }]],
  ['\x7f\b\t', [key('backspace'), key('backspace'), key('tab')]],
  ['\x1b', [key('escape')]],
  ['\x1b\x1b', [key('escape'), key('escape')]],
  ['\x1b[A\x1bOB\x1b[1;5C\x1b[D', [key('up'), key('down'), key('right'), key('left')]],
  ['\x1b[H\x1b[4~\x1b[5~\x1b[6~\x1b[3~', [key('home'), key('end'), key('pageup'), key('pagedown'), key('delete')]],
  ['\x1b[200~rm -rf\nx\x1b[201~y', [paste('rm -rf\nx'), text('y')]],
])('%j is read as the keys it is', (chunk, presses) => {
  expect(read(chunk)).toEqual(presses);
  // A slow link delivers one byte at a time.
  if (!/[^\x00-\x7f]/.test(chunk)) expect(read(...chunk)).toEqual(presses);
});

test.each([
  ['the answer of a terminal that is well', '\x1b[0n'],
  ['a colour', '\x1b[0m'],
  ['a question to a terminal', '\x1b[5n'],
  ['where the cursor stands', '\x1b[12;40R'],
  ['what the terminal is', '\x1b[?62;4c'],
  ['which colour the ground has', '\x1b]11;rgb:1e1e/aaaa/1e1e\x07'],
  ['the same, ended otherwise', '\x1b]11;rgb:1e1e/aaaa/1e1e\x1b\\'],
  ['the version of the terminal', '\x1bP>|tmux 3.3a\x1b\\'],
  ['a click', '\x1b[M aa'],
  ['a click in the newer form', '\x1b[<0;10;10M'],
  ['that the window has the focus', '\x1b[I'],
  ['F1 of the Linux console', '\x1b[[A'],
  ['F1 and F5 elsewhere', '\x1bOP\x1b[15~'],
  ['Alt with a letter', '\x1ba'],
  ['Alt with Enter', '\x1b\r'],
  ['Shift with Tab', '\x1b[Z'],
  ['a sequence that begins with a character of eight bits', '\x9b0n'],
])('%s presses nothing', (_, chunk) => {
  expect(read(chunk)).toEqual([]);
  expect(read(...chunk)).toEqual([]);
  expect(read(`${chunk}q`)).toEqual([text('q')]);
});

test('a paste may hold colours, and be cut anywhere', () => {
  const chunk = '\x1b[200~echo \x1b[31mred\x1b[0m\x1b[201~';
  for (let at = 0; at <= chunk.length; at += 1)
    expect(read(chunk.slice(0, at), chunk.slice(at))).toEqual([paste('echo red')]);
});

test('a paste, or a sequence, that never ends does not lock the keyboard', () => {
  for (const begun of ['\x1b[200~half', '\x1b[', '\x1b]11;rgb', '\x1bPwhat', '\x1b[M', '\x1bO', '\x1b[12;']) {
    const parser = keyParser();
    parser.feed(begun);
    expect(parser.patience()).toBeGreaterThan(0);
    parser.flush();
    expect(parser.patience()).toBeNull();
    expect(parser.feed('a')).toEqual([text('a')]);
  }
});

test.each(['\x1b[', '\x1b]11;rgb', '\x1bP1', '\x1b[12;', '\x1b'])('^C counts also behind %j', (begun) => {
  const last = (presses: readonly Press[]): Press | undefined => presses.at(-1);
  expect(last(read(`${begun}\x03`))).toEqual({ type: 'ctrl', letter: 'c' });
});

test('no bytes end anything: 100,000 sequences, and after each the keyboard still works', () => {
  const question = approval();
  const options = optionsOf(storyPlan(), question, { causes: [] });
  const situation: Situation = {
    question,
    options,
    scroll: null,
    output: () => '',
    command: 'x',
    undo: [],
    editProblem: () => null,
  };
  const parser = keyParser();
  let local: Local = { ...IDLE, armed: true, read: true };
  for (let n = 0; n < 100_000; n += 1) {
    const [presses, isPause] = [parser.feed(sequence(n)), n % 4 === 0];
    for (const press of isPause ? [...presses, ...parser.flush()] : presses) {
      // Bounded, as a person's patience is.
      if (local.text.length > 200) local = { ...local, text: '', caret: 0 };
      local = pressed(local, press, situation).local;
    }
  }
  parser.flush();
  expect(parser.feed('q'), `seed ${seed}`).toEqual([text('q')]);
});

const PIECES = [
  '\x1b',
  '\x1b[',
  '\x1b]',
  '\x1bP',
  '\x1bO',
  '\x1b[200~',
  '\x1b[201~',
  '\x07',
  '\x1b\\',
  ';',
  '?',
  '0',
  '9',
];

/** Random characters among beginnings and ends of what means something. */
function sequence(n: number): string {
  const drawn = createHash('sha256').update(`${seed}:${n}`).digest();
  const at = (place: number): number => drawn[place] ?? 0;
  return Array.from({ length: 1 + (at(0) % 8) }, (_, i) => {
    const [kind, low, high] = [at(1 + 3 * i), at(2 + 3 * i), at(3 + 3 * i)];
    if (kind % 3 === 0) return PIECES[low % PIECES.length] ?? '';
    return String.fromCharCode(kind % 5 === 0 ? high * 256 + low : low);
  }).join('');
}
