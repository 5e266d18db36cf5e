// A run as an append-only log, for pipes, CI, screen readers and dumb terminals; it says the same as the guided screen.

import type { Block } from '../blocks/block.ts';
import type { Option } from '../screen/option.ts';
import { briefIn } from './brief.ts';
import { saidIn } from './full.ts';
import { type Detail, plainLine, type Said } from './line.ts';

/** What a block says, each line under its tag. */
export const said = (block: Block, detail: Detail): readonly Said[] =>
  detail === 'full' ? saidIn(block) : briefIn(block);

/** Lines of a block, without line breaks. */
export function plainLines(block: Block, detail: Detail): readonly string[] {
  return said(block, detail).map(([tag, text]) => plainLine(block.at, tag, text));
}

/** The answers, one a line, numbered; what is ruled out in one line, though its numbers count too. */
export function optionLines(at: number, options: readonly Option[]): readonly string[] {
  const offered = options.filter(({ aside }) => aside !== true);
  const lines = offered.map(({ name, text }, n) =>
    plainLine(at, 'option', `${n + 1} ${name}${text === '' ? '' : `: ${text}`}`),
  );
  if (offered.length === options.length) return lines;
  const numbers =
    offered.length + 1 === options.length ? `${options.length}` : `${offered.length + 1} to ${options.length}`;
  return [...lines, plainLine(at, 'option', `${numbers} what is ruled out: by number in that order, or by name`)];
}

/** The entry that a typed word means: its number, its key or its name; null when it means none. */
export function optionNamed(options: readonly Option[], typed: string): Option | null {
  const word = typed.trim().toLowerCase();
  if (word === '') return null;
  const number = /^\d+$/.test(word) ? options[Number(word) - 1] : undefined;
  return number ?? options.find(({ key, name }) => key.toLowerCase() === word || name.toLowerCase() === word) ?? null;
}
