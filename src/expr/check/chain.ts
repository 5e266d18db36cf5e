// Checks what a chain names: whether it exists, may be used where it stands, and has the fields that are read from it.

import { err, ok, type Result } from '../../model/result.ts';
import type { ExpressionProblem } from '../environment.ts';
import { findRoot, type Names, type Root, RUN_FIELDS } from '../names.ts';
import { problemAt } from '../problem.ts';
import { type Chain, type Link, nameOf } from '../syntax/node.ts';
import { ALERT_TYPE, kindOf, notNull, type Type, typeName } from '../value-type.ts';
import type { Checking } from './checking.ts';
import { lengthField } from './doubts.ts';
import { unknownField, unknownName } from './explain-name.ts';
import { outOfPlace } from './place.ts';

/** The type of a chain that is not bound by a loop. What is wrong is reported, and is then of any type. */
export function checkChain(chain: Chain, checking: Checking): Type {
  const found = findRoot(chain, checking.names);
  if (found === null) {
    checking.report(unknownName(chain, checking.names));
    return 'dyn';
  }
  const wrong = outOfPlace(chain, found.root, checking) ?? secret(chain, found.root, checking.names);
  if (wrong === null) return checkLinks(chain, found.taken, typeOfRoot(found.root, checking), checking);
  checking.report(wrong);
  return 'dyn';
}

function secret(chain: Chain, root: Root, { inputs }: Names): ExpressionProblem | null {
  if (root.kind !== 'input' || inputs.get(root.name)?.secret !== true) return null;
  return problemAt(chain, {
    code: 'secret',
    message: `the secret \`${nameOf(chain, 1)}\` may not be looked at`,
    help: `it may only stand alone in a template: \${{ inputs.${root.name} }}`,
  });
}

function typeOfRoot(root: Root, { names, factType }: Checking): Type {
  switch (root.kind) {
    case 'input':
      return names.inputs.get(root.name)?.type ?? 'dyn';
    case 'alert':
      return ALERT_TYPE;
    case 'item':
      return 'dyn';
    case 'cause':
      return { nullable: 'string' };
    case 'run':
      return RUN_FIELDS[root.name];
    case 'probe':
      return names.probes.get(root.id) ?? 'dyn';
    case 'fact':
      return factType(root.id);
    case 'step':
      return names.steps.get(root.id) ?? 'dyn';
  }
}

/** Follows the links of a chain from a type on; the first that does not exist is reported and ends it. */
export function checkLinks(chain: Chain, from: number, type: Type, checking: Checking): Type {
  let current = type;
  for (const [i, link] of chain.links.entries()) {
    if (i < from) continue;
    const size = sizeOf(chain, i, current);
    if (size !== null) {
      checking.report(size);
      return 'dyn';
    }
    const doubt = current === 'dyn' ? lengthField(chain, i) : null;
    if (doubt !== null) checking.doubt(doubt);
    current = checkLink({ type: current, name: nameOf(chain, i) }, link, checking);
  }
  return current;
}

// Other languages have the size of a text or a list as its field.
function sizeOf(chain: Chain, at: number, type: Type): ExpressionProblem | null {
  const link = chain.links[at];
  const kind = kindOf(type);
  if (link === undefined || (kind !== 'string' && kind !== 'list')) return null;
  const owner = nameOf(chain, at);
  const span = { start: chain.start, end: link.end };
  const write = (instead: string, end = link.end): ExpressionProblem =>
    problemAt(
      { ...span, end },
      {
        code: 'type',
        message: `\`${owner}\` is ${typeName(type)}: it has no field "${link.key}"`,
        help: `write ${instead}`,
        instead,
      },
    );
  if (typeof link.key === 'string' && /^(?:length|size|count|len)$/.test(link.key)) return write(`size(${owner})`);
  if (kind !== 'list') return null;
  if (link.key === 'first') return write(`${owner}[0]`);
  if (link.key === 'last') return write(`${owner}[size(${owner}) - 1]`);
  if (typeof link.key !== 'number' || link.key >= 0) return null;
  return write(`${owner}[size(${owner}) - ${Math.abs(link.key)}]`, link.end + 1);
}

/** The type behind one link. One that does not exist is reported. */
export function checkLink(owner: Owner, link: Link, { report }: Checking): Type {
  const type = typeBehind(owner, link);
  if (type.ok) return type.value;
  report(type.error);
  return 'dyn';
}

/** What a field is read from, and how that is written. */
interface Owner {
  readonly type: Type;
  readonly name: string;
}

function typeBehind({ type, name }: Owner, link: Link): Result<Type, ExpressionProblem> {
  const owner = notNull(type);
  const { key } = link;
  const refuse = (message: string, help?: string) => err(problemAt(link, { code: 'type', message, help }));
  if (owner === 'dyn' || owner === 'never') return ok('dyn');
  if (typeof owner === 'object' && 'list' in owner) {
    if (typeof key === 'number' && Number.isInteger(key) && key >= 0) return ok(owner.list);
    return refuse(`\`${name}\` is a list: it has no field "${key}"`, `write ${name}[0], or ${name}.exists(x, …)`);
  }
  if (typeof owner === 'string' || typeof key === 'number') {
    return refuse(`\`${name}\` is ${typeName(owner)}: it has no ${typeof key === 'number' ? 'elements' : 'fields'}`);
  }
  if ('map' in owner) return ok(owner.map);
  const fields = 'record' in owner ? owner.record : {};
  return Object.hasOwn(fields, key) ? ok(fields[key] ?? 'dyn') : err(unknownField(name, fields, link));
}
