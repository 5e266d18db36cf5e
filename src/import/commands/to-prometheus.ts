// `promtool query` and requests of `curl` to the query API to steps of kind prometheus.

import { definition } from '../../kinds/index.ts';
import type { Given } from './given.ts';
import { optionsOf } from './options.ts';

/** A query; null where it is another program, or asks for more than the kind can say. */
export function toPrometheus(words: readonly string[]): Given | null {
  return words[0] === 'promtool' ? ofPromtool(words) : words[0] === 'curl' ? ofCurl(words) : null;
}

/** Whether a text can be a query, as far as that is seen without a server. */
export const isQuery = (text: string): boolean =>
  !text.includes('${{') && definition('prometheus').shape({ query: text, url: 'http://localhost' }).ok;

function ofPromtool(words: readonly string[]): Given | null {
  if (words[1] !== 'query' || words[2] !== 'instant') return null;
  const read = optionsOf(words.slice(3), { valued: ['-o', '--format'], flags: [] });
  const [url = '', query = '', ...others] = read?.operands ?? [];
  return others.length > 0 ? null : step(url, query);
}

function ofCurl(words: readonly string[]): Given | null {
  const read = optionsOf(words.slice(1), {
    valued: ['-d', '--data', '--data-urlencode', '-m', '--max-time', '-X', '--request', '--url'],
    flags: '-s --silent -S --show-error -f --fail -g --globoff -G --get -k'.split(' '),
  });
  if (read === null || read.options.has('-k')) return null;
  const all = (...names: readonly string[]) => names.flatMap((name) => read.options.get(name) ?? []);
  const [address = '', ...others] = [...all('--url'), ...read.operands];
  const [, url, asked = ''] = /^(.*)\/api\/v1\/query(?:\?(.*))?$/.exec(address) ?? [];
  if (url === undefined || others.length > 0) return null;
  // What is not encoded already has no `&` of its own.
  const encoded = [...asked.split('&'), ...all('-d', '--data')].filter((one) => one !== '').map(decoded);
  const [only, ...rest] = [...encoded, ...all('--data-urlencode')];
  const query = only !== undefined && rest.length === 0 ? /^query=([\s\S]+)$/.exec(only)?.[1] : undefined;
  return query === undefined ? null : step(url, query);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part.replaceAll('+', ' '));
  } catch {
    return '';
  }
}

// A place to fill in is more than the kind can say, unless it is the value of a label, or the whole address.
function step(url: string, query: string): Given | null {
  const isWhole =
    /^FBHOLE[AV]\w+?ELOH$/.test(url) ||
    (/^(?:https?:\/\/)?[\w.-]+(?::\d+)?(?:\/[\w./-]*)?$/.test(url) && !url.includes('FBHOLE'));
  const bare = query.replace(/=\s*"(?:FBHOLE[AV][a-z0-9_]+?ELOH|[^"\\`])*"/g, '=""');
  if (!isWhole || !isQuery(query) || bare.includes('FBHOLE')) return null;
  const address = /^(?:https?:|FBHOLE)/.test(url) ? url : `http://${url}`;
  return { kind: 'prometheus', value: { query, url: address }, effect: 'read', readsWhole: true };
}
