// The value of a step's kind: brought to its long form, what is wrong with it told where it was written.

import type { ExpressionPlace } from '../../expr/environment.ts';
import { ON, onProblem } from '../../kinds/elsewhere.ts';
import { definition, KINDS } from '../../kinds/index.ts';
import type { ShapeProblem } from '../../kinds/kind.ts';
import type { DiagnosticCode } from '../../model/diagnostic.ts';
import type { TemplateObject, TemplateTree } from '../../model/expression.ts';
import type { Kind } from '../../model/step.ts';
import { optional } from '../optional.ts';
import type { Span } from '../yaml/lines.ts';
import { at, everyNode, follow, isText, keySpan, type MapNode, type Node } from '../yaml/node.ts';
import { valueSpan } from '../yaml/value-span.ts';
import type { Build } from './context.ts';
import { foldedScript } from './folded-script.ts';
import { withGivenItems } from './for-each.ts';
import { shapeOf } from './shape.ts';

/** The shape of a step's value, templates checked. Undefined when something in it is wrong, which is reported. */
export function readShape(
  build: Build,
  node: MapNode,
  { kind, place, hasGivenItem = false }: { kind: Kind; place: ExpressionPlace; hasGivenItem?: boolean },
): TemplateTree | undefined {
  const written = at(node, kind);
  const common = build.outline.defaults.get(kind)?.value;
  const read = (one: Node | undefined): TemplateTree | undefined => {
    const tree = build.expressions.tree(one, place);
    return tree === undefined || !hasGivenItem ? tree : withGivenItems(tree);
  };
  const value = read(written);
  const defaults = read(common);
  if (written === undefined || value === undefined || (common !== undefined && defaults === undefined))
    return undefined;
  const host = hostOf(build, node, { kind, read });
  const shape = shapeOf(kind, { value, defaults });
  if (shape.ok) return host === undefined ? shape.value : { ...(shape.value as TemplateObject), [ON]: host };
  for (const inner of everyNode(written)) if (build.wrong.has(inner)) return undefined;
  for (const problem of shape.error) reportShape(build, node, { ...problem, kind, severity: 'error' });
  return undefined;
}

/** The host that a step is carried out on, by its own word or by that of `defaults`. What is wrong with it is reported. */
function hostOf(
  { problems, outline, accepted }: Build,
  node: MapNode,
  { kind, read }: { kind: Kind; read: (one: Node | undefined) => TemplateTree | undefined },
): TemplateTree | undefined {
  const common = outline.defaults.get(kind)?.value;
  const written = at(node, ON) ?? (common === undefined ? undefined : at(common, ON));
  const host = read(written);
  if (written === undefined || host === undefined || accepted) return host;
  const problem = definition(kind).goesElsewhere === true ? onProblem(host) : cannotGo(kind);
  if (problem !== null) {
    const { message, help } = problem;
    problems.add('error', written, { code: 'step', message, ...optional('help', help) });
  }
  return host;
}

const cannotGo = (kind: Kind): ShapeProblem => ({
  path: [],
  message: `steps of kind ${kind} are carried out on the host of the run: they have no \`on\``,
  help: `those of kind ${KINDS.filter((one) => definition(one).goesElsewhere === true).join(', ')} have one`,
});

/**
 * The kind of a step that was accepted by another program, under the name that it has there, and its value as it stands: the
 * first key that is none of those that every step may have. One whose value is not what this program knows has no kind here.
 */
export function unheardOf(
  build: Build,
  node: MapNode,
  known: Kind | undefined,
): { readonly kind: Kind; readonly shape: TemplateTree } | { readonly kind: undefined; readonly shape: undefined } {
  const name = known ?? [...node.entries.keys()].find((key) => !STEP_KEYS.has(key));
  if (name === undefined) return { kind: undefined, shape: undefined };
  const kind = (known === undefined ? name : `${known} of another version`) as Kind;
  return { kind, shape: build.expressions.tree(at(node, name), 'run') ?? null };
}

// Those of this program's schema, and of drafts of it.
const STEP_KEYS: ReadonlySet<string> = new Set([
  'id',
  'title',
  'if',
  'timeout',
  'on',
  'retry',
  'on',
  'for_each',
  'risk',
  'loses',
  'goal',
  'within',
  'every',
  'for',
  'preview',
  'repeatable',
  'undo',
  'on_failure',
  'todo',
  'note',
  'sensitive',
  'was',
  'notes',
]);

/** Reports what in the command of a probe looks like a change, where its author does not say that it only looks. */
export function warnOfDoubt(build: Build, node: MapNode, { kind, shape }: { kind: Kind; shape: TemplateTree }): void {
  const doubt = definition(kind).doubt?.(shape) ?? null;
  if (doubt !== null && at(node, 'risk') === undefined)
    reportShape(build, node, { ...doubt, kind, severity: 'warning', code: 'may-change' });
}

/** Reports what is allowed in a shape and yet worth a word. */
export function warnOfShape(build: Build, node: MapNode, { kind, shape }: { kind: Kind; shape: TemplateTree }): void {
  const warnings = definition(kind).warnings?.(shape) ?? [];
  const written = at(node, kind);
  const script = isText(written) ? written : at(written, 'script');
  const folded = kind === 'shell' && isText(script) ? foldedScript(script, build.expressions.text) : null;
  if (folded !== null && isText(script)) build.problems.add('warning', script, { code: 'step', ...folded });
  for (const warning of warnings) reportShape(build, node, { ...warning, kind, severity: 'warning' });
}

/** Reports a problem of a step's value where it stands: in the value, or in `defaults` where that has it from there. */
function reportShape(
  { problems, outline, expressions }: Build,
  node: MapNode,
  {
    kind,
    severity,
    path,
    message,
    help,
    code = 'step',
  }: ShapeProblem & { kind: Kind; severity: 'error' | 'warning'; code?: DiagnosticCode },
): void {
  const written = at(node, kind) ?? node;
  const common = outline.defaults.get(kind)?.value;
  const found = follow(written, path);
  const place = found === written && path.length > 0 && common !== undefined ? follow(common, path) : found;
  const span = place.kind === 'map' ? keySpan(node, kind) : spotIn(place, message, expressions.text);
  const missing = message.endsWith('is missing') ? `add it here, or to \`defaults\` for every ${kind} step` : undefined;
  problems.add(severity, span, { code, message, ...optional('help', help ?? missing) });
}

/** The words of a text that a message begins with in back-quotes, where they stand in it; else the whole value. */
function spotIn(place: Node, message: string, text: string): Span {
  const quoted = /^`([^`]+)`/.exec(message)?.[1];
  const index = isText(place) && quoted !== undefined ? place.value.indexOf(quoted) : -1;
  if (!isText(place) || quoted === undefined || index < 0) return place;
  return valueSpan(place, text, { start: index, end: index + quoted.length });
}
