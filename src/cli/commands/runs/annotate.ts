// `firebreak annotate`: what the cause of an incident really was, and which steps helped, said after the fact. It stands
// beside the record, which stays what it was; backtests and statistics go by it.

import { readFile } from 'node:fs/promises';
import type { Plan } from '../../../engine/plan.ts';
import type { Observations, RunEvent } from '../../../model/event.ts';
import { jsonText } from '../../../model/json.ts';
import { didYouMean } from '../../../model/nearest.ts';
import { parseRunbook } from '../../../parse/runbook.ts';
import { createMasker } from '../../../redact/redact.ts';
import { sanitizeLine } from '../../../redact/sanitize.ts';
import { annotate as write } from '../../../transcript/after/annotations.ts';
import type { Marked } from '../../../views/report/marked.ts';
import { markedLines, saidAfter } from '../../../views/report/marked-lines.ts';
import { askLine } from '../../ask-line.ts';
import { CliError, EXIT, type ExitCode } from '../../exit-codes.ts';
import { actorOf, findRun, storeOf, translated } from '../../open-run.ts';
import { type GoneThrough, goThrough } from '../../reading/go-through.ts';
import { markedOf } from '../../reading/marked.ts';

/** The options of `annotate`. */
export interface AnnotateOptions {
  readonly cause?: string;
  readonly other?: string;
  readonly helped?: readonly string[];
  readonly didNotHelp?: readonly string[];
  readonly note?: string;
  readonly as?: string;
  readonly json?: boolean;
  readonly home?: string;
}

type Said = Omit<Observations['run.annotated'], 'of'>;

/** Writes down what is known of a run now; without a word of it, asks at a terminal. */
export async function annotate(word: string, options: AnnotateOptions): Promise<ExitCode> {
  const folder = findRun(storeOf(options.home), word);
  const gone = goThrough(folder, carriedOut);
  const causes = await causesOf(gone);
  const { didNotHelp = [], helped = [] } = options;
  const isSaid = [options.cause, options.other, options.note].some((one) => one !== undefined);
  const said =
    isSaid || helped.length + didNotHelp.length > 0
      ? saidIn(options, { causes, gone })
      : await asked(folder.id, { causes, gone });
  // What is typed here goes on record as everything else does: without passwords that stand in addresses.
  const data = createMasker([]).maskJson({ of: { ...gone.head }, ...said });
  translated(() => write(folder, { actor: actorOf(options.as), at_ms: Date.now(), data }));
  const marked = markedOf(folder);
  if (options.json === true) process.stdout.write(`${jsonText({ run: folder.id, of: gone.head, marked })}\n`);
  else tell(folder.id, gone.plan, marked);
  return EXIT.ok;
}

function tell(run: string, plan: Plan, marked: Marked | null): void {
  const lines = marked === null ? [] : markedLines(saidAfter(plan, marked));
  process.stdout.write(
    `${[`${run}, after the fact:`, ...lines.map((line) => `  ${line}`)].map(sanitizeLine).join('\n')}\n`,
  );
}

/** The steps that a run carried out, by id, in their order; and the causes that it took up. */
function carriedOut(plan: Plan) {
  const steps = new Map<string, string>();
  const taken: string[] = [];
  return {
    steps,
    taken,
    take(event: RunEvent): void {
      if (event.type === 'cause.chosen') taken.push(event.data.cause);
      if (event.type !== 'step.started' || event.data.purpose !== 'action') return;
      const id = plan.steps.get(event.data.step)?.step.id ?? event.data.step;
      steps.set(id, event.data.shown.title);
    },
  };
}

type Gone = GoneThrough<ReturnType<typeof carriedOut>>;

/** What a cause may be: by id, with its title. */
type Causes = ReadonlyMap<string, string>;

interface Known {
  readonly causes: Causes;
  readonly gone: Gone;
}

// A cause that was written down because of this incident stands in the runbook of today alone.
async function causesOf({ plan, opened }: Gone): Promise<Causes> {
  const then = plan.runbook.causes;
  const { path, id } = opened.runbook;
  const text = await readFile(path, 'utf8').catch(() => null);
  const today = text === null ? undefined : parseRunbook({ file: path, text }).runbook;
  const now = today?.id === id ? today.causes : [];
  return new Map([...then, ...now].map((cause) => [cause.id, cause.title]));
}

function saidIn({ cause, other, helped = [], didNotHelp = [], note }: AnnotateOptions, { causes, gone }: Known): Said {
  if (cause !== undefined && other !== undefined)
    throw new CliError(EXIT.usage, '--cause and --other both say what the cause was', 'give one of them');
  if (cause !== undefined && !causes.has(cause))
    throw new CliError(
      EXIT.usage,
      `the runbook has no cause "${cause}"${didYouMean(cause, [...causes.keys()])}`,
      `causes: ${[...causes.keys()].join(', ')}; where it is none of them, say it in words with --other`,
    );
  for (const text of [other, note])
    if (text !== undefined && text.trim() === '')
      throw new CliError(EXIT.usage, 'nothing is said', 'write a few words');
  const { steps } = gone.made;
  for (const step of [...helped, ...didNotHelp])
    if (!steps.has(step))
      throw new CliError(
        EXIT.usage,
        `this run did not carry out a step "${step}"${didYouMean(step, [...steps.keys()])}`,
        steps.size === 0 ? 'it carried out none' : `it carried out: ${[...steps.keys()].join(', ')}`,
      );
  const both = helped.find((step) => didNotHelp.includes(step));
  if (both !== undefined)
    throw new CliError(EXIT.usage, `${both} cannot have helped and not helped`, 'say one of them');
  const all = [...helped.map((step) => [step, true] as const), ...didNotHelp.map((step) => [step, false] as const)];
  return {
    ...(cause === undefined ? {} : { cause }),
    ...(other === undefined ? {} : { other }),
    ...(all.length === 0 ? {} : { helped: Object.fromEntries(all) }),
    ...(note === undefined ? {} : { note }),
  };
}

async function asked(run: string, { causes, gone }: Known): Promise<Said> {
  if (!process.stdin.isTTY || !process.stderr.isTTY)
    throw new CliError(
      EXIT.usage,
      `nothing is said of ${run}`,
      'say it with --cause, --other, --helped, --did-not-help or --note; at a terminal you are asked',
    );
  const ids = [...causes.keys()];
  const took = gone.made.taken.map((id) => causes.get(id) ?? id).join(', then ');
  const list = ids.map((id, n) => `  ${String(n + 1).padStart(2)} ${sanitizeLine(causes.get(id) ?? id)} (${id})`);
  process.stderr.write(`${[`${run} worked on: ${sanitizeLine(took) || 'no cause'}`, ...list].join('\n')}\n`);
  const cause = await askedCause(ids);
  const steps: Record<string, boolean> = {};
  for (const [id, title] of gone.made.steps) {
    const helped = await askedYesNo(`Did "${sanitizeLine(title)}" help? y, n, or nothing: `);
    if (helped !== null) steps[id] = helped;
  }
  const note = (await askLine('What else was learned? (may be empty) ')).trim();
  const said: Said = {
    ...cause,
    ...(Object.keys(steps).length === 0 ? {} : { helped: steps }),
    ...(note === '' ? {} : { note }),
  };
  if (Object.keys(said).length === 0) throw new CliError(EXIT.usage, 'nothing was said, and nothing is written down');
  return said;
}

async function askedCause(ids: readonly string[]): Promise<Said> {
  for (;;) {
    const typed = (await askLine('What was it really? A number, an id, other words, or nothing: ')).trim();
    if (typed === '') return {};
    const id = /^\d+$/.test(typed) ? ids[Number(typed) - 1] : ids.find((one) => one === typed);
    if (id !== undefined) return { cause: id };
    if (/\s/.test(typed)) return { other: typed };
    process.stderr.write(`There is no such cause${didYouMean(typed, ids)}; other words are at least two.\n`);
  }
}

async function askedYesNo(prompt: string): Promise<boolean | null> {
  for (;;) {
    const typed = (await askLine(prompt)).trim().toLowerCase();
    if (typed === '') return null;
    if (['y', 'yes'].includes(typed)) return true;
    if (['n', 'no'].includes(typed)) return false;
  }
}
