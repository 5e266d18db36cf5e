// `firebreak eval`: an expression over what a run saw, or over what a scenario gives: its value, that of every part, and
// what is unknown.

import { fold } from '../../engine/evolve/evolve.ts';
import type { Plan } from '../../engine/plan.ts';
import { scopeOf } from '../../engine/scope.ts';
import type { Run } from '../../engine/state.ts';
import type { ExpressionProblem } from '../../expr/environment.ts';
import type { RunEvent } from '../../model/event.ts';
import { jsonText } from '../../model/json.ts';
import { didYouMean } from '../../model/nearest.ts';
import { sanitizeLine } from '../../redact/sanitize.ts';
import { play } from '../../scenario/play.ts';
import { noValueWords, unknownInFull } from '../../views/blocks/unknown-words.ts';
import { valueLine } from '../../views/blocks/value-line.ts';
import { pad } from '../../views/text/text.ts';
import { readScenarioFile, scenarioFiles, startValues } from '../authoring/scenario-file.ts';
import { CliError, EXIT, type ExitCode } from '../exit-codes.ts';
import { findRun, storeOf } from '../open-run.ts';
import { readRecord, soundly } from '../record-file.ts';

/** The options of `eval`. */
export interface EvalOptions {
  readonly scenario?: string;
  readonly at?: number;
  readonly json?: boolean;
  readonly home?: string;
}

/** Evaluates one expression; exit 0 whatever its value, 2 where it cannot be read. */
export async function evaluate(word: string, source: string, options: EvalOptions): Promise<ExitCode> {
  if (options.scenario === undefined) {
    const record = readRecord(findRun(storeOf(options.home), word));
    return soundly(record, () => evaluated(record, source, options));
  }
  return evaluated(await scenarioOf(word, options.scenario), source, options);
}

function evaluated({ plan, events }: Source, source: string, options: EvalOptions): ExitCode {
  const state = stateAt(plan, events, options.at);
  const checked = plan.environment.expression(source, 'any', 'run');
  if (!checked.ok) throw new CliError(EXIT.usage, checked.error.map((problem) => drawn(source, problem)).join('\n'));
  const scope = scopeOf(state, state.first);
  const value = plan.environment.value(checked.value, scope);
  const { saw } = plan.environment.truth(checked.value, scope);
  if (options.json === true) {
    const found = value.ok ? { value: value.value } : { unknown: noValueWords(value.error) };
    process.stdout.write(`${jsonText({ expression: source, ...found, saw })}\n`);
    return EXIT.ok;
  }
  const wide = Math.min(40, Math.max(0, ...saw.map(({ name }) => name.length)));
  const lines = [
    value.ok ? valueLine(value.value) : `unknown: ${noValueWords(value.error)}`,
    ...saw
      .filter((seen) => seen.name !== source)
      .map(
        (seen) =>
          `  ${pad(sanitizeLine(seen.name), wide)}  ${'value' in seen ? valueLine(seen.value) : `unknown: ${unknownInFull(seen.unknown)}`}`,
      ),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  return EXIT.ok;
}

interface Source {
  readonly plan: Plan;
  readonly events: readonly RunEvent[];
}

// The scenario is named by its title, or by how its title begins.
async function scenarioOf(word: string, title: string): Promise<Source> {
  const [path = ''] = await scenarioFiles([word]);
  const source = await readScenarioFile(path);
  const all = source.scenarios ?? [];
  const found =
    all.find((one) => one.title === title) ??
    all.find((one) => one.title.toLowerCase().startsWith(title.toLowerCase()));
  if (source.scenarios === undefined)
    throw new CliError(EXIT.invalid, `${path} is not valid`, `firebreak test ${path} says why`);
  if (found === undefined)
    throw new CliError(
      EXIT.usage,
      `${path} has no scenario "${title}"${didYouMean(
        title,
        all.map((one) => one.title),
      )}`,
      all.map((one) => one.title).join('\n'),
    );
  const values = startValues(source.plan, found);
  if (typeof values === 'string') throw new CliError(EXIT.usage, values);
  return { plan: source.plan, events: play(source.plan, { ...found, after: {}, approve: 'read' }, values).events };
}

/** The state after all events, or after those up to a number. */
function stateAt(plan: Plan, events: readonly RunEvent[], seq: number | undefined): Run {
  const taken = seq === undefined ? events : events.filter((event) => event.seq <= seq);
  if (taken.length === 0) throw new CliError(EXIT.usage, `there is no event ${seq}; they are counted from 1`);
  return fold(plan, taken);
}

function drawn(source: string, { message, help, start, end }: ExpressionProblem): string {
  const caret = `${' '.repeat(start)}${'^'.repeat(Math.max(1, end - start))}`;
  return [message, `  ${sanitizeLine(source)}`, `  ${caret}`, ...(help === undefined ? [] : [`  help: ${help}`])].join(
    '\n',
  );
}
