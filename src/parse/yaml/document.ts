// YAML text to located nodes. Everything YAML would do silently to what an author wrote is an error here.

import { isAlias, isMap, isScalar, isSeq, type Scalar, type YAMLMap, type YAMLSeq, type Node as YamlNode } from 'yaml';
import { type Anchors, anchorsOf } from './anchors.ts';
import { isExpandable } from './expansion.ts';
import { type FileForm, FORM_WORDS } from './file-form.ts';
import { hiddenCharacters } from './hidden-characters.ts';
import type { Span } from './lines.ts';
import type { ListNode, Node, Pair, ScalarNode, Style } from './node.ts';
import type { Problem, Problems } from './problems.ts';
import { parseText } from './repair.ts';
import { quoted } from './rewrite.ts';
import { joinPieces, strayKey } from './split-values.ts';

/**
 * Reads a text. Null: nothing can be said about its values, and the problems say why. In a file of inputs an unquoted value
 * is the text that it is: what type it has is said by the runbook.
 */
export function readDocument(text: string, problems: Problems, form: FileForm = 'runbook'): Node | null {
  const parsed = parseText(text, problems, form);
  if (parsed === null) return null;
  const { document, lost } = parsed;
  if (document.contents === null) {
    problems.add('error', { start: 0, end: 0 }, { code: 'empty', message: 'the file is empty' });
    return null;
  }
  const conversion: Conversion = {
    text,
    problems,
    form,
    lost,
    done: new Map(),
    open: new Set(),
    anchors: anchorsOf(document.contents),
  };
  const root = convert(conversion, document.contents, false);
  return isExpandable(root, problems) ? root : null;
}

interface Conversion {
  readonly text: string;
  readonly problems: Problems;
  readonly form: FileForm;
  /** Stretches of text whose values are lost to a syntax error. */
  readonly lost: readonly Span[];
  readonly anchors: Anchors;
  /** Finished nodes by YAML node, so that an alias is the node itself. */
  readonly done: Map<YamlNode, Node>;
  /** Nodes being converted: an alias to one of them is a circle. */
  readonly open: Set<YamlNode>;
}

function convert(conversion: Conversion, node: YamlNode | null, flow: boolean): Node {
  const span = spanOf(node);
  if (node === null) return { kind: 'scalar', value: null, style: 'plain', flow, ...span };
  if (isAlias(node)) return convertAlias(conversion, node.source, span);
  const known = conversion.done.get(node);
  if (known !== undefined) return known;
  if (isBroken(conversion, node, span)) return { kind: 'broken', ...span };
  conversion.open.add(node);
  const made = isMap(node)
    ? convertMap(conversion, node as YAMLMap<YamlNode, YamlNode | null>, flow)
    : isSeq(node)
      ? convertList(conversion, node as YAMLSeq<YamlNode>, flow)
      : convertScalar(conversion, node, flow);
  conversion.open.delete(node);
  conversion.done.set(node, made);
  return made;
}

// A tag changes what its value is; a syntax error has taken a value, or what the value stands in.
function isBroken({ lost }: Conversion, node: YamlNode, span: Span): boolean {
  const from = isScalar(node) ? span.end : span.start + 1;
  return node.tag !== undefined || lost.some(({ start, end }) => span.start < end && from > start);
}

function convertAlias(conversion: Conversion, source: string, span: Span): Node {
  const { anchors, problems, open } = conversion;
  const found = anchors(source, span.start);
  if (found === undefined) {
    const help = `an expression that begins with "*" must be quoted; an alias needs an anchor &${source} before it`;
    problems.add('error', span, {
      code: 'unknown-alias',
      message: `no anchor &${source} stands before this alias`,
      help,
    });
    return { kind: 'broken', ...span };
  }
  if (open.has(found)) {
    problems.add('error', span, {
      code: 'circular-alias',
      message: `the alias *${source} stands inside what it names`,
    });
    return { kind: 'broken', ...span };
  }
  return convert(conversion, found, false);
}

type Mapping = YAMLMap<YamlNode, YamlNode | null>;

function convertMap(conversion: Conversion, node: Mapping, outer: boolean): Node {
  const [only] = node.items;
  const key = only?.key;
  if (node.flow === true && node.items.length === 1 && only?.value === null && isScalar(key)) {
    const name = String(key.value);
    const span = spanOf(node);
    if (!/^[\w-]*$/.test(name)) {
      const fix = { ...span, text: quoted(name) };
      conversion.problems.add('error', span, {
        code: 'split-by-yaml',
        message: 'YAML takes { } for a mapping',
        help: `leave them out: ${quoted(name)}`,
        fix,
      });
      return { kind: 'broken', ...span };
    }
  }
  const entries = entriesOf(conversion, node.items, outer || node.flow === true);
  return { kind: 'map', entries, flow: node.flow === true, ...spanOf(node) };
}

function entriesOf(conversion: Conversion, pairs: Mapping['items'], flow: boolean): Map<string, Pair> {
  const { problems } = conversion;
  const entries = new Map<string, Pair>();
  let before: string | undefined;
  for (const pair of pairs) {
    if (!isScalar(pair.key)) continue;
    const name = String(pair.key.value);
    const key = spanOf(pair.key);
    const problem =
      name === '<<'
        ? conversion.form === 'inventory'
          ? undefined
          : mergeKey(conversion)
        : (REFUSED.get(name) ?? (flow && pair.value === null ? strayKey(name) : undefined));
    const first = entries.get(name);
    if (problem !== undefined) {
      problems.add('error', key, problem);
      if (problem.code === 'split-by-yaml' && before !== undefined) breakValue(entries, before);
    } else if (first !== undefined) {
      problems.add('error', key, duplicate(name, conversion, first.key));
    } else {
      entries.set(name, { key, value: convert(conversion, pair.value, flow) });
      before = name;
    }
  }
  return entries;
}

function breakValue(entries: Map<string, Pair>, name: string): void {
  const entry = entries.get(name);
  if (entry !== undefined)
    entries.set(name, { key: entry.key, value: { kind: 'broken', start: entry.value.start, end: entry.value.end } });
}

const mergeKey = ({ form }: Conversion): Problem => ({
  code: 'merge-key',
  message: 'YAML merge keys are not supported',
  help: FORM_WORDS[form].instead,
});

// Keys that mean something to JavaScript, and those that mark a hole in a value that was read.
const REFUSED: ReadonlyMap<string, Problem> = new Map(
  ['__proto__', '$template', '$text', '$secret'].map((key): [string, Problem] => [
    key,
    { code: 'unknown-key', message: `the key "${key}" is not allowed` },
  ]),
);

function duplicate(name: string, { text }: Conversion, first: Span): Problem {
  const line = text.slice(0, first.start).split('\n').length;
  return { code: 'duplicate-key', message: `duplicate key "${name}"`, help: `it stands in line ${line} already` };
}

function convertList(conversion: Conversion, node: YAMLSeq<YamlNode>, outer: boolean): ListNode {
  const flow = outer || node.flow === true;
  const items = node.items.flatMap((item) =>
    isMap(item) && !flow && item.flow !== true
      ? convertItem(conversion, item as Mapping)
      : [convert(conversion, item, flow)],
  );
  return {
    kind: 'list',
    items: flow ? joinPieces(items, conversion.problems) : items,
    flow: node.flow === true,
    ...spanOf(node),
  };
}

// The key that an item begins with, once more in the middle of it: there another item was meant to begin.
function convertItem(conversion: Conversion, node: Mapping): readonly Node[] {
  const nameOf = ({ key }: Mapping['items'][number]): string => (isScalar(key) ? String(key.value) : '');
  const [first] = node.items;
  const name = first === undefined ? '' : nameOf(first);
  const starts = node.items.flatMap((pair, at) =>
    nameOf(pair) === name && at > 1 && at < node.items.length - 1 ? [at] : [],
  );
  if (starts.length === 0 || node.tag !== undefined || node.anchor !== undefined)
    return [convert(conversion, node, false)];
  for (const at of starts) {
    const key = spanOf(node.items[at]?.key);
    const start = key.start - 2;
    conversion.problems.add('error', key, {
      code: 'duplicate-key',
      message: `another "${name}" in the same item`,
      help: 'an item of a list begins with "- ": write it before this key',
      ...(conversion.text.slice(start, key.start) === '  ' && { fix: { start, end: key.start, text: '- ' } }),
    });
  }
  return [0, ...starts].map((from, n): Node => {
    const pairs = node.items.slice(from, starts[n]);
    return {
      kind: 'map',
      entries: entriesOf(conversion, pairs, false),
      flow: false,
      start: spanOf(pairs[0]?.key).start,
      end: spanOf(node).end,
    };
  });
}

const STYLES: Readonly<Record<string, Style>> = {
  QUOTE_SINGLE: 'single',
  QUOTE_DOUBLE: 'double',
  BLOCK_LITERAL: 'block',
  BLOCK_FOLDED: 'block',
};

function convertScalar(conversion: Conversion, node: Scalar, flow: boolean): Node {
  const { problems, text, form } = conversion;
  const span = spanOf(node);
  const style = STYLES[node.type ?? ''] ?? 'plain';
  const read = node.value as ScalarNode['value'];
  const isAsWritten = (form === 'inputs' || form === 'inventory') && style === 'plain' && read !== null;
  const value = isAsWritten ? (node.source ?? String(read)) : read;
  const problem =
    style === 'plain' && !isAsWritten ? changedByYaml(value, text.slice(span.start, span.end), span) : undefined;
  if (problem !== undefined) problems.add('error', span, problem);
  if (style === 'plain' && swallowsItem(conversion, span)) return { kind: 'broken', ...span };
  if (style === 'double' && typeof value === 'string') {
    const [hidden] = hiddenCharacters(value, 1);
    if (hidden !== undefined)
      problems.add('error', span, {
        code: 'hidden-character',
        message: `this text holds ${hidden.name}`,
        help: 'leave the escape out',
      });
  }
  return { kind: 'scalar', value, style, flow, ...span };
}

// An item that is indented deeper than those before it goes on with their text.
function swallowsItem({ problems, text }: Conversion, { start, end }: Span): boolean {
  const found = /\n( *)- (?=\S)/.exec(text.slice(start, end));
  if (found === null) return false;
  const from = start + found.index + 1;
  const to = text.indexOf('\n', from);
  const line = { start: from + (found[1]?.length ?? 0), end: to < 0 ? text.length : to };
  const first = text.lastIndexOf('\n', start - 1) + 1;
  const column = /^ *(?=- )/.exec(text.slice(first, start))?.[0];
  const number = text.slice(0, start).split('\n').length;
  problems.add('error', line, {
    code: 'indentation',
    message: `YAML takes this line for a part of the text in line ${number}`,
    help:
      column === undefined
        ? 'indent it like what it belongs to'
        : `indent it by ${column.length} blanks, like line ${number}`,
    ...(column !== undefined && { fix: { start: from, end: line.start, text: column } }),
  });
  return true;
}

// `1.10` is 1.1 for YAML, and `010` is 10: as a version, an argument or a mode that is not what the author wrote.
function changedByYaml(value: ScalarNode['value'], written: string, span: Span): Problem | undefined {
  if (typeof value === 'string' || value === null || String(value) === written) return undefined;
  const shown = typeof value === 'number' && !Number.isFinite(value) ? 'no number that can be used' : String(value);
  return {
    code: 'changed-by-yaml',
    message: `YAML reads ${written} as ${shown}`,
    help: `write "${written}" if text is meant, else the value itself`,
    fix: { ...span, text: `"${written}"` },
  };
}

function spanOf(node: unknown): Span {
  const range = (node as YamlNode | null)?.range;
  return range ? { start: range[0], end: range[1] } : { start: 0, end: 0 };
}
