// What a step may do to people: what the author says about it, against what its command is known to do.

import type { ExpressionPlace } from '../../expr/environment.ts';
import { definition } from '../../kinds/index.ts';
import { isTemplate, type Template, type TemplateTree } from '../../model/expression.ts';
import { didYouMean } from '../../model/nearest.ts';
import { RISKS, type Risk, within } from '../../model/risk.ts';
import type { Kind } from '../../model/step.ts';
import { valueMeant } from '../schema/other-values.ts';
import { at, isText, keySpan, type MapNode } from '../yaml/node.ts';
import { onlyLooks, type Role } from '../yaml/outline.ts';
import { nearestWord } from '../yaml/rewrite.ts';
import type { Build } from './context.ts';

/** The risk that the author declares: a word, or a template that yields one. */
export function riskAt(build: Build, node: MapNode, place: ExpressionPlace): Risk | Template | undefined {
  const written = at(node, 'risk');
  if (!isText(written)) return undefined;
  const risk = build.expressions.template(written, place);
  if (risk === undefined || isTemplate(risk)) return risk;
  const known = RISKS.find((one) => one === risk);
  if (known === undefined) {
    const meant = valueMeant('risk', risk);
    const message = `"${risk}" is no risk${meant === undefined ? didYouMean(risk, RISKS) : ''}`;
    const { start, end } = written;
    const fix = meant?.word === undefined ? nearestWord(written, RISKS) : { fix: { start, end, text: meant.word } };
    const help = meant?.help ?? `one of ${RISKS.join(', ')}`;
    build.problems.add('error', written, {
      code: 'risk',
      message,
      help,
      ...(meant?.word === undefined && meant !== undefined ? {} : fix),
    });
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

/** Reports a changing step where only looking is allowed, and a risk that is lower than it may be; whether there is none. */
export function checkRisk(build: Build, node: MapNode, judged: Judged): boolean {
  const { kind, shape, role, risk } = judged;
  const known = definition(kind);
  const floor = known.floor(shape);
  const declared = at(node, 'risk');
  if (risk !== undefined && !isTemplate(risk) && declared !== undefined && !within(floor, risk)) {
    const message = `this step is known to ${EFFECT[floor]}: its risk cannot be declared ${risk}`;
    const help = `declare ${RISKS.slice(RISKS.indexOf(floor)).join(' or ')}, or leave \`risk\` out`;
    build.problems.add('error', declared, { code: 'risk', message, help });
    return false;
  }
  return !onlyLooks(role) || checkLooking(build, node, { ...judged, floor });
}

function checkLooking(build: Build, node: MapNode, judged: Judged & { readonly floor: Risk }): boolean {
  const { kind, shape, role, risk, floor } = judged;
  const where = role === 'probe' ? 'a probe' : 'a preview';
  const span = risk === undefined ? keySpan(node, kind) : keySpan(node, 'risk');
  const refuse = (message: string, help: string): false => {
    build.problems.add('error', span, { code: 'changing-probe', message, help });
    return false;
  };
  if (isTemplate(risk)) return refuse(`the risk of ${where} must be known when the file is read`, 'write `risk: read`');
  if (risk !== undefined && risk !== 'read') return refuse(`${where} may only look`, MOVE);
  if ((risk ?? definition(kind).risk(shape, 'probe')) === 'read') return true;
  if (floor === 'read')
    return refuse(`${where} may only look, and this step may do more`, 'if it only looks, add `risk: read`');
  return refuse(`${where} may only look, and this step is known to ${EFFECT[floor]}`, MOVE);
}

const MOVE = 'move it to `resolve`: probes and previews run unasked';

const EFFECT: Readonly<Record<Risk, string>> = {
  read: 'look',
  change: 'change things',
  disrupt: 'disrupt the service',
  destroy: 'destroy data',
};
