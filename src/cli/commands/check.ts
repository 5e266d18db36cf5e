// `firebreak check`: whether a runbook still fits its systems. Every probe runs now, nothing is changed and no run is opened;
// what was found is kept, so that a run can say how old it is.

import { setMaxListeners } from 'node:events';
import { readdir, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { type Json, jsonText } from '../../model/json.ts';
import type { Runbook } from '../../model/runbook.ts';
import { sanitizeLine } from '../../redact/sanitize.ts';
import { closeConnections } from '../../steps/index.ts';
import type { Store } from '../../transcript/store.ts';
import { count, pad, width } from '../../views/text/text.ts';
import { CliError, EXIT, type ExitCode } from '../exit-codes.ts';
import { type LookedOver, lookOver } from '../freshness/look-over.ts';
import { ago, keepStamp, lastStamp, type Stamp, textHash } from '../freshness/stamp.ts';
import { storeOf, translated } from '../open-run.ts';
import { planOf, type RunbookFile, readRunbook, readTrusted, shown } from '../runbook-file.ts';
import { type Given, type GivenInputs, givenFor, readGiven } from '../start/given.ts';
import { inputsOf } from '../start/inputs.ts';
import { refuseUnusable } from '../start/unusable.ts';

/** The options of `check`. */
export interface CheckOptions {
  readonly input?: Readonly<Record<string, string>>;
  readonly inputFile?: readonly string[];
  readonly all?: string | true;
  /** In milliseconds. */
  readonly maxAge?: number;
  readonly writeProbe: boolean;
  readonly json?: boolean;
  readonly home?: string;
}

/** One runbook with what was found; `trouble` says why it was not looked over. */
interface Result {
  readonly path: string;
  readonly runbook: string;
  readonly over: LookedOver | null;
  readonly trouble: string | null;
  /** What is overdue: a review, a check. */
  readonly overdue: readonly string[];
  readonly stamp: Stamp | null;
}

/** Checks one runbook, or all of a folder; exit 4 when something is not as a run would need it. */
export async function check(word: string | undefined, options: CheckOptions): Promise<ExitCode> {
  const given = await readGiven(options);
  const store = storeOf(options.home);
  const { signal } = new AbortController();
  // One listener a probe.
  setMaxListeners(0, signal);
  const checking: Checking = { options, given, store, signal, many: options.all !== undefined };
  try {
    if (options.all !== undefined)
      return await everything(options.all === true ? (word ?? 'runbooks') : options.all, checking);
    if (word === undefined)
      throw new CliError(EXIT.usage, 'no runbook is named', 'firebreak check <runbook>, or --all for a folder');
    const file = await readRunbook(word);
    const result = await one(file, checking);
    if (options.json === true) process.stdout.write(`${jsonText(asJson(result), 2)}\n`);
    else for (const line of linesOf(result)) process.stdout.write(`${line}\n`);
    return isWell(result) ? EXIT.ok : EXIT.check_failed;
  } finally {
    await closeConnections();
  }
}

interface Checking {
  readonly options: CheckOptions;
  readonly given: Given;
  readonly store: Store;
  readonly signal: AbortSignal;
  /** Inputs are given for those runbooks that declare them. */
  readonly many: boolean;
}

async function one(file: RunbookFile, { options, given: all, store, signal, many }: Checking): Promise<Result> {
  const { plan, path, text } = file;
  const { id } = plan.runbook;
  const common = { path, runbook: id, trouble: null };
  // A gate looks at nothing: it asks how old the last look is.
  if (options.maxAge !== undefined) {
    const stamp = lastStamp(store, id);
    const overdue = [...reviewDue(file), ...tooOld(stamp, textHash(text), options.maxAge)];
    return { ...common, over: null, overdue, stamp };
  }
  const given = givenFor(all, plan.runbook);
  const meant = many ? declaredAmong(plan.runbook, given) : given;
  const inputs = await inputsOf(file, { ...meant, alert: null }, { kind: 'plain', guided: false, detail: 'brief' });
  await refuseUnusable(plan, inputs);
  const over = await lookOver(file, { inputs, write_probe: options.writeProbe, signal });
  const stamp = stampOf(id, over);
  translated(() => keepStamp(store, stamp));
  return { ...common, over, overdue: reviewDue(file), stamp };
}

function stampOf(runbook: string, { sha256, probes, needs }: LookedOver): Stamp {
  const counted = (state: string): number => probes.filter((probe) => probe.state === state).length;
  const lacking = needs.filter(({ state }) => state === 'lacking').length;
  const [blind, failing] = [counted('blind'), counted('failing')];
  const ok = blind + failing + lacking === 0;
  return {
    runbook,
    sha256,
    at: new Date().toISOString(),
    ok,
    host: hostname(),
    probes: probes.length,
    blind,
    failing,
    lacking,
  };
}

function reviewDue({ plan: { runbook } }: RunbookFile): readonly string[] {
  const { reviewed, review_every_ms } = runbook;
  if (review_every_ms === undefined) return [];
  if (reviewed === undefined) return ['it was never reviewed (`reviewed`)'];
  return Date.now() - Date.parse(reviewed) > review_every_ms
    ? [`its review is due: the last one was ${ago(reviewed, Date.now())} (${reviewed})`]
    : [];
}

function tooOld(stamp: Stamp | null, sha256: string, max_ms: number): readonly string[] {
  if (stamp === null) return ['it was never checked here: firebreak check'];
  const age = Date.now() - Date.parse(stamp.at);
  return [
    ...(age > max_ms ? [`its last check was ${ago(stamp.at, Date.now())}`] : []),
    ...(stamp.ok ? [] : ['its last check did not find everything as a run needs it']),
    ...(stamp.sha256 === sha256 ? [] : ['it has changed since its last check']),
  ];
}

const isWell = ({ over, trouble, overdue, stamp }: Result): boolean =>
  trouble === null && overdue.length === 0 && (over === null || stamp?.ok === true);

function linesOf(result: Result): readonly string[] {
  const { over, path, overdue, stamp } = result;
  const marks = { ok: 'ok', failing: 'FAIL', blind: 'BLIND' } as const;
  const waiting = (over?.probes ?? []).filter(({ state }) => state === 'waits').map(({ id }) => id);
  const steps = { ready: 'ok', lacking: 'LACKS', later: '?' } as const;
  const said = new Set<string>();
  const isSaid = (cure: string): boolean => said.size === said.add(cure).size;
  const line = (mark: string, text: string): string => `  ${pad(mark, 5)}  ${sanitizeLine(text)}`;
  return [
    `${path}${over === null ? '' : `: ${count(over.probes.length, 'probe')}`}`,
    ...(over?.probes ?? []).flatMap(({ state, id, title, text, cure }) =>
      state === 'not_needed' || state === 'waits'
        ? []
        : [
            line(marks[state], `${id}: ${title === id ? '' : `${title}: `}${text}`),
            ...(cure === '' || isSaid(cure) ? [] : [line('', state === 'blind' ? `to see: ${cure}` : cure)]),
          ],
    ),
    ...(waiting.length === 0 ? [] : [line('', `these wait for them: ${waiting.join(', ')}`)]),
    ...(over === null || over.needs.length === 0 ? [] : ['What its steps would need:']),
    ...(over?.needs ?? []).map(({ state, step, command, why }) =>
      line(steps[state], `${step}${command === '' ? '' : `: ${command}`}${why === '' ? '' : ` (${why})`}`),
    ),
    ...overdue.map((why) => line('DUE', why)),
    verdictOf(result, stamp),
  ];
}

function verdictOf(result: Result, stamp: Stamp | null): string {
  if (isWell(result))
    return result.over === null
      ? `Checked ${ago(stamp?.at ?? '', Date.now())}, and in time.`
      : 'Everything that a run needs can be seen.';
  const { blind = 0, failing = 0, lacking = 0 } = result.over === null ? {} : (stamp ?? {});
  const parts = [
    ...(blind === 0 ? [] : [`${count(blind, 'probe')} cannot look`]),
    ...(failing === 0 ? [] : [`${count(failing, 'probe')} with bad news`]),
    ...(lacking === 0 ? [] : [`${count(lacking, 'step')} lack something`]),
    ...(result.overdue.length === 0 ? [] : [`${result.overdue.length} overdue`]),
  ];
  return `Not as a run needs it: ${parts.join(', ')}.`;
}

function asJson(result: Result): Json {
  const { over, ...rest } = result;
  return {
    ...(rest as unknown as Readonly<Record<string, Json>>),
    ok: isWell(result),
    probes: (over?.probes ?? []) as unknown as Json,
    needs: (over?.needs ?? []) as unknown as Json,
  };
}

async function everything(folder: string, checking: Checking): Promise<ExitCode> {
  const found = await stat(folder).catch(() => null);
  if (found?.isDirectory() !== true)
    throw new CliError(
      EXIT.usage,
      `${folder} is no folder`,
      'name the folder of the runbooks: firebreak check --all runbooks',
    );
  const names = (await readdir(folder))
    .filter((name) => /\.ya?ml$/.test(name) && !/\.(test|drill|serve)\.ya?ml$/.test(name))
    .sort();
  if (names.length === 0)
    throw new CliError(EXIT.usage, `there are no runbooks in ${shown(folder)}`, 'runbooks are files that end in .yaml');
  const results: Result[] = [];
  // One after the other: each looks at its systems with all of its probes at once.
  for (const name of names) results.push(await oneOfMany(join(folder, name), checking));
  if (checking.options.json === true) process.stdout.write(`${jsonText(results.map(asJson), 2)}\n`);
  else for (const line of tableOf(results)) process.stdout.write(`${line}\n`);
  return results.every(isWell) ? EXIT.ok : EXIT.check_failed;
}

// What keeps one from being looked over is a finding; the others go on.
async function oneOfMany(path: string, checking: Checking): Promise<Result> {
  const nothing = { path: shown(path), runbook: '', over: null, overdue: [], stamp: null };
  try {
    const file = planOf(shown(path), await readTrusted(path));
    return await one(file, checking);
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    // All that is missing is one finding; of a file that is refused the first line says that it is.
    const lines = error.message.split(/\n\s*/);
    return { ...nothing, trouble: (error.exit === EXIT.usage ? lines : lines.slice(0, 1)).join('; ') };
  }
}

function declaredAmong({ inputs }: Runbook, { given, places }: GivenInputs): GivenInputs {
  const declared = new Set(inputs.map(({ name }) => name));
  return { given: Object.fromEntries(Object.entries(given).filter(([name]) => declared.has(name))), places };
}

function tableOf(results: readonly Result[]): readonly string[] {
  const head = ['', 'RUNBOOK', 'PROBES', 'BLIND', 'BAD NEWS', 'LACKING', 'CHECKED', 'NOTE'];
  const rows = results.map((result) => {
    const { path, over, trouble, overdue, stamp } = result;
    const numbers =
      stamp === null ? ['-', '-', '-', '-'] : [stamp.probes, stamp.blind, stamp.failing, stamp.lacking].map(String);
    const blind = over?.probes.find(({ state }) => state === 'blind');
    const note = trouble ?? overdue[0] ?? (blind === undefined ? '' : `${blind.id}: ${blind.text}`);
    return [
      isWell(result) ? 'ok' : 'NOT',
      path,
      ...numbers,
      stamp === null ? 'never' : ago(stamp.at, Date.now()),
      sanitizeLine(note),
    ];
  });
  const widths = head.map((_name, n) => Math.max(...[head, ...rows].map((cells) => width(cells[n] ?? ''))));
  return [head, ...rows].map((cells) =>
    cells
      .map((cell, n) => pad(cell, widths[n] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
