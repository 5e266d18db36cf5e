// `--interactive`: what the importer was not sure of, one question after the other; an empty answer keeps the guess.

import type { Guess } from '../../import/read/reading.ts';
import { sanitizeLine } from '../../redact/sanitize.ts';
import { askLine } from '../ask-line.ts';

/** Asks about every guess; the answers by its key. */
export async function walkThrough(guesses: readonly Guess[], name: string): Promise<ReadonlyMap<string, string>> {
  const answers = new Map<string, string>();
  for (const [n, { key, question, choices, chosen, lines }] of guesses.entries()) {
    const place = lines.first === lines.last ? `line ${lines.first}` : `lines ${lines.first}-${lines.last}`;
    process.stderr.write(
      `\n${n + 1} of ${guesses.length}, ${sanitizeLine(name)}, ${place}: ${sanitizeLine(question)}\n`,
    );
    for (const [at, choice] of choices.entries())
      process.stderr.write(`  ${at + 1}  ${sanitizeLine(choice)}${choice === chosen ? '  (the guess)' : ''}\n`);
    answers.set(key, await answer(choices, chosen));
  }
  return answers;
}

async function answer(choices: readonly string[], chosen: string): Promise<string> {
  for (;;) {
    const said = (await askLine(`Number [${choices.indexOf(chosen) + 1}]: `)).trim();
    const choice = said === '' ? chosen : (choices[Number(said) - 1] ?? choices.find((one) => one === said));
    if (choice !== undefined) return choice;
    process.stderr.write(`Write a number from 1 to ${choices.length}, or nothing to keep the guess.\n`);
  }
}
