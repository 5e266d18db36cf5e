// Plain lines as the front of a run: one fact a line, and numbered questions where somebody can type an answer.

import { createInterface, type Interface } from 'node:readline';
import type { State } from '../engine/state.ts';
import type { Question } from '../model/question.ts';
import type { Answer, OperatorAct } from '../session/ports.ts';
import { blocksOfBatch } from '../views/blocks.ts';
import { type Needs, type Option, optionsOf, rankedCauses, typedValue } from '../views/choices.ts';
import { causeTitle } from '../views/names.ts';
import { optionLines, optionNamed, plainLine, plainLines } from '../views/plain.ts';
import { sanitize } from '../views/sanitize.ts';
import { undoCommands } from '../views/undo-commands.ts';
import type { Front, FrontOptions } from './front.ts';

/** Opens the plain front. */
export function openPlainFront({ plan, folder, state: before, actor, screen }: FrontOptions): Front {
  const { runbook } = plan;
  const context = { runbook, transcript: folder.transcript, undo: (end: State) => undoCommands(plan, end) };
  let state = before;
  const write = (lines: readonly string[]): void => {
    if (lines.length > 0) process.stdout.write(`${lines.join('\n')}\n`);
  };
  const asking = screen.guided ? asker((line) => write([line])) : null;
  const ask = (question: Question, act: (act: OperatorAct) => void): void => {
    const options = optionsOf(
      question,
      rankedCauses(state, (id) => causeTitle(runbook, id)),
    );
    asking?.ask(question, options, (answer) => act({ type: 'answer', question: question.id, answer }));
  };
  return {
    operator: { actor, ask },
    observer: {
      events: (after, events) => {
        const blocks = blocksOfBatch(context, state, events, after);
        state = after;
        write(blocks.flatMap(plainLines));
        if (after.question === null) asking?.settle();
      },
    },
    connect: (act) =>
      asking?.onInterrupt(() => act({ type: 'stop', how: state.stop === null ? 'after_step' : 'abort' })),
    close: async ({ state: end, head, broken }) => {
      asking?.close();
      const say = (tag: string, text: string): string => plainLine(Date.now(), tag, text);
      write([
        say('head', `${head.seq} ${head.hash}`),
        ...(broken === undefined ? [] : [say('record', `cannot be kept any more: ${broken}`)]),
        ...(end.finished === null ? [say('resume', `go on with: firebreak resume ${folder.id}`)] : []),
      ]);
    },
  };
}

/** Asks questions by line. */
interface Asker {
  ask(question: Question, options: readonly Option[], answer: (answer: Answer) => void): void;
  /** The question is no longer open. */
  settle(): void;
  onInterrupt(stop: () => void): void;
  close(): void;
}

/** What the next line that is typed means. */
type Expecting =
  | { readonly type: 'nothing' }
  | {
      readonly type: 'option';
      readonly question: Question;
      readonly options: readonly Option[];
      readonly answer: (answer: Answer) => void;
    }
  | {
      readonly type: 'text';
      readonly question: Question;
      readonly option: Option;
      readonly answer: (answer: Answer) => void;
    };

function asker(write: (line: string) => void): Asker {
  const lines: Interface = createInterface({ input: process.stdin, output: process.stdout });
  let expecting: Expecting = { type: 'nothing' };
  const say = (text: string): void => write(plainLine(Date.now(), 'question', text));
  const prompt = (text: string): void => {
    lines.setPrompt(`${sanitize(text)} `);
    lines.prompt();
  };
  lines.on('line', (line) => {
    switch (expecting.type) {
      case 'nothing':
        return;
      case 'option':
        return onOption(expecting, line);
      case 'text':
        return onText(expecting, line);
    }
  });

  const onOption = (open: Extract<Expecting, { type: 'option' }>, line: string): void => {
    const option = optionNamed(open.options, line);
    if (option === null) {
      if (line.trim() !== '') say(`"${line.trim()}" is none of the answers`);
      return prompt(`1 to ${open.options.length}:`);
    }
    if (option.choice === 'why') {
      if ('proposal' in open.question)
        for (const why of open.question.proposal.why) write(plainLine(Date.now(), 'why', why));
      return prompt(`1 to ${open.options.length}:`);
    }
    if (option.needs.type === 'nothing') return done(open.answer, answerOf(option, ''));
    expecting = { type: 'text', question: open.question, option, answer: open.answer };
    prompt(promptOf(option.needs));
  };

  const onText = (open: Extract<Expecting, { type: 'text' }>, line: string): void => {
    const { needs } = open.option;
    if (needs.type === 'word' && line.trim() !== needs.word) {
      say(`nothing was run: to run it, type exactly ${needs.word}`);
      return prompt(promptOf(needs));
    }
    if (needs.type === 'reason' && needs.required && line.trim() === '') return prompt(promptOf(needs));
    if (needs.type === 'value') {
      const typed = typedValue(open.question, line === '' ? needs.text : line);
      if ('problem' in typed) {
        say(typed.problem);
        return prompt(promptOf(needs));
      }
      return done(open.answer, { choice: 'answer', value: typed.value });
    }
    done(open.answer, answerOf(open.option, line));
  };

  const done = (answer: (answer: Answer) => void, given: Answer): void => {
    expecting = { type: 'nothing' };
    answer(given);
  };

  return {
    ask: (question, options, answer) => {
      for (const line of optionLines(Date.now(), options)) write(line);
      expecting = { type: 'option', question, options, answer };
      prompt(`1 to ${options.length}:`);
    },
    settle: () => {
      expecting = { type: 'nothing' };
    },
    // The terminal's Ctrl-C comes through the line editor; a signal from elsewhere does not.
    onInterrupt: (stop) => void lines.on('SIGINT', stop),
    close: () => lines.close(),
  };
}

function promptOf(needs: Needs): string {
  switch (needs.type) {
    case 'nothing':
      return '';
    case 'reason':
      return needs.prompt;
    case 'word':
      return `To run it, type ${needs.word}:`;
    case 'edit':
      return `The command (now: ${needs.text}):`;
    case 'value':
      return needs.text === '' ? 'Answer:' : `Answer [${needs.text}]:`;
  }
}

function answerOf(option: Option, text: string): Answer {
  const { choice, needs, cause, value } = option;
  if (choice === 'why') throw new Error('the evidence is no answer');
  return {
    choice,
    ...(needs.type === 'reason' && text.trim() !== '' ? { reason: text.trim() } : {}),
    ...(needs.type === 'edit' ? { edited: text === '' ? needs.text : text } : {}),
    ...(cause === undefined ? {} : { cause }),
    ...(value === undefined ? {} : { value }),
  };
}
