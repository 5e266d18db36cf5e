// Asks the person at the terminal for one line. The question stands on stderr: stdout is for what a command gives.

import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { CliError, EXIT } from './exit-codes.ts';

/** The answer. `secret` hides what is typed. Rejects with a CliError when the person gives up with ^C or ^D. */
export function askLine(prompt: string, { secret = false } = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const output = secret ? silence() : process.stderr;
    if (secret) process.stderr.write(prompt);
    const lines = createInterface({ input: process.stdin, output, terminal: true });
    // Only the first counts; closing after an answer changes nothing any more.
    const giveUp = (exit: typeof EXIT.usage | typeof EXIT.interrupted): void => {
      reject(new CliError(exit, 'no answer was given; nothing was done'));
      lines.close();
    };
    lines.once('SIGINT', () => {
      process.stderr.write('\n');
      giveUp(EXIT.interrupted);
    });
    lines.once('close', () => giveUp(EXIT.usage));
    lines.question(secret ? '' : prompt, (answer) => {
      if (secret) process.stderr.write('\n');
      resolve(answer);
      lines.close();
    });
  });
}

const silence = (): Writable => new Writable({ write: (_chunk, _encoding, done) => done() });
