// What a responder edits: the command as it would run, values filled in and quoted where they stand, with holes left for
// secrets alone; and the way back from the edited text to a step.

import { writeTemplate } from '../expr/template.ts';
import { definition } from '../kinds/index.ts';
import type { ShapeProblem } from '../kinds/kind.ts';
import {
  type Hole,
  isSecretText,
  type Rendered,
  type SecretText,
  type Template,
  type TemplateTree,
  type Text,
} from '../model/expression.ts';
import { isObject } from '../model/json.ts';
import { err, type Result } from '../model/result.ts';
import type { Step } from '../model/runbook.ts';
import { type Plan, stepOf } from './plan.ts';
import { scopeOfAction } from './scope.ts';
import { currentAction, type Run } from './state.ts';

type Secrets = Readonly<Record<string, Text>>;

/** The text that an edit of a rendered step starts from; undefined where none is possible. */
export function editableText(step: Step, rendered: Rendered, secrets: Secrets): string | undefined {
  const text = definition(step.kind).edit?.text(withHoles(rendered, secrets)) ?? undefined;
  return text === undefined ? undefined : writeTemplate(text);
}

/** The text of a step with its holes as the author wrote them: what an edit began with in records of format 1. */
export function writtenText(step: Step): string | undefined {
  const text = definition(step.kind).edit?.text(step.shape) ?? undefined;
  return text === undefined ? undefined : writeTemplate(text);
}

/** The shape that a responder's edit makes of a step, or what is wrong with the edit. */
export function editedShape(plan: Plan, step: Step, edited: string): Result<TemplateTree, string> {
  const { edit } = definition(step.kind);
  if (edit === undefined) return err(`a ${step.kind} step cannot be edited`);
  const template = plan.environment.template(edited, 'run');
  if (!template.ok) return err(template.error.map(({ message }) => message).join('; '));
  const applied: Result<TemplateTree, readonly ShapeProblem[]> = edit.apply(step.shape, template.value);
  return applied.ok ? applied : err(applied.error.map(({ message }) => message).join('; '));
}

/** What keeps an edit of the step that is asked about from being used, before it is given as an answer; null: nothing. */
export function editProblemOf(plan: Plan, run: Run, edited: string): string | null {
  const action = currentAction(run);
  if (action === undefined) return null;
  const step = stepOf(plan, action.key);
  const shape = editedShape(plan, step, edited);
  if (!shape.ok) return shape.error;
  const rendered = plan.environment.render(shape.value, scopeOfAction(run, action));
  if (!rendered.ok) return 'a value in it is not known';
  const spec = definition(step.kind).spec(rendered.value);
  return spec.ok ? null : spec.error;
}

// The way back from a rendered tree: what stands for a secret is a hole again.
function withHoles(node: Rendered, secrets: Secrets): TemplateTree {
  if (isSecretText(node)) return templateOf(node, secrets);
  if (Array.isArray(node)) return node.map((item) => withHoles(item, secrets));
  if (!isObject(node)) return node;
  return Object.fromEntries(Object.entries(node).map(([key, item]) => [key, withHoles(item, secrets)]));
}

// A URL is secret in a part of it; its hole stands for all of it, so what is shown around that part goes.
function templateOf({ $text: parts }: SecretText, secrets: Secrets): Template {
  const found: (string | Hole)[] = [];
  let cut = 0;
  for (const [n, part] of parts.entries()) {
    if (typeof part === 'string') {
      found.push(part.slice(cut));
      cut = 0;
      continue;
    }
    const [before, after] = aroundOf(part.$secret, secrets);
    const last = found.at(-1);
    const next = parts[n + 1];
    if (typeof last === 'string' && last.endsWith(before))
      found[found.length - 1] = last.slice(0, -before.length || undefined);
    if (typeof next === 'string' && next.startsWith(after)) cut = after.length;
    found.push(holeOf(part.$secret));
  }
  return { $template: found.filter((part) => part !== '') };
}

function aroundOf(name: string, secrets: Secrets): readonly [string, string] {
  const shown = Object.hasOwn(secrets, name) ? secrets[name] : undefined;
  if (shown === undefined || !isSecretText(shown)) return ['', ''];
  const [first, , last] = [shown.$text[0], shown.$text[1], shown.$text.at(-1)];
  return [typeof first === 'string' ? first : '', typeof last === 'string' && shown.$text.length > 1 ? last : ''];
}

const holeOf = (name: string): Hole => ({
  expression: { source: `inputs.${name}`, probes: [], before: [] },
  secret: name,
});
