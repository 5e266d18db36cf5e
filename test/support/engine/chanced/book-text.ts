// A runbook made by chance as its author would write it.

import type { WrittenBook, WrittenEscalation, WrittenGoal, WrittenStep } from './book.ts';
import { ITEMS } from './each.ts';
import { written } from './truth.ts';

/** A runbook as text: JSON is YAML. */
export function textOf(book: WrittenBook): string {
  const goal = (one: WrittenGoal): object => ({
    title: one.title,
    goal: written(one.goal),
    within: `${one.within_s}s`,
    ...(one.for_s === undefined ? {} : { for: `${one.for_s}s` }),
    ...(one.if === undefined ? {} : { if: written(one.if) }),
  });
  const escalation = (one: WrittenEscalation): object => ({
    to: one.to,
    say: 'Look at it.',
    ...(one.when === undefined ? {} : { when: written(one.when) }),
    ...(one.after_s === undefined ? {} : { after: `${one.after_s}s` }),
    ...(one.steps.length === 0 ? {} : { steps: one.steps.map(step) }),
  });
  return JSON.stringify({
    firebreak: 1,
    id: 'test',
    title: 'Test',
    severity: 'high',
    inputs: { flag: { default: book.flag } },
    ...(book.facts.length === 0
      ? {}
      : { facts: Object.fromEntries(book.facts.map(({ id, of }) => [id, written(of)])) }),
    ...(book.triggers.length === 0
      ? {}
      : {
          triggers: book.triggers.map(({ title, when, if: concerns }) => ({
            title,
            when: written(when),
            ...(concerns === undefined ? {} : { if: written(concerns) }),
          })),
        }),
    diagnose: book.probes.map(step),
    causes: book.causes.map(({ id, when, resolve, verify, escalate, runbook }) => ({
      id,
      title: `Cause ${id}`,
      ...(when.length === 0 ? {} : { when: when.map(written) }),
      because: `It is ${id}.`,
      ...(resolve.length === 0 ? {} : { resolve: resolve.map(step) }),
      ...(verify.length === 0 ? {} : { verify: verify.map(goal) }),
      ...(escalate.length === 0 ? {} : { escalate: escalate.map(escalation) }),
      ...(runbook === undefined ? {} : { runbook }),
    })),
    ...(book.verify.length === 0 ? {} : { verify: book.verify.map(goal) }),
    ...(book.escalate.length === 0
      ? {}
      : { escalate: book.escalate.map((one) => (isText(one) ? one.to : escalation(one))) }),
  });
}

/** Whether an escalation of the file is only a line of text. */
export const isText = ({ when, after_s }: WrittenEscalation): boolean => when === undefined && after_s === undefined;

function step(one: WrittenStep): object {
  const { id, kind, retry, hole, each } = one;
  const what = {
    shell: {
      shell: ['do', id, ...(hole === undefined ? [] : [`\${{ ${hole}.number }}`]), ...(each ? ['${{ item }}'] : [])],
    },
    manual: { manual: 'Do it.' },
    ask: { ask: 'Is it so?' },
    wait: { wait: `${one.wait_s ?? 1}s` },
    notify: { notify: { url: 'http://localhost:1/', text: 'help' } },
  }[kind];
  return {
    id,
    ...what,
    ...(each ? { for_each: ITEMS } : {}),
    ...(one.risk === undefined ? {} : { risk: one.risk }),
    ...(one.if === undefined ? {} : { if: written(one.if) }),
    ...(one.goal === undefined ? {} : { goal: written(one.goal), within: `${one.within_s ?? 30}s` }),
    ...(one.for_s === undefined ? {} : { for: `${one.for_s}s` }),
    ...(retry === undefined
      ? {}
      : {
          retry: {
            attempts: retry.attempts,
            every: `${retry.every_s}s`,
            ...(retry.doubles ? { backoff: 'exponential', max: `${retry.max_s}s` } : {}),
          },
        }),
    ...(one.repeatable === undefined ? {} : { repeatable: one.repeatable }),
    ...(one.on_failure === undefined ? {} : { on_failure: one.on_failure }),
    ...(one.undo.length === 0 ? {} : { undo: one.undo.map(step) }),
    ...(one.preview === undefined
      ? {}
      : { preview: { id: one.preview.id, shell: ['look', one.preview.id], risk: 'read' } }),
  };
}
