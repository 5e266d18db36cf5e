// Words for people that YAML cuts off at a `#`: "Tell #oncall" is "Tell". A comment has a blank behind its sign; what has none
// was hardly meant as one.

import { everyNode, isText, type Node } from './node.ts';
import type { Problems } from './problems.ts';
import { quoted } from './rewrite.ts';

/** Keys whose values are words for people. */
const PROSE: ReadonlySet<string> = new Set(
  'title summary owner to say text because note loses description question manual ask symptoms prevent'.split(' '),
);

/** Reports values of which a part is taken for a comment. */
export function checkCutOff(root: Node, text: string, problems: Problems): void {
  for (const node of everyNode(root)) {
    if (node.kind !== 'map') continue;
    for (const [key, { value }] of node.entries) {
      const values = value.kind === 'list' ? value.items : [value];
      if (PROSE.has(key)) for (const one of values) check(one, text, problems);
    }
  }
}

function check(node: Node, text: string, problems: Problems): void {
  if (!isText(node) || node.style !== 'plain') return;
  const rest = /^[ \t]+(#[^\s#!/-][^\n]*?)(?:[ \t]+#[ \t][^\n]*)?[ \t\r]*(?=\n|$)/.exec(
    text.slice(node.end, node.end + 1_000),
  );
  const lost = rest?.[1];
  if (rest === null || lost === undefined || /^#(?:TODO|FIXME|XXX|HACK|NOTE|NB)\b/i.test(lost)) return;
  const start = node.end + rest[0].indexOf('#');
  const end = start + lost.length;
  const whole = quoted(text.slice(node.start, end));
  problems.add(
    'warning',
    { start, end },
    {
      code: 'changed-by-yaml',
      message: `YAML takes "${lost}" for a comment: the text ends before it`,
      help: `quote the whole value: ${whole}`,
      fix: { start: node.start, end, text: whole },
    },
  );
}
