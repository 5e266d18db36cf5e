// Checks what a chain names: whether it exists, may be used where it stands, and has the fields that are read from it.

import { nearest } from '../model/nearest.ts';
import type { ExpressionPlace, ExpressionProblem } from './environment.ts';
import { BUILT_IN, findRoot, GROUPS, type Names, type Root, RUN_FIELDS } from './names.ts';
import { type Chain, type Link, nameOf, type Span } from './node.ts';
import type { Dependencies } from './references.ts';
import { ALERT_TYPE, type Fields, notNull, type Type, typeName } from './value-type.ts';

/** What a check needs to know, and where it puts what it finds. */
export interface Checking {
  readonly names: Names;
  readonly place: ExpressionPlace;
  readonly factType: (id: string) => Type;
  readonly factNeeds: (id: string) => Dependencies['needs'];
  readonly report: (problem: ExpressionProblem) => void;
}

/** The type of a chain that is not bound by a loop. What is wrong is reported, and is then of any type. */
export function checkChain(chain: Chain, checking: Checking): Type {
  const { names, place } = checking;
  const found = findRoot(chain, names);
  if (found === null) {
    checking.report(unknownName(chain, checking));
    return 'dyn';
  }
  const wrong = outOfPlace(chain, found.root, checking);
  if (wrong !== null) checking.report(wrong);
  if (found.root.kind === 'input' && place !== 'alert' && names.inputs.get(found.root.name)?.secret === true) {
    checking.report({
      code: 'secret',
      message: `the secret \`${nameOf(chain, 1)}\` may not be looked at`,
      help: `it may only stand alone in a template: \${{ inputs.${found.root.name} }}`,
      start: chain.start,
      end: chain.end,
    });
    return 'dyn';
  }
  return checkLinks(chain, found.taken, typeOfRoot(found.root, checking), checking);
}

function typeOfRoot(root: Root, { names, factType }: Checking): Type {
  switch (root.kind) {
    case 'input':
      return names.inputs.get(root.name)?.type ?? 'dyn';
    case 'alert':
      return ALERT_TYPE;
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

/** Follows the links of a chain from a type on; the first that does not exist ends it. */
export function checkLinks(chain: Chain, from: number, type: Type, checking: Pick<Checking, 'report'>): Type {
  let current = type;
  for (let i = from; i < chain.links.length; i++) {
    const link = chain.links[i];
    if (link === undefined) break;
    const next = checkLink(nameOf(chain, i), current, link);
    if (isProblem(next)) {
      checking.report(next);
      return 'dyn';
    }
    current = next;
  }
  return current;
}

const isProblem = (next: Type | ExpressionProblem): next is ExpressionProblem =>
  typeof next === 'object' && 'code' in next;

/** The type behind one link, or why there is none. `of` is how its owner is written. */
export function checkLink(of: string, type: Type, link: Link): Type | ExpressionProblem {
  const owner = notNull(type);
  const { key, start, end } = link;
  if (owner === 'dyn' || owner === 'never') return 'dyn';
  if (typeof owner === 'object' && 'list' in owner) {
    if (typeof key === 'number' && Number.isInteger(key) && key >= 0) return owner.list;
    const help = `write ${of}[0], or ${of}.exists(x, …)`;
    return { code: 'type', message: `\`${of}\` is a list: it has no field "${key}"`, help, start, end };
  }
  if (typeof owner === 'string' || typeof key === 'number') {
    return {
      code: 'type',
      message: `\`${of}\` is ${typeName(owner)}: it has no ${typeof key === 'number' ? 'elements' : 'fields'}`,
      start,
      end,
    };
  }
  if ('map' in owner) return owner.map;
  if ('record' in owner)
    return Object.hasOwn(owner.record, key) ? (owner.record[key] ?? 'dyn') : unknownField(of, owner.record, link);
  return 'dyn';
}

function unknownField(of: string, fields: Fields, { key, start, end }: Link): ExpressionProblem {
  const near = nearest(String(key), Object.keys(fields));
  const help = near === undefined ? `it has ${Object.keys(fields).join(', ')}` : `did you mean "${near}"?`;
  return { code: 'unknown-field', message: `\`${of}\` has no field "${key}"`, help, start, end };
}

function unknownName(chain: Chain, checking: Checking): ExpressionProblem {
  const { names } = checking;
  const first = chain.links[0];
  if (GROUPS.some((group) => group === chain.root)) {
    const within = membersOf(chain.root, names);
    const at: Span = chain;
    if (first === undefined) {
      return problem(
        at,
        'unknown-name',
        `\`${chain.root}\` alone is no value`,
        `write ${chain.root}.${within[0] ?? 'name'}`,
      );
    }
    const near = nearest(String(first.key), within);
    const what = { inputs: 'input', before: 'probe or fact', run: 'field of `run`' }[chain.root] ?? 'name';
    const help =
      near !== undefined ? `did you mean "${near}"?` : within.length > 0 ? `there is ${within.join(', ')}` : undefined;
    return problem(first, 'unknown-name', `unknown ${what} "${first.key}"`, help);
  }
  const at = { start: chain.start, end: chain.start + chain.root.length };
  if (names.inputs.has(chain.root))
    return problem(at, 'unknown-name', `unknown name "${chain.root}"`, `write inputs.${chain.root}`);
  const near = nearest(chain.root, [...names.probes.keys(), ...names.facts.keys(), ...names.steps.keys(), ...BUILT_IN]);
  return problem(
    at,
    'unknown-name',
    `unknown name "${chain.root}"`,
    near === undefined ? undefined : `did you mean "${near}"?`,
  );
}

function membersOf(group: string, names: Names): readonly string[] {
  if (group === 'inputs') return [...names.inputs.keys()];
  if (group === 'before') return [...names.probes.keys(), ...names.facts.keys()];
  return Object.keys(RUN_FIELDS);
}

/** Whether a name may be used in this place. */
function outOfPlace(chain: Chain, root: Root, { place, factNeeds }: Checking): ExpressionProblem | null {
  const name = nameOf(chain, root.kind === 'input' || root.kind === 'run' || ('before' in root && root.before) ? 1 : 0);
  switch (place) {
    case 'run':
      return null;
    case 'alert':
      return root.kind === 'alert'
        ? null
        : problem(chain, 'out-of-scope', `\`${name}\` cannot be used here`, 'only `alert` is known here');
    case 'undo':
      if ((root.kind !== 'probe' && root.kind !== 'fact') || root.before) return null;
      return problem(
        chain,
        'out-of-scope',
        `in an undo, \`${name}\` would be read after the change`,
        `write before.${name}`,
      );
    case 'probe': {
      if (root.kind === 'cause' || root.kind === 'step' || ('before' in root && root.before)) {
        return problem(
          chain,
          'out-of-scope',
          `\`${name}\` cannot be used in a probe`,
          'a probe knows probes, facts, inputs and `alert`',
        );
      }
      const [need] = root.kind === 'fact' ? factNeeds(root.id) : [];
      return need === undefined
        ? null
        : problem(
            chain,
            'out-of-scope',
            `the fact \`${name}\` cannot be used in a probe`,
            `it depends on ${need === 'step' ? 'a step' : `\`${need}\``}`,
          );
    }
  }
}

function problem(
  { start, end }: { readonly start: number; readonly end: number },
  code: string,
  message: string,
  help?: string,
): ExpressionProblem {
  return help === undefined ? { code, message, start, end } : { code, message, help, start, end };
}
