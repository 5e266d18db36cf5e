// A cause with a step that is carried out for each of a list, and another behind it: the story of a run of it.

import type { RunEvent } from '../../../src/model/event.ts';
import type { Outcome } from '../../../src/model/outcome.ts';
import type { Question } from '../../../src/model/question.ts';
import { good, planOfText, simulate, told, type World } from './simulated-run.ts';
import { GUIDED } from './story.ts';

/** A runbook with a step for each of its hosts, and one after it. */
export const planOf = (step: string, hosts = '[a, b, c]', probes = '') =>
  planOfText(`
firebreak: 1
id: test
title: Test
severity: low
inputs: { hosts: { type: list, default: ${hosts} } }
diagnose:
  - { id: bad, shell: "true" }
  - { id: fixed, shell: "true" }
${probes}
causes:
  - id: broken
    title: It is broken
    when: bad.ok
    resolve:
      - { id: fix, title: "Fix \${{ item }}", for_each: "\${{ inputs.hosts }}", shell: [fix, "\${{ item }}"], ${step} }
      - { id: last, shell: [last], risk: change }
verify: [{ goal: fixed.ok, within: 2s }]
`);

/** Its end is not known. */
export const lost: Outcome = { status: 'failed', reason: { kind: 'lost', message: 'gone' } };
/** It failed. */
export const exit: Outcome = {
  status: 'failed',
  reason: { kind: 'not_ok', error: { kind: 'exit', code: '1', message: 'exit 1' } },
  reading: { ok: false, ms: 1, error: { kind: 'exit', code: '1', message: 'exit 1' }, exit_code: 1 },
};

/** What happens, and what a person says. */
export interface Story {
  readonly hosts?: string;
  readonly guided?: boolean;
  /** How the fix of an item ends; default: well. */
  readonly fix?: (item: string, nth: number) => Outcome;
  /** Whether all is well, by the items that were fixed. */
  readonly fixed?: (done: readonly string[]) => boolean;
  readonly answer?: (question: Question, nth: number) => ReturnType<NonNullable<World['answer']>>;
}

/** A run of it, not begun yet. */
export function story(step: string, { hosts, guided = false, fix, fixed, answer }: Story) {
  const inputs = { hosts: JSON.parse(hosts ?? '["a","b","c"]') as string[] };
  const plan = planOf(step);
  const done: string[] = [];
  const asked: Question[] = [];
  const world: World = {
    opened: guided ? { ...GUIDED, inputs } : { approve: 'change', inputs },
    perform: (_step, { nth, command }) => {
      const [verb = '', item = ''] = (command.rendered as { command?: readonly string[] }).command ?? [];
      if (verb === 'fix') {
        const outcome = fix?.(item, nth) ?? good();
        if (outcome.status === 'succeeded') done.push(item);
        return outcome;
      }
      if (verb === 'last') done.push('last');
      const isFixed = fixed?.(done) ?? done.includes('last');
      return command.step === 'fixed' && !isFixed ? exit : good();
    },
    answer: (question) => {
      if (question.kind === 'cause') return { choice: 'cause', cause: 'broken' };
      if (question.kind === 'waiting') return undefined;
      if (!asked.some(({ id }) => id === question.id)) asked.push(question);
      return answer?.(question, asked.findIndex(({ id }) => id === question.id) + 1) ?? { choice: 'stop' };
    },
  };
  return { plan, world, done, asked, run: () => simulate(plan, world) };
}

/** What was asked and done, one line each. */
export const steps = (events: readonly RunEvent[]): readonly string[] =>
  told(events).filter((line) => /^(?:run|skip|ask|broken|in doubt|finished|parked)/.test(line));
