// What a step may do to people: what the author says about it, against what its command is known to do.

import type { ExpressionPlace } from '../expr/environment.ts';
import { definition } from '../kinds/index.ts';
import { isTemplate, type Template, type TemplateTree } from '../model/expression.ts';
import { RISKS, type Risk, within } from '../model/risk.ts';
import type { Kind } from '../model/step.ts';
import { type Build, didYouMean } from './build-context.ts';
import { at, isText, keySpan, type MapNode } from './node.ts';
import type { Role } from './outline.ts';

/** The risk that the author declares: a word, or a template that yields one. */
export function riskAt(build: Build, node: MapNode, place: ExpressionPlace): Risk | Template | undefined {
  const written = at(node, 'risk');
  if (!isText(written)) return undefined;
  const risk = build.expressions.template(written, place);
  if (risk === undefined || isTemplate(risk)) return risk;
  const known = RISKS.find((one) => one === risk);
  if (known === undefined) {
    const message = `"${risk}" is no risk${didYouMean(risk, RISKS)}`;
    build.report.add('error', written, { code: 'risk', message, help: `one of ${RISKS.join(', ')}` });
  }
  return known;
}

/** A step whose risk is to be judged. */
export interface Judged {
  readonly kind: Kind;
  readonly shape: TemplateTree;
  readonly role: Role;
  readonly risk: Risk | Template | undefined;
}

/** Reports a changing step where only looking is allowed, and a risk that is lower than it may be. */
export function checkRisk(build: Build, node: MapNode, judged: Judged): void {
  const { kind, shape, role, risk } = judged;
  const known = definition(kind);
  const looking = role === 'probe' || role === 'preview';
  const own = known.risk(shape, looking ? 'probe' : 'action');
  const lowerable = known.lowerable(shape);
  if (looking) {
    checkLooking(build, node, { ...judged, own, lowerable });
    return;
  }
  if (risk === undefined || isTemplate(risk) || lowerable || within(own, risk)) return;
  const message = `the risk of this step is ${own}: it cannot be declared ${risk}`;
  build.report.add('error', at(node, 'risk') ?? node, {
    code: 'risk',
    message,
    help: 'a risk may be raised; delete `risk`, or raise it',
  });
}

function checkLooking(
  build: Build,
  node: MapNode,
  judged: Judged & { readonly own: Risk; readonly lowerable: boolean },
): void {
  const { kind, role, risk, own, lowerable } = judged;
  const where = role === 'probe' ? 'a probe' : 'a preview';
  const span = risk === undefined ? keySpan(node, kind) : keySpan(node, 'risk');
  const refuse = (message: string, help: string): void =>
    build.report.add('error', span, { code: 'changing-probe', message, help });
  if (isTemplate(risk)) return refuse(`the risk of ${where} must be known when the file is read`, 'write `risk: read`');
  const effective = risk !== undefined && (lowerable || !within(risk, own)) ? risk : own;
  if (effective === 'read') return;
  const help = lowerable
    ? 'if it only looks, say so with `risk: read`; else move it to `resolve`'
    : 'move it to `resolve`: probes run unasked, again and again';
  refuse(`${where} may only look, and this ${kind} step is known to ${EFFECT[effective]}`, help);
}

const EFFECT: Readonly<Record<Exclude<Risk, 'read'>, string>> = {
  change: 'change things',
  disrupt: 'disrupt the service',
  destroy: 'destroy data',
};
