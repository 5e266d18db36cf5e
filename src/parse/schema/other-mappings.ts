// Values of a kind in parts, as other tools write them: `tcp: { host: db, port: 6379 }`, `http: { get: url }`. They are told
// as one mistake with the line that is meant.

import { isKind } from '../../kinds/index.ts';
import { at, keySpan, type MapNode, type Node, plain } from '../yaml/node.ts';
import type { Problems } from '../yaml/problems.ts';
import { quoted } from '../yaml/rewrite.ts';
import { type Located, unknownKey } from './errors.ts';

/** What is meant by a whole mapping. */
interface Meant {
  /** The value of the kind as it is written here. */
  readonly text: string;
  /** Keys that are part of it; what else stands beside them is told by itself. */
  readonly of: readonly string[];
}

const HOST = ['host', 'hostname', 'address', 'addr', 'ip', 'server', 'target', 'name'];
const VERBS = ['get', 'head', 'post', 'put', 'patch', 'delete'];
const UNITS: Readonly<Record<string, string>> = {
  ms: 'ms',
  milliseconds: 'ms',
  seconds: 's',
  minutes: 'm',
  hours: 'h',
};
const STATES: readonly (readonly [string, RegExp])[] = [
  ['start', /^(?:start|started|running|up|present|active)$/i],
  ['restart', /^(?:restart|restarted|reload|reloaded|recreate)$/i],
  ['stop', /^(?:stop|stopped|down|absent|inactive)$/i],
];

/** Mappings of other tools that a file holds: each is reported once, however often the file is held against its schema. */
export class OtherMappings {
  /** The mappings that were found. */
  readonly nodes: Node[] = [];
  readonly #problems: Problems;
  /** By where they begin: after a key was read as what it means, a mapping is another one at the same place. */
  readonly #told = new Map<number, Meant>();

  constructor(problems: Problems) {
    this.#problems = problems;
  }

  /** Reports what is found among these errors, and gives those that have nothing to do with it. */
  others(errors: readonly Located[]): readonly Located[] {
    for (const error of errors) {
      const { node } = error;
      const meant = node.kind === 'map' && !this.#told.has(node.start) ? meantBy(error, node) : undefined;
      if (meant === undefined) continue;
      this.#told.set(node.start, meant);
      this.nodes.push(node);
      report(error, meant, this.#problems);
    }
    return errors.filter((error) => {
      const of = error.node.kind === 'map' ? this.#told.get(error.node.start)?.of : undefined;
      const key = unknownKey(error);
      return of === undefined || (key !== undefined && !of.includes(key));
    });
  }
}

function report({ node, path, parentSchema }: Located, { text, of }: Meant, problems: Problems): void {
  const kind = path.at(-1) ?? '';
  const known = parentSchema?.properties;
  const unknown = of.filter((key) => known?.[key] === undefined);
  // The text of a block would end with its last line.
  const isWhole =
    node.kind === 'map' &&
    !text.includes('…') &&
    node.flow &&
    [...node.entries.keys()].every((key) => of.includes(key));
  problems.add('error', keySpan(node, unknown[0] ?? ''), {
    code: 'unknown-key',
    message: known === undefined ? `\`${kind}\` has no keys` : `unknown ${listed(unknown)}`,
    help: `write \`${kind}: ${text}\``,
    ...(isWhole ? { fix: { start: node.start, end: node.end, text } } : {}),
  });
}

function listed(keys: readonly string[]): string {
  const names = keys.map((key) => `"${key}"`);
  return names.length < 2 ? `key ${names.join('')}` : `keys ${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** Only where the schema refuses a key, or any mapping here, something else can be meant. */
function meantBy(error: Located, node: MapNode): Meant | undefined {
  const kind = error.path.at(-1) ?? '';
  if (!isKind(kind) || error.path.at(-2) === 'defaults') return undefined;
  const key = unknownKey(error);
  if (key === undefined) return error.keyword === 'type' ? inOneText(kind, node) : undefined;
  if (kind === 'tcp') return hostAndPort(node);
  if (kind === 'http') return request(node);
  if (kind === 'redis' || kind === 'bullmq') return byUrl(node);
  return kind === 'systemd' || kind === 'docker' || kind === 'compose' ? job(kind, node) : undefined;
}

/** The first of these keys that holds text, a number or a truth value, and what it holds. */
function first(node: MapNode, keys: readonly string[]): { readonly key: string; readonly value: string } | undefined {
  for (const key of node.entries.keys()) {
    const value = keys.includes(key.toLowerCase()) ? at(node, key) : undefined;
    if (value?.kind === 'scalar' && value.value !== null) return { key, value: String(value.value) };
  }
  return undefined;
}

const keysOf = (...found: readonly ({ readonly key: string } | undefined)[]): readonly string[] =>
  found.flatMap((one) => one?.key ?? []);

const written = (text: string): string => (/^[\w./-]+(?::\d+)?$/.test(text) ? text : quoted(text));

function hostAndPort(node: MapNode): Meant | undefined {
  const [host, port] = [first(node, HOST), first(node, ['port'])];
  if (port === undefined) return undefined;
  const name = host?.value ?? 'localhost';
  return { text: written(`${name.includes(':') ? `[${name}]` : name}:${port.value}`), of: keysOf(host, port) };
}

// The address of Redis is one URL.
function byUrl(node: MapNode): Meant | undefined {
  const [host, port] = [first(node, HOST), first(node, ['port'])];
  if (host === undefined || node.entries.has('url')) return undefined;
  const of = keysOf(host, port);
  const rest = [...node.entries.keys()].filter((key) => !of.includes(key));
  const beside = rest.map((key) => `, ${key}: …`).join('');
  return { text: `{ url: redis://${host.value}:${port?.value ?? '6379'}${beside} }`, of };
}

function request(node: MapNode): Meant | undefined {
  const verb = [...node.entries.keys()].find((key) => VERBS.includes(verbIn(key)));
  const inner = verb === undefined ? node : at(node, verb);
  const url = inner?.kind === 'map' ? urlOf(inner, verb !== undefined) : first(node, [verb?.toLowerCase() ?? '']);
  if (url === undefined) return undefined;
  const method = first(node, ['method', 'verb']);
  const of = verb === undefined ? [...partsOf(node), ...keysOf(method)] : [verb];
  const word = verbIn(verb ?? method?.value ?? 'GET').toUpperCase();
  const rest = [...node.entries.keys()].filter((key) => !of.includes(key) && BESIDE.includes(key));
  const beside = rest.map((key) => `, ${key}: …`).join('');
  const text = `{ method: ${word}, url: ${quoted(url.value)}${beside} }`;
  return { text: beside === '' ? quoted(`${word} ${url.value}`) : text, of };
}

/** `httpGet` of a probe elsewhere is `get`. */
const verbIn = (key: string): string => key.toLowerCase().replace(/^http_?/, '');
const BESIDE = ['headers', 'insecure', 'tls', 'body', 'json'];
const PARTS = [...HOST, 'port', 'path', 'scheme', 'protocol'];
const partsOf = (node: MapNode): readonly string[] =>
  [...node.entries.keys()].filter((key) => PARTS.includes(key.toLowerCase()));

/** A URL, whole or in parts. */
function urlOf(node: MapNode, isWhole: boolean): { readonly value: string } | undefined {
  if (partsOf(node).length === 0) return isWhole ? first(node, ['url', 'uri']) : undefined;
  if (node.entries.has('url')) return undefined;
  const [host, port, path] = [first(node, HOST), first(node, ['port']), first(node, ['path'])];
  const scheme = first(node, ['scheme', 'protocol'])?.value.toLowerCase() ?? 'http';
  if (host === undefined && port === undefined) return undefined;
  if (host?.value.includes('://') === true) return undefined;
  const end = path === undefined ? '/' : path.value.replace(/^\/?/, '/');
  return { value: `${scheme}://${host?.value ?? 'localhost'}${port === undefined ? '' : `:${port.value}`}${end}` };
}

/** `{ name: redis, state: restarted }`. */
function job(kind: string, node: MapNode): Meant | undefined {
  const named = first(node, ['name', 'unit', 'service', 'services', 'container', 'container_name', 'inspect']);
  const state = first(node, ['state', 'action', 'operation', 'do', 'status']);
  const [verb] = STATES.find(([, words]) => words.test(state?.value ?? '')) ?? [];
  if (named === undefined || state === undefined || verb === undefined) return undefined;
  const word = kind === 'compose' && verb === 'start' ? 'up' : verb;
  const value = kind === 'compose' ? `[${written(named.value)}]` : written(named.value);
  return { text: `{ ${word}: ${value} }`, of: keysOf(named, state) };
}

/** Kinds that take one text and no mapping. */
function inOneText(kind: string, node: MapNode): Meant | undefined {
  const [only, ...others] = [...node.entries];
  const value = only === undefined ? undefined : plain(only[1].value);
  if (only === undefined || others.length > 0 || value === undefined || typeof value === 'object') return undefined;
  const [key] = only;
  const unit = UNITS[key.toLowerCase()];
  if (kind === 'wait' && typeof value === 'number') return { text: `${value}${unit ?? 's'}`, of: [key] };
  return { text: written(String(value)), of: [key] };
}
