// Inputs that a file beside a runbook gives: known names, and values that the runbook takes.

import type { Input } from '../model/runbook.ts';
import { inputValue } from '../parse/input-value.ts';
import { isText, type Node, plain, startOf } from '../parse/yaml/node.ts';
import { checkKeys, type NameReader } from './names.ts';

/** Reports inputs that are not declared, and values that they cannot have; a template is left to who fills it in. */
export function checkInputs(
  node: Node | undefined,
  { inputs, fillsIn, ...reader }: NameReader & { readonly inputs: readonly Input[]; readonly fillsIn: boolean },
): void {
  checkKeys(node, { called: 'input', candidates: reader.names.inputs }, reader);
  if (node?.kind !== 'map') return;
  for (const [name, { value }] of node.entries) {
    const input = inputs.find((one) => one.name === name);
    const given = plain(value);
    if (input === undefined || given === undefined) continue;
    const place = value.kind === 'map' ? startOf(value) : value;
    if (isText(value) && value.value.includes('${{')) {
      const help = 'write the value itself';
      if (!fillsIn)
        reader.problems.add('error', place, { code: 'template-place', message: 'no template is filled in here', help });
      continue;
    }
    const read = inputValue(input, given);
    if (!read.ok) reader.problems.add('error', place, { code: 'value', message: read.error });
  }
}
