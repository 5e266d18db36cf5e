// What the command line says of itself, for tests of the pages about it.

import { parseCommandLine } from '../../../src/cli/program/program.ts';

/** The help of a command as it is printed; of the program without one. */
export const helpOf = (...command: readonly string[]): Promise<string> => printedBy([...command, '--help']);

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

/** The names of all commands. */
export async function commandNames(): Promise<readonly string[]> {
  const [, list = ''] = (await helpOf()).split('\nCommands:\n');
  return [...list.matchAll(/^ {2}([a-z]+) /gm)].map(([, name = '']) => name).filter((name) => name !== 'help');
}

/** The long options of a command. */
export async function optionsOf(command: string): Promise<readonly string[]> {
  return [...(await helpOf(command)).matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm)].map(([, option = '']) => option);
}
