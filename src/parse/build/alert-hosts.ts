// An alert may fill inputs, and inputs may say where a request goes: but an alert must not send requests to a host of its
// own choice. Such an input needs `choices` or a `pattern` that says which hosts there are.

import { ON } from '../../kinds/elsewhere.ts';
import { definition } from '../../kinds/index.ts';
import { isTemplate, type Template, type TemplateObject } from '../../model/expression.ts';
import { isObject } from '../../model/json.ts';
import type { Input, Runbook, Step } from '../../model/runbook.ts';
import { at } from '../yaml/node.ts';
import type { Build } from './context.ts';
import { holesIn } from './holes.ts';

/** Reports inputs whose value an alert may choose freely and that stand in the host of a request. */
export function checkAlertHosts({ outline, problems }: Build, runbook: Runbook): void {
  const free = runbook.inputs.filter(isFree);
  if (free.length === 0) return;
  const hosts = stepsOf(runbook).flatMap(hostOf).join(' ');
  for (const { name } of free) {
    const entry = outline.inputs.get(name);
    if (entry === undefined || !new RegExp(`\\binputs\\.${name}\\b`).test(hosts)) continue;
    problems.add('error', at(entry.value, 'from') ?? entry.key, {
      code: 'alert-host',
      message: `an alert would choose the host that a request or a command goes to, by the input "${name}"`,
      help: 'say which hosts there are, with `choices` or a `pattern`; or take it from `env` and `default` alone',
    });
  }
}

const isFree = ({ from, choices, pattern }: Input): boolean =>
  from !== undefined && choices === undefined && pattern === undefined;

function stepsOf(runbook: Runbook): readonly Step[] {
  const withParts = (step: Step): readonly Step[] => [
    step,
    ...(step.preview === undefined ? [] : [step.preview]),
    ...step.undo,
  ];
  const escalations = [...runbook.escalate, ...runbook.causes.flatMap(({ escalate }) => escalate)];
  const all = [
    ...runbook.probes,
    ...runbook.causes.flatMap(({ resolve }) => resolve),
    ...escalations.flatMap(({ steps }) => steps),
  ];
  return all.flatMap(withParts);
}

/** The expressions that stand in scheme and host of a request. */
function hostOf(step: Step): readonly string[] {
  const hosts = hostIn(step);
  // An item is what its list says.
  return hosts.some((source) => /\bitem\b/.test(source))
    ? [...hosts, ...holesIn(step.for_each).map(({ source }) => source)]
    : hosts;
}

function hostIn({ kind, shape }: Step): readonly string[] {
  const { address } = definition(kind);
  const host = isObject(shape) ? (shape as unknown as TemplateObject)[ON] : undefined;
  if (isTemplate(host))
    return host.$template.flatMap((part) => (typeof part === 'string' ? [] : [part.expression.source]));
  if (address?.isOperators !== true || !isObject(shape)) return [];
  const url: unknown = shape[address.field];
  return isTemplate(url) ? beforePath(url) : [];
}

function beforePath({ $template }: Template): readonly string[] {
  const found: string[] = [];
  for (const [n, part] of $template.entries()) {
    if (typeof part !== 'string') found.push(part.expression.source);
    else if (/[/?#]/.test(n === 0 ? part.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '') : part)) break;
  }
  return found;
}
