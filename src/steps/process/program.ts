// What the kernel is given to run, and the environment it runs in: a short list, not ours.

import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';

/** A program with its arguments. */
export interface Program {
  readonly file: string;
  readonly args: readonly string[];
  /** Folder that it is started in. */
  readonly cwd: string;
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly stdin?: string;
}

/** What a step's process inherits; everything else it needs stands in the runbook. */
export const INHERITED = ['PATH', 'HOME', 'LANG', 'TERM', 'TZ'] as const;

/** Where programs are on every system. */
export const USUAL_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** The environment of a step's process: the allow-list, and what the step sets. */
export function environment(set: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const inherited = INHERITED.map((name) => [name, process.env[name]] as const);
  return defined({ ...Object.fromEntries(inherited), PATH: ownPath(), ...set });
}

/** The environment of whoever runs Firebreak, with what is `set` in it; `undefined` takes a variable out. */
export function wholeEnvironment(set: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  return defined({ ...process.env, PATH: ownPath(), ...set });
}

const ownPath = (): string => absoluteOnly(process.env['PATH'] ?? USUAL_PATH);

function defined(env: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
  );
}

/** The full path of a program that a step would find by its name, or null; `also` is looked through after our PATH. */
export function locate(name: string, also = ''): string | null {
  for (const folder of absoluteOnly(`${process.env['PATH'] ?? USUAL_PATH}:${also}`).split(':')) {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return join(folder, name);
    } catch {
      // Not in this one.
    }
  }
  return null;
}

/** Relative entries would run whatever program lies in the working folder. */
function absoluteOnly(path: string): string {
  return path
    .split(':')
    .filter((entry) => entry.startsWith('/'))
    .join(':');
}
