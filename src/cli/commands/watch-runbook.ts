// `firebreak watch <runbook>`: looks at the triggers of a runbook again and again, and starts a run when one holds for long
// enough, once an incident. Between runs nothing is changed, and a run does no more than --approve allows.

import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { Plan } from '../../engine/plan.ts';
import { formatDuration } from '../../model/duration.ts';
import type { Evidence, Truth } from '../../model/expression.ts';
import type { Risk } from '../../model/risk.ts';
import { createMasker } from '../../redact/redact.ts';
import type { ResolvedInputs } from '../../session/inputs.ts';
import { type Looking, lookAt } from '../../session/look.ts';
import { standBy } from '../../session/stand-by.ts';
import { PERFORMERS } from '../../steps/index.ts';
import { prepare } from '../../steps/perform.ts';
import { sourceAndSaw } from '../../views/blocks/evidence-lines.ts';
import { plainLine } from '../../views/plain/line.ts';
import type { Tag } from '../../views/text/tag.ts';
import { count } from '../../views/text/text.ts';
import { CliError, EXIT, type ExitCode } from '../exit-codes.ts';
import type { Screen } from '../fronts/front.ts';
import { kindsIn } from '../lead.ts';
import { storeOf } from '../open-run.ts';
import { listedRuns } from '../reading/run-list.ts';
import { type RunbookFile, readRunbook } from '../runbook-file.ts';
import { endedBySignals } from '../signals.ts';
import { givenInputs } from '../start/given.ts';
import { inputsOf } from '../start/inputs.ts';
import { startRun } from '../start/start-run.ts';
import { refuseUnusable } from '../start/unusable.ts';
import { anyOf, type Incident, incidentAfter } from '../watching/incident.ts';

/** How a runbook is watched. */
export interface WatchRunbookOptions {
  readonly input?: Readonly<Record<string, string>>;
  readonly inputFile?: readonly string[];
  readonly approve: Risk;
  /** In milliseconds. */
  readonly every: number;
  readonly for: number;
  readonly writeProbe: boolean;
  readonly verbose?: boolean;
  readonly json?: boolean;
  readonly as?: string;
  readonly home?: string;
}

/** Watches until it is ended by a signal. */
export async function watchRunbook(word: string, options: WatchRunbookOptions): Promise<ExitCode> {
  const file = await readRunbook(word);
  const { plan, path } = file;
  const triggers = plan.runbook.triggers.flatMap(({ title, when }) => (when === undefined ? [] : [{ title, when }]));
  if (triggers.length === 0)
    throw new CliError(
      EXIT.usage,
      `${path} has no trigger with a condition: there is nothing to look for`,
      'give one of its triggers a `when`',
    );
  const screen: Screen = {
    kind: options.json === true ? 'json' : 'plain',
    guided: false,
    detail: options.verbose === true ? 'full' : 'brief',
  };
  const given = await givenInputs(options, plan.runbook);
  const inputs = await inputsOf(file, { ...given, alert: null }, screen);
  await refuseUnusable(plan, inputs);
  await prepare(kindsIn(plan));
  const say = (tag: Tag, text: string): void => {
    const to = screen.kind === 'json' ? process.stderr : process.stdout;
    to.write(`${plainLine(Date.now(), tag, text)}\n`);
  };
  // A run under way hears them too, and ends first.
  const signal = endedBySignals();
  // One listener a probe.
  setMaxListeners(0, signal);
  const cwd = process.cwd();
  const looking: Looking = { plan, inputs, performers: PERFORMERS, cwd, signal, write_probe: options.writeProbe };
  const masker = createMasker(inputs.declared);
  const about = [`${count(triggers.length, 'trigger')}, every ${formatDuration(options.every)}`];
  if (options.for > 0) about.push(`a run starts when one has held for ${formatDuration(options.for)}`);
  say('watch', `${plan.runbook.title}: ${about.join('; ')}; up to risk "${options.approve}"`);

  let incident: Incident = { is: 'quiet' };
  let last: Truth | null = null;
  // Why no run could be started for the incident, when that was tried last.
  let hindered: string | null = null;
  while (!signal.aborted) {
    // Before the look: what is there then is taken.
    await standBy(looking);
    const seen = await truthsOf(plan, looking, triggers);
    if (signal.aborted) break;
    const truth = anyOf(seen.map(({ evidence }) => evidence.truth));
    if (truth !== last) say('trigger', masker.maskText(wordsOf(truth, seen)));
    last = truth;
    const before: Incident = incident;
    incident = incidentAfter(before, truth, { now_ms: performance.now(), for_ms: options.for });
    if (incident.is === 'taken_up' && before.is !== 'taken_up') {
      const hindrance = await startFor(file, inputs, { screen, options });
      if (signal.aborted) break;
      if (hindrance === null) {
        say('watch', 'goes on; no other run is started before the triggers are clear');
        last = null;
      } else {
        // The incident is not taken up: it is tried again at the next look, and said once.
        incident = before;
        if (hindrance.why !== hindered) say(hindrance.tag, hindrance.why);
      }
      hindered = hindrance?.why ?? null;
    }
    await pause(options.every, undefined, { signal }).catch(() => {});
  }
  return signal.reason as ExitCode;
}

interface Hindrance {
  readonly tag: Tag;
  readonly why: string;
}

// Starts a run, and waits for its end; what kept one from being started or led is no end of the watch.
async function startFor(
  file: RunbookFile,
  inputs: ResolvedInputs,
  { screen, options }: { readonly screen: Screen; readonly options: WatchRunbookOptions },
): Promise<Hindrance | null> {
  const { approve, writeProbe, as, home } = options;
  try {
    const open = await openRunOf(file.plan.runbook.id, home);
    if (open !== null)
      return {
        tag: 'hint',
        why: `the run ${open} of this runbook is open; no second one is started before firebreak resume or firebreak close has ended it`,
      };
    const how = { approve, writeProbe, ...(as === undefined ? {} : { as }), ...(home === undefined ? {} : { home }) };
    await startRun(file, { inputs, alert: null, answers: {}, screen, options: how, standsBy: true });
    return null;
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    const next = error.next === undefined ? '' : ` (${error.next})`;
    return { tag: 'failed', why: `no run could be led: ${error.message}${next}; the watch goes on` };
  }
}

interface SeenTrigger {
  readonly title: string;
  readonly evidence: Evidence;
}

async function truthsOf(
  plan: Plan,
  looking: Looking,
  triggers: readonly { readonly title: string; readonly when: Parameters<Plan['environment']['truth']>[0] }[],
): Promise<readonly SeenTrigger[]> {
  const { scope } = await lookAt(
    looking,
    triggers.flatMap(({ when }) => when.probes),
  );
  return triggers.map(({ title, when }) => ({ title, evidence: plan.environment.truth(when, scope) }));
}

function wordsOf(truth: Truth, seen: readonly SeenTrigger[]): string {
  const such = seen.filter(({ evidence }) => evidence.truth === truth);
  switch (truth) {
    case 'true':
      return `holds: ${such.map(({ title }) => title).join('; ')}`;
    case 'false':
      return 'none holds';
    case 'unknown':
      return `not known, and that starts nothing: ${such.map(({ title, evidence }) => `${title}: ${sourceAndSaw(evidence)}`).join('; ')}`;
  }
}

// A watch that is started anew finds the run that the one before it has left: one that waits for a person, for example. Others
// may have been led since, and are over.
async function openRunOf(runbook: string, home: string | undefined): Promise<string | null> {
  for await (const { folder, listing } of listedRuns(storeOf(home)))
    if (!('problem' in listing) && listing.runbook === runbook && !listing.sandbox && !listing.isOver) return folder.id;
  return null;
}
