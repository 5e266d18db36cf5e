// What the steps of `resolve` would need, as far as that can be seen without acting: a program that is there and may be
// started, an engine or a service manager that answers, a host that is reached, a command that the user of Redis may use.

import { accessSync, constants } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { itemsOf } from '../../engine/items/items.ts';
import type { PlannedStep } from '../../engine/plan.ts';
import { type RenderedStep, renderStep } from '../../engine/render-step.ts';
import { ON } from '../../kinds/elsewhere.ts';
import { definition } from '../../kinds/index.ts';
import { parseShell } from '../../kinds/scripts/parse.ts';
import { eachCommand, textOf } from '../../kinds/scripts/syntax.ts';
import { isObject, type Json, type JsonObject } from '../../model/json.ts';
import type { Outcome } from '../../model/outcome.ts';
import type { Step } from '../../model/runbook.ts';
import type { PerformedKind } from '../../model/step.ts';
import { carryOut, type LookedAt, type Looking } from '../../session/look.ts';
import { findCompose } from '../../steps/docker/compose-command.ts';
import { locate } from '../../steps/process/program.ts';

/** What is known of one step that would act. */
export interface Need {
  /** `<cause>/<step>`. */
  readonly step: string;
  readonly command: string;
  /** `ready`: all that can be seen is there; `lacking`; `later`: it cannot be said before the cause is there. */
  readonly state: 'ready' | 'lacking' | 'later';
  /** What is lacking, or why it cannot be said; "" when ready. */
  readonly why: string;
}

/** Looks at what the steps of every cause need. Those that a condition keeps away now are left out. */
export async function needsOf(looking: Looking, seen: LookedAt): Promise<readonly Need[]> {
  const { plan } = looking;
  const planned = [...plan.steps.values()].filter(
    ({ purpose, step }) => purpose === 'action' && definition(step.kind).by === 'performer',
  );
  const unique = [...new Map(planned.map((one) => [one.step, one])).values()];
  const needs = await Promise.all(unique.map((one) => needOf(looking, seen, one)));
  return needs.filter((need) => need !== null);
}

async function needOf(looking: Looking, { scope }: LookedAt, { key, step }: PlannedStep): Promise<Need | null> {
  const { plan } = looking;
  const truth = step.if === undefined ? 'true' : plan.environment.truth(step.if, scope).truth;
  if (truth === 'false') return null;
  const items = step.for_each === undefined ? null : itemsOf(plan, step, { ...scope, host: {} });
  const [item] = items?.ok === true ? items.value : [];
  // Of a list that only a run can see nothing can be said; of a known one the first stands for all.
  if (items !== null && item === undefined)
    return {
      step: key,
      command: '',
      state: 'later',
      why: 'what it is carried out for is not known while nothing is wrong',
    };
  const rendered = renderStep(plan, step, { ...scope, host: {}, ...(item === undefined ? {} : { item }) });
  if (!rendered.ok) {
    if (rendered.error.code === 'todo')
      return { step: key, command: '', state: 'lacking', why: 'it is still to be written' };
    if (rendered.error.code === 'invalid')
      return { step: key, command: '', state: truth === 'true' ? 'lacking' : 'later', why: rendered.error.shown };
    const at = 'at' in rendered.error && rendered.error.at !== '' ? rendered.error.at : 'a part of it';
    return { step: key, command: '', state: 'later', why: `${at} is not known while nothing is wrong` };
  }
  const { command } = rendered.value;
  const why = await lackingIn(looking, step, rendered.value);
  return { step: key, command, state: why === null ? 'ready' : 'lacking', why: why ?? '' };
}

async function lackingIn(looking: Looking, step: Step, { rendered }: RenderedStep): Promise<string | null> {
  const on = hostIn(rendered);
  switch (step.kind) {
    case 'shell':
      return on === null ? lackingProgram(rendered, looking.cwd) : lackingThere(looking, step, { rendered, on });
    case 'compose':
      if (on !== null) return lackingCompose(looking, step, on);
      return findCompose(process.env) === null ? 'Docker Compose is not installed here' : null;
    case 'docker':
      return asked(looking, step, 'docker', { list: {}, ...(on === null ? {} : { on }) });
    case 'systemd':
      return asked(looking, step, 'systemd', { list: '*.service', ...(on === null ? {} : { on }) });
    case 'redis':
      return lackingRight(looking, step, rendered);
    case 'bullmq':
      return asked(looking, step, 'redis', { command: 'PING', ...connectionOf(rendered) });
    case 'http':
    case 'prometheus':
    case 'notify':
      return isObject(rendered) && 'url' in rendered
        ? asked(looking, step, 'tcp', { to: rendered['url'] ?? null })
        : null;
    default:
      return null;
  }
}

/** The host that a step is carried out on; null: this one. */
function hostIn(rendered: Json): string | null {
  const on = isObject(rendered) ? rendered[ON] : undefined;
  return typeof on === 'string' && on !== '' ? on : null;
}

function lackingProgram(rendered: Json, cwd: string): string | null {
  if (!isObject(rendered)) return null;
  const folder = typeof rendered['cwd'] === 'string' ? resolve(cwd, rendered['cwd']) : cwd;
  for (const name of programsOf(rendered)) {
    const why = missing(name, folder);
    if (why !== null) return why;
  }
  return null;
}

/** Programs of a command or a script by their words; what a script puts together while it runs is not seen. */
function programsOf(rendered: JsonObject): readonly string[] {
  const argv = rendered['command'];
  if (Array.isArray(argv)) return [String(argv[0] ?? '')];
  const script = typeof rendered['script'] === 'string' ? parseShell(rendered['script']) : null;
  if (script === null) return [];
  const names: string[] = [];
  eachCommand(script, (command) => {
    const name = command.kind === 'simple' ? textOf(command.words[0]) : null;
    if (name !== null && !BUILT_IN.has(name)) names.push(name);
  });
  return names;
}

/** Says the first that is not there. */
const LOOK_FOR = 'for p; do command -v "$p" >/dev/null || { echo "$p"; exit 1; }; done';

async function lackingThere(
  looking: Looking,
  step: Step,
  { rendered, on }: { readonly rendered: Json; readonly on: string },
): Promise<string | null> {
  if (!isObject(rendered)) return null;
  const names = programsOf(rendered);
  if (names.includes('')) return EMPTY_COMMAND;
  const cwd = typeof rendered['cwd'] === 'string' ? { cwd: rendered['cwd'] } : {};
  const look = { command: ['sh', '-c', LOOK_FOR, 'sh', ...names], ...cwd, on };
  const outcome = await lookedAt(looking, step, 'shell', look);
  if (outcome.status === 'failed' && outcome.reading?.['exit_code'] === 1)
    return `there is no program ${String(outcome.reading['stdout']).trim()} on ${on}`;
  return troubleOf(outcome);
}

async function lackingCompose(looking: Looking, step: Step, on: string): Promise<string | null> {
  const script = 'docker compose version >/dev/null 2>&1 || command -v docker-compose >/dev/null';
  const outcome = await lookedAt(looking, step, 'shell', { script, on });
  const isMissing = outcome.status === 'failed' && outcome.reading?.['exit_code'] !== undefined;
  return isMissing ? `Docker Compose is not installed on ${on}` : troubleOf(outcome);
}

/** What a POSIX shell knows without a program. */
const BUILT_IN = new Set(
  '. : [ alias bg break cd command continue echo eval exec exit export false fg getopts hash jobs kill local printf pwd read readonly return set shift source test times trap true type ulimit umask unalias unset wait'.split(
    ' ',
  ),
);

const EMPTY_COMMAND = 'its command is empty: an input does not name one';

function missing(name: string, folder: string): string | null {
  if (name === '') return EMPTY_COMMAND;
  if (!name.includes('/')) return locate(name) === null ? `there is no program ${name} here` : null;
  const path = resolve(folder, name);
  try {
    accessSync(path, constants.X_OK);
    return null;
  } catch (error) {
    const isThere = (error as NodeJS.ErrnoException).code !== 'ENOENT';
    return isThere ? `${path} may not be started by this user` : `there is no ${path} (looked for in ${dirname(path)})`;
  }
}

const connectionOf = (rendered: Json): Readonly<Record<string, Json>> =>
  isObject(rendered)
    ? Object.fromEntries(
        ['url', 'db', 'tls', 'sentinel_password'].flatMap((key) =>
          key in rendered ? [[key, rendered[key] ?? null] as const] : [],
        ),
      )
    : {};

// `ACL DRYRUN` (Redis 7) asks whether a user may use a command, and runs nothing. Who may not ask is told nothing.
async function lackingRight(looking: Looking, step: Step, rendered: Json): Promise<string | null> {
  const connection = connectionOf(rendered);
  const ping = await asked(looking, step, 'redis', { command: 'PING', ...connection });
  if (ping !== null) return ping;
  const command = isObject(rendered) ? rendered['command'] : null;
  const words = Array.isArray(command) ? command : typeof command === 'string' ? command.split(/\s+/) : [];
  if (words.length === 0) return null;
  const user = await replyOf(looking, step, { command: ['ACL', 'WHOAMI'], ...connection });
  if (user === null) return null;
  const verdict = await replyOf(looking, step, {
    command: ['ACL', 'DRYRUN', user, ...words.map(String)],
    ...connection,
  });
  return verdict === null || verdict === 'OK' ? null : verdict;
}

async function replyOf(looking: Looking, step: Step, value: Json): Promise<string | null> {
  const outcome = await lookedAt(looking, step, 'redis', value);
  if (outcome.status !== 'succeeded') return null;
  const { reply } = outcome.reading as unknown as Readonly<Record<string, Json>>;
  return typeof reply === 'string' ? reply : null;
}

/** What keeps a look from going well, or null. */
async function asked(looking: Looking, step: Step, kind: PerformedKind, value: Json): Promise<string | null> {
  return troubleOf(await lookedAt(looking, step, kind, value));
}

function troubleOf(outcome: Outcome): string | null {
  if (outcome.status === 'succeeded') return null;
  if (outcome.status === 'blind') return outcome.reason.message;
  const { reason } = outcome;
  if (reason.kind === 'not_ok') return reason.error.message || reason.error.kind;
  return reason.kind === 'timed_out' ? `nothing answered within ${reason.after_ms / 1000} s` : 'it could not be asked';
}

const LOOK_MS = 3000;

async function lookedAt(looking: Looking, step: Step, kind: PerformedKind, value: Json): ReturnType<typeof carryOut> {
  const shaped = definition(kind).shape(value);
  if (!shaped.ok) return { status: 'blind', reason: { kind: 'invalid', message: 'it cannot be asked' } };
  return carryOut(looking, { ...step, kind, timeout_ms: LOOK_MS }, shaped.value as Json);
}
