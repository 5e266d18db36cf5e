// `firebreak __complete`: what the shells ask. The first line of the answer says what else may be written here, each other
// line is one candidate. It says nothing on standard error and always ends well: a shell is no place for messages.

import type { Command } from 'commander';
import { sanitizeLine } from '../../redact/sanitize.ts';
import { behindBreak, forBash, readBashLine } from './bash-line.ts';
import { candidates } from './candidates.ts';
import type { Candidate, Offered } from './sources.ts';

/** Answers one question: the shell, then the words behind the name of the program; of bash its line and its breaks. */
export async function complete(program: Command, [shell = '', ...rest]: readonly string[]): Promise<string> {
  if (shell !== 'bash') return answer(await candidates(program, rest), lineOf);
  const [typed = '', breaks = ''] = rest;
  const line = readBashLine(typed);
  const begun = line.words.at(-1) ?? '';
  const from = behindBreak(begun, breaks, line);
  const offered = await candidates(program, line.words.slice(1));
  const fitting = offered.values.filter(({ value }) => value.startsWith(begun));
  return answer({ ...offered, values: fitting }, ({ value }) => forBash(value.slice(from), line));
}

// fish and zsh take what stands behind a tab for a description.
const lineOf = ({ value, says = '' }: Candidate): string => (says === '' ? value : `${value}\t${shortly(says)}`);

const MOST = 70;
const shortly = (says: string): string => {
  const line = sanitizeLine(says).replace(/\s+/g, ' ');
  return line.length > MOST ? `${line.slice(0, MOST)}…` : line;
};

// A name with a line break or another control character cannot stand in a line that is read by lines.
function answer({ values, paths }: Offered, write: (one: Candidate) => string): string {
  const clean = values.filter(({ value }) => value !== '' && sanitizeLine(value) === value);
  return [paths ?? '-', ...clean.map(write)].map((line) => `${line}\n`).join('');
}
