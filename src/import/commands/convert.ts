// A command to the step that does the same: the kind that reads it best, else the shell. Where a kind cannot say all that the
// command says, the shell keeps it.

import { parseShell } from '../../kinds/scripts/parse.ts';
import { type Simple, textOf } from '../../kinds/scripts/syntax.ts';
import { attended, type Effect, effectOf } from './effect.ts';
import { type Call, type Given, plainValue } from './given.ts';
import { holding, templated, unheld, type Wanted } from './holes.ts';
import { clientOf, hasMeta, queryLooks, statementsOf } from './looks/sql.ts';
import { toCompose, toDocker } from './to-docker.ts';
import { toHost } from './to-host.ts';
import { toHttp } from './to-http.ts';
import { isQuery, toPrometheus } from './to-prometheus.ts';
import { toRedis } from './to-redis.ts';
import { shellValue } from './to-shell.ts';
import { toSystemd } from './to-systemd.ts';

/** A step as it will stand in the draft. */
export interface Converted {
  readonly kind: string;
  readonly value: unknown;
  readonly effect: Effect;
  readonly wanted: readonly Wanted[];
  /** What must be said before it can run. */
  readonly todo?: string;
  /** What of the command the step does not say. */
  readonly left?: string;
  /** It is a person's to do, for the reason given. */
  readonly byHand?: string;
}

/** Brings a command to a step. */
export function convert(script: string): Converted {
  const ended = withEnd(script.trim());
  const held = holding(ended.script);
  const wanted = [...held.holes.values()];
  const waits = attended(held.text);
  if (waits !== null) {
    const byHand = waits === 'editor' ? 'it opens an editor' : 'it waits for somebody who types';
    return { kind: 'manual', value: fenced(script), effect: 'unknown', wanted: [], byHand };
  }
  const effect = effectOf(held.text);
  const todo = todoOf(held.unresolved);
  const calls = callsOf(held.text);
  const given = calls === null ? null : toKind(calls);
  if (given !== null && held.unresolved.length === 0) {
    const value = plainValue(given.value, (text) => templated(text, held.holes));
    const left = [given.left, ended.left].filter((one) => one !== undefined).join(' ');
    const used = new Set([...JSON.stringify(value).matchAll(/inputs\.(\w+)/g)].map(([, name]) => name));
    return {
      kind: given.kind,
      value,
      effect: given.effect ?? effect,
      wanted: wanted.filter(({ name }) => used.has(name)),
      ...(left === '' ? {} : { left }),
    };
  }
  const shell = shellValue(held);
  return {
    kind: 'shell',
    value: shell.value,
    effect,
    wanted: shell.wanted,
    ...((todo ?? shell.todo) === undefined ? {} : { todo: (todo ?? shell.todo) as string }),
    ...(ended.left === undefined ? {} : { left: ended.left }),
  };
}

/** A query of SQL as a step: by the client that its words are for, which nobody has said how to reach. */
export function convertSql(sql: string): Converted {
  const client = hasMeta(sql) ? 'psql' : clientOf(sql);
  const held = holding(sql.trim());
  const isWhole = held.holes.size === 0;
  const flag = client === 'psql' ? '-c' : '-e';
  const written = unheld(held.text, held.holes);
  // A line for psql itself stands in a call of its own.
  const calls = hasMeta(sql) ? statementsOf(written) : [written];
  const effect = queryLooks(held.text) ? 'read' : effectOf(`${client} ${flag} ${quoted(held.text)}`);
  const missing = isWhole
    ? ''
    : ` Write values in the place of ${[...held.holes.values()].map(({ written }) => written).join(', ')}.`;
  return {
    kind: 'shell',
    value: { command: [client, ...calls.flatMap((call) => [flag, call])] },
    effect: effect === 'read' && !queryLooks(sql) ? 'unknown' : effect,
    wanted: [],
    todo: `Say which database this is for: the page has the query alone, and ${client} is a guess.${missing}`,
    ...(statementsOf(sql).length > 1
      ? { left: 'It is several statements, which one call sends one after the other.' }
      : {}),
  };
}

/** A query of PromQL as a step of kind prometheus; one that cannot be whole as a request, to which it is a text like any. */
export function convertPromql(query: string): Converted {
  // A comment ends with its line.
  const one = query.includes('#') ? query.trim() : query.trim().replace(/\s*\n\s*/g, ' ');
  const held = holding(one);
  const isWhole = held.holes.size === 0 && !/\{\{|\$\w/.test(one);
  const todo = isWhole ? undefined : 'Write values in the place of what the page leaves open in the query.';
  const url: Wanted = { name: 'prometheus_url', written: 'the address of Prometheus', env: 'PROMETHEUS_URL' };
  const common = { effect: 'read' as const, wanted: [url], ...(todo === undefined ? {} : { todo }) };
  const value = { query: one, url: '${{ inputs.prometheus_url }}' };
  if (isQuery(one)) return { kind: 'prometheus', value, ...common };
  return {
    kind: 'http',
    value: `GET \${{ inputs.prometheus_url }}/api/v1/query?query=${encodeURIComponent(one)}`,
    ...common,
    left: 'The query goes to the HTTP API of Prometheus; its result is in `json.data.result`.',
  };
}

/** A request that is written as method and address. */
export function convertRequest(line: string): Converted {
  const [method = 'GET', url = ''] = line.trim().split(/\s+/);
  const held = holding(url);
  const effect = /^(?:GET|HEAD)$/i.test(method) ? 'read' : method.toUpperCase() === 'DELETE' ? 'destroy' : 'change';
  const isAddress = /^https?:\/\//.test(held.text) || held.text.startsWith('FBHOLE');
  const base: Wanted = { name: 'base_url', written: 'the address that the path is of', env: 'BASE_URL' };
  const address = isAddress
    ? templated(held.text, held.holes)
    : `\${{ inputs.base_url }}${templated(held.text, held.holes)}`;
  const wanted = [...held.holes.values(), ...(isAddress ? [] : [base])];
  return { kind: 'http', value: `${method.toUpperCase()} ${address}`, effect, wanted };
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

const fenced = (script: string): string => `Run by hand:\n\n\`\`\`sh\n${script}\n\`\`\``;

function todoOf(unresolved: readonly string[]): string | undefined {
  if (unresolved.length === 0) return undefined;
  return `Write what is meant in the place of ${unresolved.map((one) => `"${one}"`).join(', ')}.`;
}

/** The pipeline that a script is, word by word; null where it is more than one, or holds what only a shell can fill in. */
function callsOf(text: string): readonly Call[] | null {
  const list = parseShell(text);
  const [only, ...others] = list ?? [];
  if (only === undefined || others.length > 0 || only.pipeline.negated || only.sign === '&') return null;
  const calls = only.pipeline.commands.map((command) => (command.kind === 'simple' ? wordsOf(command) : null));
  return calls.every((call) => call !== null) ? calls : null;
}

function wordsOf({ words, assignments, redirects }: Simple): Call | null {
  const texts = words.map(textOf);
  const isQuiet = redirects.every(
    ({ sign, target }) => (sign === '>&' && textOf(target) === '1') || textOf(target) === '/dev/null',
  );
  if (assignments.length > 0 || !isQuiet || texts.some((one) => one === null)) return null;
  const globs = words.some(({ pieces }) =>
    pieces.some((piece) => 'text' in piece && !piece.quoted && /[*?]/.test(piece.text)),
  );
  return { words: texts as readonly string[], hasPattern: globs };
}

const FILTERS = new Set(
  'grep egrep fgrep head tail wc jq sort uniq awk sed cut tr column less more cat nl python3 python'.split(' '),
);

function toKind([first, ...filters]: readonly Call[]): Given | null {
  if (first === undefined || !filters.every(({ words }) => FILTERS.has(words[0] ?? ''))) return null;
  const isSudo = first.words[0] === 'sudo' && !(first.words[1] ?? '-').startsWith('-');
  const words = isSudo ? first.words.slice(1) : first.words;
  const given =
    toRedis(words, filters) ??
    toPrometheus(words) ??
    toHttp(words) ??
    toDocker(words, filters) ??
    toCompose(words) ??
    toSystemd(words) ??
    toHost(words);
  if (given === null) return null;
  // What a filter counts or picks out may be the point of the command; the reading has it whole.
  const counted = filters.length > 0 && given.readsWhole !== true;
  if (counted) return null;
  const sudo = isSudo ? 'The page runs it with sudo.' : undefined;
  const left = [given.left, sudo].filter((one) => one !== undefined).join(' ');
  return { ...given, ...(left === '' ? {} : { left }) };
}

/** A command that never ends, brought to its end. */
function withEnd(script: string): { readonly script: string; readonly left?: string } {
  const isFollowing =
    /\b(?:docker(?:-compose| compose)?|podman|kubectl|oc|journalctl|stern|crictl|nerdctl)\b[^|;&]*?\s(?:-f|--follow(?:=true)?)(?=\s|$)/.test(
      script,
    ) && /\b(?:logs?|journalctl)\b/.test(script);
  if (isFollowing && !/apply|create|delete|replace/.test(script)) {
    const cut = script.replace(
      /(\blogs?\b|journalctl)([^|;&]*?)\s(?:-f|--follow(?:=true)?)(?=\s|$)/g,
      (whole, program: string, rest: string) => (/(?:^|\s)-f\s+\S+\.ya?ml/.test(whole) ? whole : `${program}${rest}`),
    );
    return { script: cut, left: 'The page follows the log without end; this looks at it once.' };
  }
  const tail = /^(\s*(?:sudo\s+)?tail)\s+-(?:f|F)(?=\s)/.exec(script);
  if (tail !== null)
    return {
      script: script.replace(/\s-[fF](?=\s)/, ' -n 100'),
      left: 'The page follows the file without end; this looks at its last lines.',
    };
  if (/^\s*(?:sudo\s+)?top\s*$/.test(script))
    return { script: script.replace(/top\s*$/, 'top -b -n 1'), left: 'The page watches it; this looks once.' };
  if (/^\s*ping\s+(?!.*\s-[cw]\b)(?!-[cw]\b)\S/.test(script))
    return { script: script.replace(/ping\s/, 'ping -c 4 '), left: 'Without a count it would never end.' };
  const watched = /^\s*watch\s+(?:-n\s*\d+\s+|-d\s+)*(?:(['"])([^'"]+)\1|([a-z][^'"]*))$/.exec(script);
  if (watched !== null)
    return { script: watched[2] ?? watched[3] ?? script, left: 'The page watches it; this looks once.' };
  const isTyped = /\s(?:-it|-ti|-i -t|-t -i)(?=\s)/.test(script);
  if (isTyped && /\b(?:exec|run)\b/.test(script) && attended(holding(script).text) === null)
    return {
      script: script.replace(/\s(?:-it|-ti|-i -t|-t -i)(?=\s)/, ''),
      left: 'The page runs it on a terminal (-it), which a step has none of.',
    };
  return { script };
}
