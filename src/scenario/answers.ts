// Answers that a file gives in advance: only to steps that ask, and only what their question takes.

import { definition } from '../kinds/index.ts';
import { keySpan, type Node } from '../parse/yaml/node.ts';
import { type NameReader, unknown } from './names.ts';
import { checkAnswer } from './reading-fields.ts';

/** Reports answers that nobody asks for, and those that are none. */
export function checkAnswers(node: Node | undefined, reader: NameReader): void {
  if (node?.kind !== 'map') return;
  const { names, problems } = reader;
  const steps = new Map([...names.steps, ...names.probes]);
  const asked = [...steps].filter(([, { kind }]) => definition(kind).by === 'responder').map(([id]) => id);
  for (const [id, { value }] of node.entries) {
    const step = steps.get(id);
    if (step === undefined) unknown(keySpan(node, id), id, { called: 'step', candidates: asked, ...reader });
    else if (asked.includes(id)) checkAnswer(value, step, problems);
    else
      problems.add('error', keySpan(node, id), {
        code: 'value',
        message: `"${id}" is of kind ${step.kind} and asks nothing`,
        help: 'delete it: answers are for steps of kind ask and manual, and what may be changed is said by `approve`',
      });
  }
}
