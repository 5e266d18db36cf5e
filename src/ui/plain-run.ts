// A run in plain lines: writes what happens, and asks by numbers when a person sits at the terminal. Loads neither Ink
// nor React. Nothing is approved by silence, by a line that was typed too early, or by the end of the input.

import { createInterface, type Interface } from 'node:readline';
import type { Actor } from '../model/event.ts';
import type { Question } from '../model/question.ts';
import { unreachable } from '../model/result.ts';
import {
  type Answer,
  NOT_OPENED,
  type Observer,
  type Operator,
  type OperatorAct,
  type RunState,
} from '../session/ports.ts';
import type { Block } from '../views/blocks/block.ts';
import type { RunContext } from '../views/blocks/look-blocks.ts';
import { blocksOfBatch } from '../views/blocks/of-event.ts';
import { brokenBlock, type Refused, refusedBlock } from '../views/blocks/unrecorded.ts';
import { type Detail, plainLine } from '../views/plain/line.ts';
import { optionLines, optionNamed, plainLines } from '../views/plain/plain.ts';
import { whyTold } from '../views/plain/why.ts';
import { optionsFrom, optionsOf } from '../views/screen/choices.ts';
import type { Option } from '../views/screen/option.ts';
import { editProblem, outputOf } from '../views/screen/run-view.ts';
import { typedAnswer } from '../views/screen/typed-answer.ts';
import type { Tag } from '../views/text/tag.ts';
import { grow, lastLines, NO_TAIL, type Tail } from '../views/text/tail.ts';

/** What a plain run is made with. */
export interface PlainRunOptions {
  readonly context: RunContext;
  /** What the record holds already, when the run is resumed. */
  readonly state?: RunState;
  readonly actor: Actor;
  /** Null when nobody is there to answer. */
  readonly stdin: NodeJS.ReadableStream | null;
  readonly stdout: NodeJS.WritableStream;
  /** Wall clock, milliseconds since the epoch. */
  now(): number;
  /** How much is said. */
  readonly detail: Detail;
  /** How long a question must have stood before a line answers it, in milliseconds; 400. */
  readonly arm_ms?: number;
}

/** A run as plain lines, as a session sees it. */
export interface PlainRun {
  readonly observer: Observer;
  readonly operator: Operator;
  connect(act: (act: OperatorAct) => void): void;
  /** The run, which is led elsewhere, has not taken what the person wanted. */
  refused(what: Refused, why: string): void;
  /** The terminal is gone: nothing is read any more, and what is written goes nowhere. */
  letGo(): void;
  close(end?: { readonly head?: string }): Promise<void>;
}

type Open = {
  readonly question: Question;
  readonly options: readonly Option[];
  readonly since: number;
  readonly typing: Option | null;
};

/** Makes the plain view of one run. */
export function plainRun(options: PlainRunOptions): PlainRun {
  const { context, stdin, stdout, now, detail } = options;
  const arm_ms = options.arm_ms ?? 400;
  let state = options.state ?? NOT_OPENED;
  let tell: ((act: OperatorAct) => void) | null = null;
  let open: Open | null = null;
  let tails: Readonly<Record<string, Tail>> = {};
  let isPrompting = false;
  // The rest of a pasted block must not answer what the first line has led to.
  let isDeaf = false;
  let isGone = false;
  // The reader may go away at any time; the run must survive that.
  stdout.on('error', () => {});

  const print = (lines: readonly string[]): void => {
    if (lines.length === 0 || isGone) return;
    stdout.write(`${isPrompting ? '\n' : ''}${lines.join('\n')}\n`);
    if (!isPrompting) return;
    isPrompting = false;
    prompt();
  };
  // What a program wrote last may have no end of line.
  const endOf = (tail: Tail = NO_TAIL): readonly string[] =>
    tail.open === '' ? [] : lastLines({ ...tail, lines: [] }, 1).map((line) => plainLine(now(), 'output', line));
  const say = (tag: Tag, text: string): void => print([plainLine(now(), tag, text)]);

  const prompt = (): void => {
    if (open === null || stdin === null || isGone) return;
    stdout.write(open.typing === null ? `answer 1 to ${open.options.length}: ` : promptFor(open.typing));
    isPrompting = true;
  };

  const reader: Interface | null = stdin === null ? null : createInterface({ input: stdin, terminal: false });

  const answer = (question: Question, given: Answer, how: { readonly typed?: string } = {}): void => {
    open = null;
    isDeaf = true;
    setImmediate(() => {
      isDeaf = false;
    });
    tell?.({ type: 'answer', question: question.id, answer: given, ...how });
  };

  reader?.on('line', (line) => {
    if (isDeaf) return;
    isPrompting = false;
    const note = /^note\s+(\S.*)$/i.exec(line.trim())?.[1];
    if (note !== undefined && open?.typing == null) tell?.({ type: 'note', text: note });
    else if (open === null) say('hint', 'nothing is asked; "note …" adds a note to the record, ^C asks to stop');
    else if (now() - open.since < arm_ms) say('hint', 'typed before the question was there; it does not count');
    else if (open.typing === null) choose(open, line);
    else typed(open, open.typing, line);
    if (!isPrompting) prompt();
  });

  const choose = (asked: Open, line: string): void => {
    const option = optionNamed(asked.options, line);
    if (option === null) return say('hint', `type a number from 1 to ${asked.options.length}, or a name`);
    if (option.choice === 'why')
      return print(whyTold(context.plan, state, detail).map((line) => plainLine(now(), 'why', line)));
    if (option.needs.type !== 'nothing') {
      open = { ...asked, typing: option };
      return option.needs.type === 'edit' ? say('edit', option.needs.text) : undefined;
    }
    const cause = option.cause === undefined ? {} : { cause: option.cause };
    const value = option.value === undefined ? {} : { value: option.value };
    answer(asked.question, { choice: option.choice, ...cause, ...value });
  };

  const typed = (asked: Open, option: Option, line: string): void => {
    const { question } = asked;
    const { needs, choice } = option;
    const text = line.trim();
    open = { ...asked, typing: null };
    if (choice === 'why') return;
    switch (needs.type) {
      case 'word':
        return text === needs.word
          ? answer(question, { choice }, { typed: text })
          : say('hint', `that is not ${needs.word}; nothing was run`);
      case 'reason':
        if (text === '' && needs.required) return say('hint', 'a reason is needed; it goes on record');
        return answer(question, text === '' ? { choice } : { choice, reason: text });
      case 'edit': {
        if (text === '' || text === needs.text) return say('hint', 'nothing is changed');
        const problem = editProblem(context, state, text);
        if (problem !== null) {
          open = asked;
          return say('hint', `it cannot be used: ${problem}; nothing is changed yet`);
        }
        return answer(question, { choice, edited: text });
      }
      case 'value': {
        const typed = typedAnswer(question.kind === 'ask' ? question : {}, line);
        return typed.ok ? answer(question, { choice, value: typed.value }) : say('hint', typed.error);
      }
      case 'nothing':
        return;
      default:
        return unreachable(needs);
    }
  };

  const ask = (question: Question): void => {
    const list = optionsOf(context.plan, question, optionsFrom(context.plan, state));
    print(optionLines(now(), list));
    open = { question, options: list, since: now(), typing: null };
    prompt();
  };

  return {
    observer: {
      events: (next, events) => {
        const followed = events.flatMap((event) =>
          event.type === 'step.finished' && tails[event.data.exec] !== undefined
            ? [{ seq: event.seq, exec: event.data.exec }]
            : [],
        );
        const blocks = blocksOfBatch(context, state, events).map((block) =>
          followed.some(({ seq }) => seq === block.seq) ? withoutOutput(block) : block,
        );
        print(followed.flatMap(({ exec }) => endOf(tails[exec])));
        state = next;
        if (state.opened === null || state.question?.id !== open?.question.id) open = null;
        print(blocks.flatMap((block) => plainLines(block, detail)));
      },
      output: (exec, text) => {
        if (outputOf(state, exec) !== 'shown') return;
        const before = tails[exec] ?? NO_TAIL;
        const tail = grow(before, text);
        tails = { ...tails, [exec]: tail };
        print(
          lastLines({ ...tail, open: '' }, tail.count - before.count).map((line) => plainLine(now(), 'output', line)),
        );
      },
      broken: (why) => print(plainLines(brokenBlock(why, now()), detail)),
    },
    operator: {
      actor: options.actor,
      ask,
    },
    connect: (act) => {
      tell = act;
    },
    refused: (what, why) => {
      print(plainLines(refusedBlock(what, why, now()), detail));
      const question = state.opened === null ? null : state.question;
      if (what === 'answer' && question !== null && open === null) ask(question);
    },
    letGo: () => {
      isGone = true;
      reader?.close();
    },
    close: async (end = {}) => {
      if (isGone) return;
      open = null;
      reader?.close();
      if (end.head !== undefined) say('head', end.head);
      await new Promise<void>((resolve) => stdout.write('', () => resolve()));
    },
  };
}

// It was printed line by line while it came.
function withoutOutput(block: Block): Block {
  if (block.type !== 'fact') return block;
  const { output: _, ...rest } = block;
  return rest;
}

function promptFor({ needs }: Option): string {
  switch (needs.type) {
    case 'word':
      return `to run it, type ${needs.word}: `;
    case 'reason':
      return `${needs.prompt}${needs.required ? '' : ' (may be empty)'} `;
    case 'edit':
      return 'the changed command (empty: leave it): ';
    default:
      return 'your answer: ';
  }
}
