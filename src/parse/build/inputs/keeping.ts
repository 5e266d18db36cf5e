// Where a secret input is kept: in a file, or by a program that prints it. The program runs unasked before anything else, so
// one that is known to change something is refused as a probe would be.

import { definition } from '../../../kinds/index.ts';
import type { TemplateTree } from '../../../model/expression.ts';
import type { Keeping } from '../../../model/runbook.ts';
import { at, isText, itemsAt, keySpan, type MapNode, type Node, textAt } from '../../yaml/node.ts';
import type { Build } from '../context.ts';

const WAYS = ['env', 'file', 'command'] as const;

/** Where the secret of an input is kept; what is wrong about that is reported. */
export function keepingAt(build: Build, input: Node): Keeping | undefined {
  const node = at(input, 'secret');
  if (node?.kind !== 'map') return undefined;
  checkWays(build, input, node);
  const path = textAt(node, 'file');
  if (path !== undefined) {
    checkWord(build, at(node, 'file'));
    return { kind: 'file', path };
  }
  const items = itemsAt(node, 'command');
  for (const item of items) checkWord(build, item);
  const argv = items.flatMap((item) => (isText(item) ? [item.value] : []));
  if (at(node, 'command') === undefined) return undefined;
  checkCommand(build, node, argv);
  return { kind: 'command', argv };
}

function checkWays({ problems }: Build, input: Node, node: MapNode): void {
  const ways = WAYS.filter((way) => node.entries.has(way));
  const known = node.entries.size === ways.length;
  if (ways.length === 0 && known)
    problems.add('error', node, {
      code: 'missing-key',
      message: '`secret` says nowhere where it is kept',
      help: 'write `env`, `file` or `command` in it; or `secret: true`',
    });
  const [, second] = ways;
  if (second !== undefined)
    problems.add('error', keySpan(node, second), {
      code: 'two-ways',
      message: `a secret is kept in one place: ${ways.map((way) => `\`${way}\``).join(' and ')} are two`,
      help: 'keep one of them; a variable beside it is the `env` of the input',
    });
  if (ways.includes('env') && at(input, 'env') !== undefined)
    problems.add('error', keySpan(node, 'env'), {
      code: 'two-ways',
      message: 'the input has an `env` already',
      help: 'keep one of them: both name the variable that it is taken from',
    });
  const fallback = at(input, 'default');
  if (fallback !== undefined && !ways.includes('env') && ways.length > 0)
    problems.add('error', keySpan(input, 'default'), {
      code: 'two-ways',
      message: 'the default would never be taken: what cannot be read where it is kept is asked for',
      help: 'delete the default',
    });
}

// Nothing is filled in: a value from elsewhere would choose what is run, or read.
function checkWord({ problems, expressions }: Build, node: Node | undefined): void {
  if (!isText(node)) return;
  if (node.value.includes('${{')) {
    // Nothing more is said of it.
    expressions.read.add(node);
    for (const [, name = ''] of node.value.matchAll(/\binputs\.(\w+)/g)) expressions.used.inputs.add(name);
    problems.add('error', node, {
      code: 'template-place',
      message: 'where a secret is kept is fixed when the file is read: no template is filled in here',
      help: 'write it out; a place that differs from host to host is given by `env` or --input-file',
    });
  } else if (node.value.trim() === '')
    problems.add('error', node, { code: 'value', message: 'this is empty', help: 'write what is meant, or delete it' });
}

function checkCommand(build: Build, node: MapNode, argv: readonly string[]): void {
  const refuse = (code: 'value' | 'changing-probe', message: string, help: string): void =>
    build.problems.add('error', keySpan(node, 'command'), { code, message, help });
  if (argv.length === 0) {
    if (at(node, 'command')?.kind === 'list')
      refuse('value', 'this command has no program', 'write it as a list: [pass, show, shop/token]');
    return;
  }
  const [program = ''] = argv;
  if (argv.length === 1 && /\s/.test(program) && !program.includes('/'))
    return refuse(
      'value',
      `"${program}" is one word: a program of that name`,
      `write [${program.split(/\s+/).join(', ')}]`,
    );
  const shape: TemplateTree = { command: argv };
  if (definition('shell').risk(shape, 'probe') !== 'read')
    refuse(
      'changing-probe',
      'the program that prints a secret runs unasked, and this one is known to do more than look',
      'name a program that only prints it',
    );
}
