// What the command line says of itself, for tests of the pages about it.

import { parseCommandLine } from '../../../src/cli/program/program.ts';

/** The help of a command as it is printed; of the program without one. */
export const helpOf = (...command: readonly string[]): Promise<string> =>
  printedBy([...command.flatMap((name) => name.split(' ')), '--help']);

/** What a command line prints on standard output. */
export async function printedBy(argv: readonly string[]): Promise<string> {
  const { stdout } = process;
  const write = stdout.write;
  let text = '';
  stdout.write = (chunk: string | Uint8Array): boolean => {
    text += String(chunk);
    return true;
  };
  try {
    await parseCommandLine(argv);
  } finally {
    stdout.write = write;
  }
  return text;
}

/** The names of all commands, those within others after theirs: `runs stats`. */
export async function commandNames(above?: string): Promise<readonly string[]> {
  const [, list = ''] = (await helpOf(...(above === undefined ? [] : [above]))).split('\nCommands:\n');
  const [lines = ''] = list.split('\n\n');
  const found = [...lines.matchAll(/^ {2}([a-z]+) /gm)].map(([, name = '']) => name).filter((name) => name !== 'help');
  if (above !== undefined) return found.map((name) => `${above} ${name}`);
  const all: string[] = [];
  // One after another: what is printed is caught where everything is printed.
  for (const name of found) all.push(name, ...(await commandNames(name)));
  return all;
}

/** The long options of a command. */
export async function optionsOf(command: string): Promise<readonly string[]> {
  return [...(await helpOf(command)).matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm)].map(([, option = '']) => option);
}
