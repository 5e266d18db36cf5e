// Places that were meant to be filled in and are not: templates of other tools, names of inputs without a template, and
// variables of a script that nobody sets. They would run as the text that they are.

import type { Kind } from '../../model/step.ts';
import { at, everyNode, isText, type Node, type TextNode } from '../yaml/node.ts';
import { rewrite } from '../yaml/rewrite.ts';
import { valueSpan } from '../yaml/value-span.ts';
import type { Build } from './context.ts';

interface Found {
  readonly start: number;
  readonly end: number;
  readonly severity: 'error' | 'warning';
  readonly code: 'other-template' | 'literal' | 'unset-variable';
  readonly message: string;
  readonly help: string;
  /** What to write in its place. */
  readonly instead?: string;
}

/**
 * Reports what in a value was meant to be filled in and is not. `kind` is that of the step whose value it is. Returns whether
 * the value is wrong for it, so that nothing else needs to be said about it.
 */
export function checkOtherTemplates(build: Build, node: Node | undefined, kind?: Kind): boolean {
  if (node === undefined || build.accepted) return false;
  const names = namesOf(build);
  const isCommand = kind === 'shell' || kind === 'docker' || kind === 'compose';
  const set = kind === 'shell' ? variablesSet(node, build) : null;
  let isWrong = false;
  for (const one of everyNode(node)) {
    if (!isText(one) || build.wrong.has(one)) continue;
    // What stands in holes is read as an expression.
    const text = one.value.replace(/\$?\$\{\{[\s\S]*?\}\}/g, (hole) => '\0'.repeat(hole.length));
    const isScript = kind === 'shell' && (one === node || one === at(node, 'script'));
    const others = [
      ...braces(text, names, isCommand),
      ...dollars(text, names, set),
      ...(kind !== undefined && OF_NAMES.has(kind) ? inBrackets(text, names) : []),
    ];
    const found = [
      ...others,
      ...literals(without(text, others), names, kind),
      ...(isScript && set !== null ? unset(without(text, others), set) : []),
    ];
    isWrong ||= found.some(({ severity }) => severity === 'error');
    for (const problem of found.slice(0, 10)) report(build, one, problem);
  }
  return isWrong;
}

const without = (text: string, found: readonly Found[]): string =>
  found.reduce((left, { start, end }) => left.slice(0, start) + '\0'.repeat(end - start) + left.slice(end), text);

function report({ problems, expressions }: Build, node: TextNode, found: Found): void {
  const { start, end, severity, code, message, help, instead } = found;
  const fix = instead === undefined ? undefined : rewrite(node, expressions.text, { start, end, text: instead });
  const input = /inputs\.(\w+)/.exec(instead ?? '')?.[1];
  // It is used, as it will be once it is written rightly.
  if (input !== undefined) expressions.used.inputs.add(input);
  const span = valueSpan(node, expressions.text, { start, end });
  problems.add(severity, span, { code, message, help, ...(fix !== undefined && { fix }) });
}

interface Declared {
  /** How each input is written, by its name, its variable and the like, in small letters. */
  readonly inputs: ReadonlyMap<string, string>;
  readonly ids: ReadonlySet<string>;
}

// Asked for every value of a file; what is declared is known before the first.
const DECLARED = new WeakMap<Build['ids'], Declared>();

function namesOf(build: Build): Declared {
  const known = DECLARED.get(build.ids) ?? declaredIn(build);
  DECLARED.set(build.ids, known);
  return known;
}

function declaredIn({ outline, ids }: Build): Declared {
  const inputs = new Map<string, string>();
  for (const [name, { value }] of outline.inputs) {
    const written = `inputs.${name}`;
    const variable = at(value, 'env');
    inputs.set(name.toLowerCase(), written).set(`input_${name}`.toLowerCase(), written);
    if (isText(variable)) inputs.set(variable.value.toLowerCase(), written);
  }
  return { inputs, ids: new Set([...ids.values(), ...outline.facts.keys()]) };
}

const OURS: ReadonlySet<string> = new Set(['inputs', 'alert', 'cause', 'run', 'before']);
const OTHERS: ReadonlySet<string> = new Set(
  'vars var env secrets params parameters steps workflow github matrix input item values jobs trigger config'.split(
    ' ',
  ),
);

// `{{ x }}` of Jinja, Helm and Go. Programs take formats in the same braces: docker inspect -f '{{.State.Status}}'.
function braces(text: string, names: Declared, isCommand: boolean): readonly Found[] {
  return [...text.matchAll(/(?<!\$)\{\{-?\s*([^{}]*?)\s*-?\}\}/g)].flatMap((match): Found[] => {
    const inside = match[1] ?? '';
    const root = /^[$.]?([A-Za-z_]\w*)/.exec(inside)?.[1] ?? '';
    const input =
      names.inputs.get(inside.toLowerCase()) ?? names.inputs.get(inside.split('.').at(-1)?.toLowerCase() ?? '');
    const isOurs = OURS.has(root) || (names.ids.has(root) && !inside.startsWith('.'));
    const isOthers = OTHERS.has(root) || /^\.(?:Values|Release|Chart)\b/.test(inside) || input !== undefined;
    if (!isOurs && !isOthers && (isCommand || root === '')) return [];
    const instead = isOurs ? `\${{ ${inside} }}` : input === undefined ? undefined : `\${{ ${input} }}`;
    return [other(match.index, match[0], instead)];
  });
}

// `${x}` and `$X` of shells and of Compose, where no shell reads them or none knows them.
function dollars(text: string, names: Declared, set: ReadonlySet<string> | null): readonly Found[] {
  const found = text.matchAll(/(?<![\\$\w])\$(?:\{\s*([A-Za-z_][\w.]*)\s*\}|([A-Za-z_]\w*))/g);
  return [...found].flatMap((match): Found[] => {
    const name = match[1] ?? match[2] ?? '';
    const root = name.split('.')[0] ?? '';
    if (set?.has(name) === true) return [];
    const input = names.inputs.get(name.toLowerCase());
    if (name.includes('.') && (OURS.has(root) || names.ids.has(root)))
      return [other(match.index, match[0], `\${{ ${name} }}`)];
    return input === undefined ? [] : [other(match.index, match[0], `\${{ ${input} }}`)];
  });
}

/** Kinds whose values are names and addresses: in prose and in bodies such signs mean themselves. */
const OF_NAMES: ReadonlySet<Kind> = new Set<Kind>(['systemd', 'redis', 'bullmq', 'tcp', 'dns']);

// `$(x)` of Tekton, Azure and make, and `$X` as a whole value, where no shell reads them.
function inBrackets(text: string, names: Declared): readonly Found[] {
  const found = [...text.matchAll(/\$\(\s*([A-Za-z_][\w.]*)\s*\)/g), ...text.matchAll(/^\$([A-Z_][A-Z0-9_]*)$/g)];
  return found.flatMap((match): Found[] => {
    const name = match[1]?.split('.').at(-1)?.toLowerCase() ?? '';
    const input = names.inputs.get(name);
    if (!match[0].startsWith('$(') && input !== undefined) return [];
    return [other(match.index, match[0], input === undefined ? undefined : `\${{ ${input} }}`)];
  });
}

function other(start: number, written: string, instead: string | undefined): Found {
  return {
    start,
    end: start + written.length,
    severity: 'error',
    code: 'other-template',
    message: `"${written}" is not filled in here: it stays as it is`,
    help: `write ${instead ?? '${{ inputs.name }}, with an input of that name'}`,
    ...(instead !== undefined && { instead }),
  };
}

/** Fields that readings have, of which a file is hardly the extension. */
const FIELDS: ReadonlySet<string> = new Set(
  'ok ms error status text json headers stdout stderr exit_code number lines reply info running exists answer value'.split(
    ' ',
  ),
);

// `inputs.container` without a template is a text of sixteen letters.
function literals(text: string, names: Declared, kind: Kind | undefined): readonly Found[] {
  const isProse = kind === undefined || kind === 'ask' || kind === 'manual' || kind === 'notify';
  const whole = /^([a-z_]\w*)((?:\.\w+)+)$/.exec(text.trim());
  const root = whole?.[1] ?? '';
  // A command may name a file whose name begins like a probe.
  const isField = isProse && FIELDS.has(whole?.[2]?.split('.')[1] ?? '');
  const isWhole = whole !== null && (root === 'inputs' || (isField && names.ids.has(root)));
  if (isWhole && (root !== 'inputs' || names.inputs.has(text.trim().slice('inputs.'.length))))
    return [literal(text.indexOf(root), text.trim(), 'error')];
  return [...text.matchAll(/(?<![\w.$/"'-])inputs\.([a-z_]\w*)(?![\w(])/g)]
    .filter(([, name = '']) => names.inputs.get(name) === `inputs.${name}`)
    .map((match) => literal(match.index, match[0], isProse ? 'warning' : 'error'));
}

const literal = (start: number, written: string, severity: Found['severity']): Found => ({
  start,
  end: start + written.length,
  severity,
  code: 'literal',
  message: `this is the text "${written}", not its value`,
  help: `write \${{ ${written} }}`,
  instead: `\${{ ${written} }}`,
});

/** Variables that a script finds set: those that every step has, those of its `env`, and those of the shell itself. */
function variablesSet(node: Node, { outline }: Build): ReadonlySet<string> {
  const environments = [at(node, 'env'), at(outline.defaults.get('shell')?.value, 'env')];
  const own = environments.flatMap((env) => (env?.kind === 'map' ? [...env.entries.keys()] : []));
  const script = isText(node) ? node : at(node, 'script');
  return new Set([...ALWAYS, ...own, ...(isText(script) ? assigned(script.value) : [])]);
}

const ALWAYS =
  'PATH HOME LANG TERM TZ PWD OLDPWD PPID IFS OPTARG OPTIND RANDOM SECONDS LINENO UID EUID HOSTNAME REPLY SHELL PIPESTATUS BASH_SOURCE FUNCNAME BASH_VERSION EPOCHSECONDS SHLVL NR NF'.split(
    ' ',
  );

/** Names that a script gives a value itself. */
function assigned(script: string): readonly string[] {
  const single = [
    ...script.matchAll(/(?:^|[\s;&|({!])(?:for\s+|getopts\s+\S+\s+|printf\s+-v\s+)?([A-Za-z_]\w*)(?:\+?=|\s+in\b|\[)/g),
  ];
  const reads = [
    ...script.matchAll(/\b(?:read|local|export|declare|typeset|readonly|mapfile|readarray)\s+((?:-\w+\s+)*[\w\s]+)/g),
  ];
  return [
    ...single.flatMap(([, name]) => name ?? []),
    ...reads.flatMap(([, names = '']) => names.split(/\s+/)),
    ...[...script.matchAll(/\b(?:getopts|printf -v)\s+(?:"[^"]*"|'[^']*'|\S+)\s+(\w+)/g)].flatMap(
      ([, name]) => name ?? [],
    ),
  ];
}

// A step has few variables of the environment: any other is the empty text, unless something before it sets it.
function unset(text: string, set: ReadonlySet<string>): readonly Found[] {
  if (/(?:^|[\s;&|])(?:\.|source|eval)\s|\bset -a\b|<<-?\s*['"]?\w|\b(?:awk|perl|ssh|envsubst)\b/.test(text)) return [];
  const bare = text.replace(/'[^']*'/g, (quoted) => '\0'.repeat(quoted.length));
  const seen = new Set<string>();
  return [...bare.matchAll(/(?<!\\)\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})/g)].flatMap((match): Found[] => {
    const name = match[1] ?? match[2] ?? '';
    if (set.has(name) || seen.has(name)) return [];
    seen.add(name);
    const help = `give it a value: shell: { script: …, env: { ${name}: "\${{ inputs.name }}" } }; or write \${{ inputs.name }} in its place`;
    const at = { start: match.index, end: match.index + match[0].length };
    return [
      {
        ...at,
        severity: 'warning',
        code: 'unset-variable',
        message: `nothing sets \`$${name}\`: a step has only PATH, HOME, LANG, TERM and TZ`,
        help,
      },
    ];
  });
}
