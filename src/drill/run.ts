// One run of the runbook on a sandbox: the program itself, in a process of its own, with an environment that knows nothing
// but the sandbox. It ends with us, whatever becomes of us.

import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { keep } from '../lab/kept.ts';
import type { RunEvent } from '../model/event.ts';
import type { Json } from '../model/json.ts';
import { jsonText } from '../model/json.ts';
import { readRun } from '../transcript/reader.ts';
import type { RunFolder, Store } from '../transcript/store.ts';
import type { Drill } from './file/drill.ts';
import type { Sandbox } from './sandbox/sandbox.ts';

/** How runs are made. */
export interface Running {
  /** How this program is called: node and its file. */
  readonly program: readonly string[];
  /** Path of the runbook. */
  readonly runbook: string;
  /** Where runs of drills are kept, apart from those of incidents. */
  readonly store: Store;
  /** A person leads it, in this terminal. */
  readonly guided: boolean;
  readonly signal: AbortSignal;
}

/** A run that is over, one way or another. */
export interface DrillRun {
  readonly folder: RunFolder;
  readonly events: readonly RunEvent[];
  readonly exit: number | null;
}

/** Longer than any runbook waits for something; a run that goes on is a finding of its own. */
const PATIENCE_MS = 300_000;
const LOOK_MS = 100;

let made = 0;

/** Runs the runbook with these inputs; `chosen` is called once a cause was taken up. Throws when it left no record. */
export async function runOn(
  sandbox: Sandbox,
  {
    drill,
    inputs,
    chosen,
  }: { readonly drill: Drill; readonly inputs: Readonly<Record<string, Json>>; readonly chosen: () => void },
  running: Running,
): Promise<DrillRun> {
  made += 1;
  const file = join(sandbox.folder, `inputs-${made}.json`);
  writeFileSync(file, jsonText(inputs), { mode: 0o600 });
  const answers = Object.entries(drill.answers).flatMap(([id, value]) => ['--answer', `${id}=${textOf(value)}`]);
  const argv = [
    ...running.program,
    'run',
    running.runbook,
    ...(running.guided ? [] : ['--json', '--approve', drill.approve]),
    ...answers,
    '--input-file',
    file,
    '--home',
    running.store.home,
    '--within',
    sandbox.kinds.join(','),
  ];
  const newRun = newRunIn(running.store, sandbox);
  const begun = running.guided ? guided(argv, sandbox) : await unattended(argv, sandbox);
  const stop = (): void => void begun.end();
  running.signal.addEventListener('abort', stop, { once: true });
  let found: RunFolder | null = null;
  let told = false;
  const watching = setInterval(() => {
    found ??= newRun();
    if (found === null || told || !eventsIn(found).some(({ type }) => type === 'cause.chosen')) return;
    told = true;
    chosen();
  }, LOOK_MS);
  const patience = setTimeout(stop, running.guided ? 2_147_483_647 : PATIENCE_MS);
  try {
    const exit = await begun.exited;
    const folder = found ?? newRun();
    if (folder === null) throw new Error(`the run left no record: ${begun.said() || `exit ${exit}`}`);
    return { folder, events: eventsIn(folder), exit };
  } finally {
    clearInterval(watching);
    clearTimeout(patience);
    running.signal.removeEventListener('abort', stop);
    await begun.end();
  }
}

interface Begun {
  readonly exited: Promise<number | null>;
  said(): string;
  end(): Promise<void>;
}

async function unattended(argv: readonly string[], sandbox: Sandbox): Promise<Begun> {
  const env = variables(sandbox);
  const whole = [...(sandbox.through?.(env, false) ?? []), ...argv];
  // What leads into the sandbox is of this host, and needs what leads to its engine.
  const own = sandbox.through === undefined ? env : everyVariable();
  const kept = await keep(`run-${made}`, { argv: whole, cwd: sandbox.folder, env: own }, sandbox.folder);
  let ended: () => void = () => {};
  // Who is ended from outside tells nobody how.
  const cut = new Promise<null>((resolve) => {
    ended = () => resolve(null);
  });
  return {
    exited: Promise.race([kept.exited, cut]),
    said: () => kept.said(),
    end: () => kept.end().finally(ended),
  };
}

// In the foreground: the terminal is the run's, and its ^C too.
function guided(argv: readonly string[], sandbox: Sandbox): Begun {
  const terminal = Object.fromEntries(
    Object.entries(everyVariable()).filter(([name]) =>
      /^(TERM|COLORTERM|NO_COLOR|FORCE_COLOR|LINES|COLUMNS)$/.test(name),
    ),
  );
  const env = { ...terminal, ...variables(sandbox) };
  const [program = '', ...rest] = [...(sandbox.through?.(env, true) ?? []), ...argv];
  const own = sandbox.through === undefined ? env : everyVariable();
  const child = spawn(program, rest, { stdio: 'inherit', cwd: sandbox.folder, env: own });
  const exited = new Promise<number | null>((resolve) => {
    child.once('error', () => resolve(null));
    child.once('exit', (code) => resolve(code));
  });
  return {
    exited,
    said: () => '',
    end: async () => {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

// Nothing that names a system of this user: what the sandbox does not give is not there.
function variables(sandbox: Sandbox): Readonly<Record<string, string>> {
  const kept = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TZ'];
  const common = kept.flatMap((name) =>
    process.env[name] === undefined ? [] : [[name, process.env[name] ?? ''] as const],
  );
  return { ...Object.fromEntries(common), ...sandbox.env };
}

function everyVariable(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
  );
}

const textOf = (value: Json): string => (typeof value === 'string' ? value : jsonText(value));

/** Finds the run that has begun in the folder of a sandbox since this was made. Elsewhere it may be another process. */
function newRunIn(store: Store, sandbox: Sandbox): () => RunFolder | null {
  const before = new Set(store.listRuns().map(({ id }) => id));
  return () =>
    store.listRuns().find((folder) => {
      if (before.has(folder.id)) return false;
      const [first] = eventsIn(folder);
      return first?.type === 'run.opened' && first.data.cwd === sandbox.folder;
    }) ?? null;
}

function eventsIn(folder: RunFolder): readonly RunEvent[] {
  try {
    return readRun(folder).events;
  } catch {
    return [];
  }
}
