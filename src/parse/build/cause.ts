// Causes, and what causes share with the whole file: goals that verify, and escalations.

import { didYouMean } from '../../model/nearest.ts';
import type { Cause, Escalation, VerifyGoal } from '../../model/runbook.ts';
import { optional } from '../optional.ts';
import { GOAL } from '../unwritten.ts';
import { at, isText, itemsAt, keySpan, type MapNode, type Node, oneOrMoreAt, textAt } from '../yaml/node.ts';
import { type Build, durationAt, notesAt } from './context.ts';
import { concernAt, forAt, goalAt, whenAt } from './goal.ts';
import { checkOtherTemplates } from './other-templates.ts';
import { buildSteps } from './step.ts';

/** Builds the causes of a file, in its order: that order ranks them. */
export function buildCauses(build: Build): readonly Cause[] {
  return build.outline.causes.map((node) => {
    const runbook = textAt(node, 'runbook');
    checkOtherTemplates(build, at(node, 'because'));
    if (runbook !== undefined && at(node, 'resolve') !== undefined) {
      const help = 'keep one of them: steps that resolve the cause here, or the runbook that it is handed over to';
      build.problems.add('error', keySpan(node, 'runbook'), {
        code: 'two-ways',
        message: 'a cause has either `resolve` or `runbook`',
        help,
      });
    }
    checkRunbookIsThere(build, node);
    return {
      id: build.ids.get(node) ?? '',
      title: textAt(node, 'title') ?? build.ids.get(node) ?? '',
      when: whenAt(build, node),
      ...optional('because', build.expressions.template(at(node, 'because'), 'run')),
      resolve: buildSteps(build, node, { key: 'resolve', role: 'action' }),
      verify: buildVerify(build, node),
      escalate: buildEscalations(build, node, 'cause'),
      ...optional('runbook', runbook),
      ...optional('was', textAt(node, 'was')),
      notes: notesAt(node),
    };
  });
}

// An incident is not refused for a runbook that its end would name, and an author is told.
function checkRunbookIsThere({ others, problems }: Build, cause: Node): void {
  const [named, id] = [at(cause, 'runbook'), textAt(cause, 'runbook')];
  if (named === undefined || id === undefined || others === undefined || others.includes(id)) return;
  problems.add('warning', named, {
    code: 'unknown-name',
    message: `there is no runbook "${id}" here${didYouMean(id, others)}`,
    help: 'write the id of a runbook beside this one, in ./runbooks, on FIREBREAK_PATH, or one that is shipped',
  });
}

/** Builds the goals under `verify`. */
export function buildVerify(build: Build, node: Node): readonly VerifyGoal[] {
  return itemsAt(node, 'verify').flatMap((item) => {
    const within_ms = durationAt(build, item, { key: 'within', fallback: GOAL.within_ms });
    const every_ms = durationAt(build, item, { key: 'every', fallback: GOAL.every_ms });
    const goal = goalAt(build, item);
    const condition = concernAt(build, item);
    const holds = forAt(build, item);
    if (goal === undefined) return [];
    const title = textAt(item, 'title') ?? goal.source;
    return [{ title, ...optional('if', condition), goal, within_ms, every_ms, for: holds }];
  });
}

/**
 * Builds the escalations of the file, or of a cause: there nothing but the cause itself needs to raise them, and text alone is
 * what its owner is told.
 */
export function buildEscalations(build: Build, node: Node, where: 'file' | 'cause'): readonly Escalation[] {
  const only = at(node, 'escalate');
  if (where === 'cause' && isText(only)) {
    checkOtherTemplates(build, only);
    return [{ ...optional('say', build.expressions.template(only, 'run')), steps: [] }];
  }
  return oneOrMoreAt(node, 'escalate').flatMap((item) => {
    if (isText(item)) return [{ title: item.value, steps: [] }];
    return item.kind === 'map' ? [buildEscalation(build, item, where)] : [];
  });
}

function buildEscalation(build: Build, node: MapNode, where: 'file' | 'cause'): Escalation {
  checkOtherTemplates(build, at(node, 'say'));
  if (where === 'file' && at(node, 'when') === undefined && at(node, 'after') === undefined) {
    const help =
      'add `when: cause == null`, another condition, or `after: 30m`; or write it as one line of text, which is only shown';
    build.problems.add('error', firstKey(node), {
      code: 'never-raised',
      message: 'nothing ever raises this escalation',
      help,
    });
  }
  return {
    ...optional('title', textAt(node, 'title')),
    ...optional('when', build.expressions.condition(at(node, 'when'), 'run')),
    ...optional('after_ms', durationAt(build, node, { key: 'after', fallback: undefined })),
    ...optional('to', textAt(node, 'to')),
    ...optional('say', build.expressions.template(at(node, 'say'), 'run')),
    steps: buildSteps(build, node, { key: 'steps', role: 'escalation' }),
  };
}

const firstKey = (node: MapNode): { start: number; end: number } => node.entries.values().next().value?.key ?? node;
