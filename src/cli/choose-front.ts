// Chooses what stands between a session and the person or program in front of it: the guided screen, plain lines, or JSON Lines.

import { decideMode } from '../views/screen/mode.ts';
import { CliError, EXIT } from './exit-codes.ts';
import type { Front, FrontOptions, Screen } from './fronts/front.ts';

/** Decides how a run is shown, and makes the environment fit for it before anything that draws is imported. */
export function chooseScreen(flags: ScreenFlags): Screen {
  const { stdout } = process;
  return chosen(flags, stdout.isTTY ? { columns: stdout.columns, rows: stdout.rows } : undefined);
}

/** The same for a list, which can be walked through in a window of any size. */
export const chooseList = (flags: ScreenFlags): Screen => chosen(flags);

interface ScreenFlags {
  readonly plain?: boolean;
  readonly tui?: boolean;
  readonly json?: boolean;
  readonly verbose?: boolean;
}

function chosen(flags: ScreenFlags, size?: { readonly columns: number; readonly rows: number }): Screen {
  const tty = {
    stdin: process.stdin.isTTY === true,
    stdout: process.stdout.isTTY === true,
    ...(size === undefined ? {} : { size }),
  };
  const detail = flags.verbose === true ? 'full' : 'brief';
  if (flags.json === true) return { kind: 'json', guided: false, detail };
  const decided = decideMode(process.env, tty, flags);
  for (const [name, value] of Object.entries(decided.env)) {
    if (value === null) delete process.env[name];
    else process.env[name] = value;
  }
  if (decided.isSmall === true) process.stderr.write(`${decided.why}. It goes on in plain lines.\n`);
  else if (flags.tui === true && decided.mode === 'plain') {
    throw new CliError(
      EXIT.usage,
      `the guided screen needs a terminal: ${decided.why}`,
      'leave --tui out for plain lines',
    );
  }
  return { kind: decided.mode, guided: tty.stdin && tty.stdout, detail };
}

/** Opens the front that was chosen. */
export async function openFront(options: FrontOptions): Promise<Front> {
  switch (options.screen.kind) {
    case 'tui': {
      const { openGuidedFront } = await import('./fronts/guided.ts');
      return openGuidedFront(options);
    }
    case 'plain': {
      const { openPlainFront } = await import('./fronts/plain.ts');
      return openPlainFront(options);
    }
    case 'json': {
      const { openJsonFront } = await import('./fronts/json.ts');
      return openJsonFront(options);
    }
  }
}
