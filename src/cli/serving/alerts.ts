// `firebreak alerts match`: which runbook an alert would start, and why not the others. Nothing is looked at, and nothing begun.

import { jsonText } from '../../model/json.ts';
import { sanitizeLine } from '../../redact/sanitize.ts';
import { type Fit, fitsOf, type Verdict, verdictOn } from '../../serve/alerts/match.ts';
import { NO_CONFIG, ruleFor, type ServeConfig } from '../../serve/config/config.ts';
import { readAlerts } from '../../session/alert/read-alert.ts';
import { readServeFile, usualServeFile } from '../authoring/serve-file.ts';
import { CliError, EXIT, type ExitCode } from '../exit-codes.ts';
import { shown } from '../runbook-file.ts';
import { standardInput } from '../standard-input.ts';
import { readOrFail } from '../start/given.ts';
import { openDesk } from './desk.ts';

/** The options of `alerts match`. */
export interface MatchOptions {
  readonly config?: string;
  readonly json?: boolean;
  readonly home?: string;
}

/** Says what would become of the alerts in files; `-` is standard input. */
export async function match(files: readonly string[], options: MatchOptions): Promise<ExitCode> {
  const config = await configOf(options.config);
  const entries = await openDesk(options.home).runbooks();
  const told: unknown[] = [];
  for (const file of files) {
    const named = file === '-' ? 'standard input' : shown(file);
    const read = readAlerts(file === '-' ? await standardInput() : await readOrFail(file));
    if (!read.ok) throw new CliError(EXIT.usage, `${named} cannot be read: ${read.error}`);
    for (const one of read.value) {
      if (one.kind === 'nothing') {
        told.push({ file: named, verdict: 'nothing', why: one.why });
        if (options.json !== true) say(`${named}: it starts nothing: ${one.why}`);
        continue;
      }
      const fits = fitsOf(entries, one.alert);
      const verdict = verdictOn(fits, config);
      told.push({
        file: named,
        alert: one.alert,
        verdict: verdict.is,
        runbook: verdict.is === 'start' ? verdict.runbook : null,
        fits,
      });
      if (options.json !== true)
        for (const line of linesOf(named, { status: one.alert.status, title: one.alert.title }, verdict, config))
          say(line);
    }
  }
  if (options.json === true) say(jsonText(told));
  return EXIT.ok;
}

async function configOf(given: string | undefined): Promise<ServeConfig> {
  const path = given ?? usualServeFile();
  if (path === null) return NO_CONFIG;
  const { config, path: named } = await readServeFile(path);
  if (config === undefined)
    throw new CliError(EXIT.invalid, `${named} is not valid`, `firebreak validate ${named} says why`);
  return config;
}

function linesOf(
  named: string,
  { status, title }: { readonly status: string; readonly title: string },
  verdict: Verdict,
  config: ServeConfig,
): readonly string[] {
  const near = verdict.fits.filter(({ truth }) => truth !== 'none');
  const heads = {
    start:
      verdict.is === 'start'
        ? `starts ${verdict.runbook}, which may ${WORDS[ruleFor(config, verdict.runbook).approve]}`
        : '',
    offered: 'starts nothing: several runbooks fit, and the policy names none of them; the page offers each',
    unmatched: 'starts nothing: no runbook has a trigger that fits',
  };
  const head =
    status === 'firing'
      ? heads[verdict.is]
      : 'has cleared: it starts nothing, and is told to the runs that are open for it';
  return [
    `${named}: "${sanitizeLine(title)}" ${head}`,
    ...near.flatMap(({ runbook, truth, triggers }: Fit) => [
      `  ${MARKS[truth]} ${runbook}`,
      ...triggers.map((one) => `      ${MARKS[one.truth] ?? '?'} ${sanitizeLine(one.source.replace(/\s+/g, ' '))}`),
    ]),
    ...(near.length === 0 ? ['  No runbook here has a trigger over alerts.'] : []),
  ];
}

const WORDS = {
  read: 'look, and wait for an approval',
  change: 'change what can be taken back',
  disrupt: 'do what users notice',
  destroy: 'do everything',
} as const;

const MARKS: Readonly<Record<string, string>> = { true: '✓', false: '✗', unknown: '?', none: ' ' };

const say = (line: string): void => void process.stdout.write(`${line}\n`);
