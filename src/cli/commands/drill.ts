// `firebreak drill`: a sandbox is broken on purpose, the runbook is run on it, and the score is kept.

import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { boardJson, boardLines, boardMarkdown, isAsExpected, progressLine } from '../../drill/board.ts';
import { drillAll, lacksHere, whyNot } from '../../drill/drill-all.ts';
import type { Drilled } from '../../drill/drill-one.ts';
import { type Drill, drillId } from '../../drill/file/drill.ts';
import { KNOWN_LABS } from '../../drill/file/known.ts';
import { jsonText } from '../../model/json.ts';
import { didYouMean } from '../../model/nearest.ts';
import { closeConnections } from '../../steps/index.ts';
import { prepare } from '../../steps/perform.ts';
import { openStore } from '../../transcript/store.ts';
import { count } from '../../views/text/text.ts';
import { addScenario } from '../authoring/add-scenario.ts';
import { type DrillSource, drillsOf } from '../authoring/drill-file.ts';
import { CliError, EXIT, type ExitCode } from '../exit-codes.ts';
import { kindsIn } from '../lead.ts';
import { storeOf, translated } from '../open-run.ts';
import { packageFile } from '../package-folder.ts';
import { readRecord } from '../record-file.ts';
import { onSignals } from '../signals.ts';

/** The options of `drill`. */
export interface DrillOptions {
  readonly fault?: readonly string[];
  readonly list?: boolean;
  readonly repeat: number;
  readonly jobs?: number;
  readonly guided?: boolean;
  readonly markdown?: boolean;
  readonly writeScenarios?: boolean;
  readonly json?: boolean;
  readonly home?: string;
}

/** Carries the drills of a runbook out; exit 4 when one does not go as expected. */
export async function drill(word: string, options: DrillOptions): Promise<ExitCode> {
  const source = await drillsOf(word);
  const chosen = chosenIn(source, options.fault ?? []);
  if (options.list === true) return list(chosen, options);
  if (
    options.guided === true &&
    (process.stdin.isTTY !== true || process.stdout.isTTY !== true || options.json === true)
  )
    throw new CliError(
      EXIT.usage,
      'a guided drill needs a terminal',
      'leave --guided out: the runs are led unattended',
    );
  const drills = Array.from({ length: options.repeat }, () => chosen.map((one) => ({ ...one }))).flat();
  const home = join(storeOf(options.home).home, 'drills');
  const cut = new AbortController();
  const signals = onSignals({ stop: () => cut.abort(), takeBack: () => {}, letGo: () => {} });
  // What a sandbox waits for need not hold a process: answers that are late end by timers that do not.
  const holding = setInterval(() => {}, 60_000);
  let over = 0;
  const { plan } = source.file;
  try {
    await prepare(kindsIn(plan));
    const all = await drillAll(drills, {
      plan,
      environment: source.environment,
      folder: dirname(source.runbook),
      runbook: source.runbook,
      program: [process.execPath, packageFile('dist', 'firebreak.js')],
      store: translated(() => openStore(home)),
      guided: options.guided === true,
      jobs: options.guided === true ? 1 : (options.jobs ?? Math.min(4, availableParallelism())),
      signal: cut.signal,
      lacks: lacksHere,
      drilled: (drilled) => {
        over += 1;
        if (options.json !== true) say(`${String(over).padStart(4)}/${drills.length}  ${progressLine(drilled)}`);
      },
    });
    print(all, options);
    if (options.writeScenarios === true) await writeScenarios(source, all);
    const code = signals.code();
    if (code !== null) {
      say(`Cut off after ${count(all.length, 'drill')}; what was started is ended.`);
      return code;
    }
    if (options.json !== true && all.some((one) => one.kind === 'scored'))
      say(`The runs are kept: firebreak runs --home ${home}`);
    return all.every(isAsExpected) ? EXIT.ok : EXIT.check_failed;
  } finally {
    clearInterval(holding);
    signals.off();
    await closeConnections();
  }
}

function print(all: readonly Drilled[], { json, markdown }: DrillOptions): void {
  const lines = json === true ? [jsonText(boardJson(all))] : markdown === true ? boardMarkdown(all) : boardLines(all);
  process.stdout.write(`${lines.join('\n')}\n`);
}

function chosenIn(
  { drills, path }: { readonly drills: readonly Drill[]; readonly path: string },
  words: readonly string[],
): readonly Drill[] {
  if (words.length === 0) return drills;
  // `killed` is every drill of that fault, `killed/` the one without a further name.
  const namesOf = (one: Drill): readonly string[] => [
    one.fault,
    drillId(one),
    ...(one.as === undefined ? [`${one.fault}/`] : []),
  ];
  const ids = [...new Set(drills.flatMap(namesOf))];
  const unknown = words.find((word) => !ids.includes(word));
  if (unknown !== undefined)
    throw new CliError(
      EXIT.usage,
      `${path} has no drill "${unknown}"${didYouMean(unknown, ids)}`,
      `drills: ${ids.join(', ')}`,
    );
  return drills.filter((one) => namesOf(one).some((name) => words.includes(name)));
}

async function list(drills: readonly Drill[], { json }: DrillOptions): Promise<ExitCode> {
  const why = whyNot(lacksHere);
  const left = new Map<Drill, string>();
  for (const one of drills) {
    const reason = await why(one);
    if (reason !== null) left.set(one, reason);
  }
  if (json === true) {
    const all = drills.map((one) => ({
      fault: one.fault,
      as: one.as ?? null,
      title: one.title ?? null,
      sandbox: one.sandbox.name,
      needs: one.needs,
      lacks: left.get(one) ?? null,
      expect: one.expect,
    }));
    process.stdout.write(`${jsonText(all)}\n`);
    return EXIT.ok;
  }
  const longest = Math.max(...drills.map((one) => drillId(one).length));
  for (const one of drills) {
    const reason = left.get(one);
    const note = reason === undefined ? '' : ` (not here: ${reason})`;
    process.stdout.write(`${drillId(one).padEnd(longest)}  ${titleOf(one)}${note}\n`);
  }
  const here = drills.length - left.size;
  const rest = left.size === 0 ? '' : `; ${left.size} cannot be carried out here, for the reason beside each`;
  process.stdout.write(`\n${count(drills.length, 'drill')}, ${here} of them for this machine${rest}\n`);
  return EXIT.ok;
}

/** What a drill is about: its own title, else that of the fault that the sandbox knows, and what is expected. */
function titleOf(one: Drill): string {
  const { how } = one.sandbox;
  const known = how.kind === 'lab' ? KNOWN_LABS[how.lab].faults.find(({ id }) => id === one.fault)?.title : undefined;
  return one.title ?? [...(known === undefined ? [] : [known]), `expects ${expectedIn(one)}`].join(': ');
}

const expectedIn = ({ expect: { cause, group, outcome } }: Drill): string =>
  [...(cause ?? []), ...(group === undefined ? [] : [`one of ${group.join(', ')}`]), outcome ?? '']
    .filter((part) => part !== '')
    .join(', ');

async function writeScenarios(source: DrillSource, all: readonly Drilled[]): Promise<void> {
  const path = source.runbook.replace(/\.(ya?ml)$/, '.test.$1');
  for (const one of all) {
    if (one.kind !== 'scored' || one.score.misses.length > 0) continue;
    const title = one.drill.title ?? `Drill ${drillId(one.drill)}`;
    try {
      const { added } = await addScenario(readRecord(one.run.folder), { title, path, sandbox: true });
      if (added !== null) say(added);
    } catch (error) {
      if (!(error instanceof CliError)) throw error;
      say(`No scenario of ${drillId(one.drill)}: ${error.message}`);
    }
  }
}

const say = (text: string): void => void process.stderr.write(`${text}\n`);
