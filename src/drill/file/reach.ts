// What keeps a drill inside of its sandbox, as far as it can be read: the runbook must be told where everything is, since
// what an input stands for by default is the real thing.

import { keySpan, type MapNode } from '../../parse/yaml/node.ts';
import type { Drill } from './drill.ts';
import { KNOWN_LABS } from './known.ts';
import type { Reader } from './reader.ts';

/** Reports inputs of the runbook that would lead out of the sandbox, or that have no value. */
export function checkReach(node: MapNode, { sandbox, inputs }: Drill, { problems, plan }: Reader): void {
  const gives = sandbox.how.kind === 'lab' ? KNOWN_LABS[sandbox.how.lab].gives : [];
  const given = new Set([...gives, ...Object.keys(sandbox.inputs), ...Object.keys(inputs)]);
  for (const { name, default: value, choices, type } of plan.runbook.inputs) {
    if (given.has(name)) continue;
    const help = `give \`${name}\` under \`inputs\` of the sandbox "${sandbox.name}"`;
    if (value === undefined)
      problems.add('error', keySpan(node, 'fault'), {
        code: 'no-value',
        message: `input "${name}" has no value`,
        help,
      });
    else if (type === 'string' && choices === undefined && value !== '')
      problems.add('error', keySpan(node, 'fault'), {
        code: 'out-of-sandbox',
        message: `input "${name}" would be ${JSON.stringify(value)}, which may lead out of the sandbox`,
        help,
      });
  }
}
