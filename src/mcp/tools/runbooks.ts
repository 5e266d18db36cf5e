// Tools about runbooks: none of them touches a system or a run.

import { err, ok } from '../../model/result.ts';
import { cutText, lineFrom, NOT_INSTRUCTIONS } from '../../views/agents/data.ts';
import { INPUTS, NONE, RUNBOOK, type Tool, tool } from '../tool.ts';

const MOST_TEXT = 256 * 1024;
const MOST_EXPLAINED = 32 * 1024;
const MOST_PROBLEMS = 100;

/** The tools. */
export const RUNBOOK_TOOLS: readonly Tool[] = [
  tool({
    name: 'list_runbooks',
    description: 'The runbooks that can be started here, what each is for, and when it was last tried on its systems.',
    fields: {},
    looks: true,
    call: async ({ desk }) =>
      ok({
        data: NOT_INSTRUCTIONS,
        runbooks: (await desk.runbooks()).map(({ id, title, freshness, problem, plan }) => ({
          id,
          title: lineFrom(title, 200),
          ...(plan?.runbook.summary === undefined ? {} : { summary: lineFrom(plan.runbook.summary, 400) }),
          freshness,
          ...(plan === null ? {} : { inputs: plan.runbook.inputs.map(inputOf) }),
          ...(problem === null ? {} : { cannot_be_used: lineFrom(problem, 400) }),
        })),
      }),
  }),
  tool({
    name: 'explain_runbook',
    description:
      'What a runbook looks at, which causes it knows, and what it would do about each. Nothing is looked at.',
    fields: { runbook: RUNBOOK, inputs: INPUTS },
    looks: true,
    call: async (bench, { runbook, inputs = NONE }) => {
      const explained = await bench.explain(runbook, inputs);
      if (!explained.ok) return explained;
      return ok({
        data: NOT_INSTRUCTIONS,
        runbook,
        markdown: cutText(explained.value, MOST_EXPLAINED, `firebreak explain ${runbook} prints all of it`),
      });
    },
  }),
  tool({
    name: 'match_alert',
    description:
      'Which runbook fits an alert, and why not the others. Takes the body as Alertmanager, Grafana, PagerDuty or Standard Webhooks send it. Nothing is started.',
    fields: { alert: { type: 'object', description: 'The body of the alert', most: MOST_TEXT } },
    looks: true,
    call: async (bench, { alert }) => {
      const matched = await bench.match(JSON.stringify(alert));
      return matched.ok ? ok({ data: NOT_INSTRUCTIONS, alerts: matched.value }) : matched;
    },
  }),
  tool({
    name: 'validate_runbook',
    description:
      'Checks the text of a runbook: every problem with its place and the cure. The text is not kept and not run.',
    fields: { text: { type: 'string', description: 'The runbook as YAML', most: MOST_TEXT } },
    looks: true,
    call: async (bench, { text }) => {
      const all = await bench.validate(text);
      return ok({
        valid: !all.some(({ severity }) => severity === 'error'),
        problems: all.slice(0, MOST_PROBLEMS).map(({ severity, code, message, start, help }) => ({
          severity,
          code,
          line: start.line,
          column: start.column,
          message: lineFrom(message, 500),
          ...(help === undefined ? {} : { help: lineFrom(help, 500) }),
        })),
        more: Math.max(0, all.length - MOST_PROBLEMS),
      });
    },
  }),
  tool({
    name: 'test_runbook',
    description: 'Plays the scenarios of a runbook. No system is touched.',
    fields: { runbook: RUNBOOK },
    looks: true,
    call: async (bench, { runbook }) => {
      const known = (await bench.desk.runbooks()).some(({ id }) => id === runbook);
      return known ? bench.test(runbook) : err(noRunbook(runbook));
    },
  }),
];

function inputOf({
  name,
  description,
  default: fallback,
  secret,
  type,
}: {
  readonly name: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly secret?: boolean;
  readonly type?: unknown;
}) {
  return {
    name,
    type: String(type ?? 'string'),
    needed: fallback === undefined,
    ...(secret === true ? { secret } : {}),
    ...(description === undefined ? {} : { description: lineFrom(description, 200) }),
  };
}

/** Said where a runbook is not known. */
export const noRunbook = (id: string): string =>
  `there is no runbook "${lineFrom(id, 100)}" here; list_runbooks lists them`;
