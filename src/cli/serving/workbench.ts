// What tools for agents work with on this host: the desk of `serve`, a crew that leads runs in processes of their own, and the answers
// of commands that touch no run.

import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Workbench } from '../../mcp/ports.ts';
import type { JsonObject } from '../../model/json.ts';
import { err, ok, type Result } from '../../model/result.ts';
import { parseRunbook } from '../../parse/runbook.ts';
import { sanitizeLine } from '../../redact/sanitize.ts';
import { fitsOf, verdictOn } from '../../serve/alerts/match.ts';
import { NO_CONFIG } from '../../serve/config/config.ts';
import { readAlerts } from '../../session/alert/read-alert.ts';
import { knownInputs } from '../../session/known-inputs.ts';
import { runId } from '../../transcript/run-id.ts';
import { runFolder } from '../../transcript/store.ts';
import { explainMarkdown } from '../../views/explain/explain-markdown.ts';
import { explain } from '../../views/explain/explanation.ts';
import { passes, playAll, readScenarioFile, scenarioFiles } from '../authoring/scenario-file.ts';
import { testJson, totalLine } from '../authoring/test-output.ts';
import { CliError } from '../exit-codes.ts';
import { elsewhereOf } from '../fronts/front.ts';
import { writeReport } from '../reading/report-text.ts';
import { knownIds } from '../runbook-file.ts';
import { openCrew } from './crew.ts';
import { openDesk } from './desk.ts';

/** Runs that are led at a time for one agent. */
const AT_ONCE = 8;

/** Opens the workbench of a home; `program` is the file of this program. */
export function openWorkbench(home: string | undefined, program: string): Workbench {
  const desk = openDesk(home);
  const troubles = new Map<string, string>();
  const folderOf = (run: string) => runFolder(join(desk.home, 'runs', run));
  return {
    desk,
    crew: openCrew({
      home: desk.home,
      at_once: AT_ONCE,
      program,
      onEnd: ({ job, trouble }) => {
        if (trouble === null) troubles.delete(job.run);
        else troubles.set(job.run, trouble);
      },
    }),
    newRun: (runbook) => runId(Date.now(), runbook, Math.random),
    trouble: (run) => troubles.get(run) ?? null,
    resumeCommand: (run) => `firebreak resume ${run}${elsewhereOf(folderOf(run))}`,
    folderOf: (run) => folderOf(run).path,
    explain: async (id, given) => {
      const plan = (await desk.runbooks()).find((one) => one.id === id)?.plan ?? null;
      if (plan === null) return err('that runbook is not here, or cannot be used; list_runbooks says which can');
      const known = knownInputs(plan.runbook, plan.environment, given);
      if (!known.ok) return err(known.error.map(({ message }) => sanitizeLine(message)).join('; '));
      return ok(explainMarkdown(explain(plan, known.value)));
    },
    match: async (body) => {
      const read = readAlerts(body);
      if (!read.ok) return err(`the alert cannot be read: ${read.error}`);
      const entries = await desk.runbooks();
      return ok(
        read.value.map((one) => {
          if (one.kind === 'nothing') return { verdict: 'nothing', why: one.why };
          const verdict = verdictOn(fitsOf(entries, one.alert), NO_CONFIG);
          const { title, status } = one.alert;
          const runbook = verdict.is === 'start' ? verdict.runbook : null;
          return { title: sanitizeLine(title), status, verdict: verdict.is, runbook, fits: verdict.fits };
        }),
      );
    },
    report: (run, isLed) =>
      orSentence(() => {
        const parts: string[] = [];
        writeReport(folderOf(run), { format: 'md', isLed }, (text) => void parts.push(text));
        return parts.join('');
      }),
    validate: async (text) => parseRunbook({ file: 'the text', text, others: await knownIds() }).diagnostics,
    test,
    pause: (ms, signal) => pause(ms, undefined, { signal }).catch(() => {}),
    now: () => Date.now(),
  };
}

async function test(runbook: string): Promise<Result<JsonObject, string>> {
  try {
    const [path = ''] = await scenarioFiles([runbook]);
    const source = await readScenarioFile(path);
    if (source.scenarios === undefined)
      return err(`${path} is not valid: ${source.diagnostics.map(({ message }) => sanitizeLine(message)).join('; ')}`);
    const file = playAll(source, source.scenarios);
    const [told] = testJson([file]) as readonly JsonObject[];
    const all = (told?.['scenarios'] ?? []) as readonly JsonObject[];
    const failed = all.filter(({ passed }) => passed !== true);
    return ok({
      runbook,
      passed: file.scenarios.every(passes),
      total: totalLine([file]),
      coverage: told?.['coverage'] ?? null,
      failed,
    });
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return err(sanitizeLine(error.message));
  }
}

function orSentence<T>(work: () => T): Result<T, string> {
  try {
    return ok(work());
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return err(sanitizeLine(error.message));
  }
}
