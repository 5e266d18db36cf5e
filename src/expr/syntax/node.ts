// The tree of an expression: our own, small and plain, so that nothing but syntax.ts knows the parser's library.
// Chains such as `a.b[0].c` are one node: they are what an expression looks at.

/** Where a node stands in its source: UTF-16 offsets, `end` exclusive. Its brackets are balanced. */
export interface Span {
  readonly source: string;
  readonly start: number;
  readonly end: number;
}

/** One step of a chain: `.name` or `["name"]`, or `[0]`. */
export interface Link {
  readonly key: string | number;
  readonly start: number;
  readonly end: number;
}

/** A name and what follows it: `ping`, `ping.error.kind`, `alert.labels["team"]`, `queue.failed_reasons[0].count`. */
export interface Chain extends Span {
  readonly op: 'chain';
  readonly root: string;
  readonly links: readonly Link[];
}

/** Operators that take two values and are strict: unknown on either side is unknown. */
export type Infix = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | '+' | '-' | '*' | '/' | '%';

/** Macros that go over a list. */
export type Loop = 'all' | 'exists' | 'exists_one' | 'filter' | 'map';

/** A node of an expression. */
export type Node =
  | Chain
  | (Span & { readonly op: 'literal'; readonly value: null | boolean | number | string })
  /** A field of something that is not a chain: `list.filter(…)[0].name`. */
  | (Span & { readonly op: 'field'; readonly of: Node; readonly link: Link })
  | (Span & { readonly op: 'index'; readonly of: Node; readonly at: Node })
  | (Span & { readonly op: 'not' | 'minus'; readonly of: Node })
  /** `a && b && c` is one node with three parts. */
  | (Span & { readonly op: 'and' | 'or'; readonly parts: readonly Node[] })
  | (Span & { readonly op: 'binary'; readonly sign: Infix; readonly left: Node; readonly right: Node })
  | (Span & { readonly op: 'choose'; readonly condition: Node; readonly yes: Node; readonly no: Node })
  | (Span & { readonly op: 'list'; readonly items: readonly Node[] })
  | (Span & { readonly op: 'map'; readonly entries: readonly (readonly [Node, Node])[] })
  /** A function, or a method when `method` is set; then its receiver is the first argument. */
  | (Span & { readonly op: 'call'; readonly name: string; readonly method: boolean; readonly args: readonly Node[] })
  | (Span & { readonly op: 'has'; readonly of: Node })
  | (Span & { readonly op: 'known'; readonly of: Node })
  | (Span & {
      readonly op: 'loop';
      readonly how: Loop;
      readonly over: Node;
      readonly variable: string;
      /** The filter of a three-argument `map`. */
      readonly where?: Node;
      readonly body: Node;
    });

/** The text of a node as written. */
export const textOf = ({ source, start, end }: Span): string => source.slice(start, end);

/** How a chain is written: `queue.failed_reasons[0].count`. */
export function nameOf(chain: Chain, links: number = chain.links.length): string {
  return chain.root + chain.links.slice(0, links).map(writeLink).join('');
}

const writeLink = ({ key }: Link): string => {
  if (typeof key === 'number') return `[${key}]`;
  return /^[A-Za-z_]\w*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
};

/** Whether a node is a number of milliseconds by its name: `ms`, `oldest_waiting_ms`. */
export function isMilliseconds(node: Node): boolean {
  const key = node.op === 'chain' ? node.links.at(-1)?.key : node.op === 'field' ? node.link.key : undefined;
  return typeof key === 'string' && /(?:^|_)ms$/.test(key);
}

/** The nodes directly below a node. */
export function childrenOf(node: Node): readonly Node[] {
  switch (node.op) {
    case 'chain':
    case 'literal':
      return [];
    case 'field':
    case 'not':
    case 'minus':
    case 'has':
    case 'known':
      return [node.of];
    case 'index':
      return [node.of, node.at];
    case 'and':
    case 'or':
      return node.parts;
    case 'binary':
      return [node.left, node.right];
    case 'choose':
      return [node.condition, node.yes, node.no];
    case 'list':
      return node.items;
    case 'map':
      return node.entries.flat();
    case 'call':
      return node.args;
    case 'loop':
      return node.where === undefined ? [node.over, node.body] : [node.over, node.where, node.body];
  }
}
