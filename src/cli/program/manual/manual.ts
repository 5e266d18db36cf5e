// Puts the pages of `--help` into the commands. Loaded when help is asked for, and not before.

import type { Command } from 'commander';
import { AUTHORING } from './authoring.ts';
import type { ManualPage } from './page.ts';
import { RUNS } from './runs.ts';
import { SERVING } from './serving.ts';

/** The page of every command. */
export const MANUAL: Readonly<Record<string, ManualPage>> = { ...RUNS, ...SERVING, ...AUTHORING };

/** Adds to each command what its page says around its options. */
export function addManual(program: Command, above = ''): void {
  for (const command of program.commands) {
    const name = `${above}${command.name()}`;
    addManual(command, `${name} `);
    const page = MANUAL[name];
    if (page === undefined) continue;
    const short = command.description();
    command.summary(short).description([sentence(short), ...page.about].join('\n\n'));
    for (const argument of command.registeredArguments) {
      const words = page.arguments?.[argument.name()];
      if (words !== undefined) argument.description = words;
    }
    command.addHelpText('after', `\n${sectionsOf(page).join('\n\n')}`);
  }
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

function sectionsOf({ more = [], exits, examples, see }: ManualPage): readonly string[] {
  return [
    ...more.map(({ heading, lines }) => section(heading, lines)),
    section(
      'Exit codes',
      Object.entries(exits).flatMap(([code, meaning]) => hanging(code.padEnd(5), meaning.split(' '))),
    ),
    section(
      'Examples',
      examples.flatMap(([line, why]) => [`# ${why}`, `$ ${line}`]),
    ),
    section('See also', hanging('', see.map(named))),
  ];
}

const named = (name: string, n: number, { length }: readonly string[]): string =>
  `${name.includes('/') ? name : `firebreak ${name}`}${n < length - 1 ? ',' : ''}`;

const section = (heading: string, lines: readonly string[]): string =>
  [`${heading}:`, ...lines.map((line) => `  ${line}`)].join('\n');

/** Columns of a line, as the list of options has. */
const WIDTH = 78;

/** Pieces in lines, those after the first below its text. */
function hanging(label: string, pieces: readonly string[]): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const piece of pieces) {
    const longer = line === '' ? piece : `${line} ${piece}`;
    if (label.length + longer.length > WIDTH && line !== '') {
      lines.push(line);
      line = piece;
    } else line = longer;
  }
  return [...lines, line].map((one, n) => `${n === 0 ? label : ' '.repeat(label.length)}${one}`);
}
