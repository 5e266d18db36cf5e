// The parts of a configuration that hold secrets: who sends alerts, and where people are told. A secret is named, never
// written out.

import { at, keySpan, type MapNode, type Node, textAt } from '../../parse/yaml/node.ts';
import type { Problems } from '../../parse/yaml/problems.ts';
import { type AlertEntry, type SecretRef, SOURCES, type Source, type Telling } from './config.ts';
import type { ServeSurroundings } from './surroundings.ts';

/** How each sender can show who it is. Alertmanager signs nothing, PagerDuty gives no token. */
const WAYS: Readonly<Record<Source, readonly AlertEntry['by'][]>> = {
  alertmanager: ['bearer'],
  grafana: ['secret', 'bearer'],
  pagerduty: ['secret'],
  generic: ['secret', 'bearer'],
};

const NAME = /^[a-z0-9][a-z0-9_-]{0,63}$/;

/** The addresses for alerts. */
export function alertsOf(root: Node, problems: Problems): readonly AlertEntry[] {
  const found = at(root, 'alerts');
  if (found?.kind !== 'map') return [];
  return [...found.entries].flatMap(([name, { key, value }]): readonly AlertEntry[] => {
    const source = SOURCES.find((one) => one === textAt(value, 'source'));
    if (source === undefined || value.kind !== 'map') return [];
    if (!NAME.test(name))
      problems.add('error', key, {
        code: 'id',
        message: `"${name}" cannot stand in an address`,
        help: 'a name has lower-case letters, digits, `-` and `_`',
      });
    const by = wayOf(source, value, problems);
    const secret = by === undefined ? undefined : secretOf(at(value, by));
    return by === undefined || secret === undefined ? [] : [{ name, source, by, secret }];
  });
}

function wayOf(source: Source, entry: MapNode, problems: Problems): AlertEntry['by'] | undefined {
  const ways = WAYS[source];
  const given = (['bearer', 'secret'] as const).filter((way) => entry.entries.has(way));
  const [way, second] = given;
  if (way === undefined) {
    problems.add('error', keySpan(entry, 'source'), {
      code: 'missing-key',
      message: 'anybody could send alerts here',
      help: `add ${ways.map((one) => `\`${one}\``).join(' or ')}: { env: … }`,
    });
    return undefined;
  }
  if (second !== undefined) {
    problems.add('error', keySpan(entry, second), {
      code: 'two-ways',
      message: 'a sender shows in one way who it is',
      help: `leave out ${ways.includes(way) ? `\`${second}\`` : `\`${way}\``}`,
    });
    return undefined;
  }
  if (ways.includes(way)) return way;
  problems.add('error', keySpan(entry, way), {
    code: 'value',
    message:
      source === 'pagerduty' ? 'PagerDuty gives no token; it signs' : 'Alertmanager signs nothing; it gives a token',
    help: `use \`${ways.join('` or `')}\``,
  });
  return undefined;
}

function secretOf(node: Node | undefined): SecretRef | undefined {
  const env = textAt(node, 'env');
  const file = textAt(node, 'file');
  if (env !== undefined) return { env };
  return file === undefined ? undefined : { file };
}

/** Where people are told. */
export function tellingsOf(root: Node): readonly Telling[] {
  const found = at(root, 'notify');
  if (found?.kind !== 'map') return [];
  return [...found.entries].flatMap(([name, { value }]): readonly Telling[] => {
    const url = secretOf(at(value, 'url'));
    return url === undefined ? [] : [{ name, url }];
  });
}

/** Every secret is named in one way, and there where that is looked at. */
export function checkSecrets(root: Node, { secretTrouble }: ServeSurroundings, problems: Problems): void {
  for (const node of secretsIn(root)) {
    const env = textAt(node, 'env');
    const file = textAt(node, 'file');
    if ((env === undefined) === (file === undefined)) {
      problems.add('error', node.kind === 'map' ? keySpan(node, 'file') : node, {
        code: env === undefined ? 'missing-key' : 'two-ways',
        message: 'a secret is in a variable or in a file',
        help: 'write { env: NAME } or { file: path }',
      });
      continue;
    }
    const trouble = secretTrouble?.({ ...(env === undefined ? {} : { env }), ...(file === undefined ? {} : { file }) });
    if (trouble !== null && trouble !== undefined)
      problems.add('error', at(node, env === undefined ? 'file' : 'env') ?? node, {
        code: 'no-value',
        message: trouble,
      });
  }
}

function* secretsIn(root: Node): Generator<Node> {
  for (const key of ['alerts', 'notify'] as const) {
    const found = at(root, key);
    if (found?.kind !== 'map') continue;
    for (const { value } of found.entries.values())
      for (const name of ['bearer', 'secret', 'url'] as const) {
        const secret = at(value, name);
        if (secret !== undefined) yield secret;
      }
  }
}
