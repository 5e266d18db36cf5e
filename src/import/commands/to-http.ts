// `curl` and `wget` to steps of kind http.

import type { Given } from './given.ts';
import { optionsOf } from './options.ts';

const CURL = {
  valued: [
    '-X',
    '--request',
    '-H',
    '--header',
    '-d',
    '--data',
    '--data-raw',
    '--data-binary',
    '--json',
    '-o',
    '--output',
    '-w',
    '--write-out',
    '-m',
    '--max-time',
    '--connect-timeout',
    '--retry',
    '--retry-delay',
    '-A',
    '--user-agent',
    '--url',
  ],
  flags: [
    '-s',
    '--silent',
    '-S',
    '--show-error',
    '-f',
    '--fail',
    '-i',
    '--include',
    '-v',
    '--verbose',
    '-k',
    '--insecure',
    '-I',
    '--head',
    '-L',
    '--location',
    '-#',
    '--compressed',
    '--fail-with-body',
    '-g',
    '-4',
    '-6',
  ],
};

/** A request; null where it is another program, or asks for more than the kind can say. */
export function toHttp(words: readonly string[]): Given | null {
  if (words[0] === 'wget') return toGet(words);
  if (words[0] !== 'curl') return null;
  const read = optionsOf(words.slice(1), CURL);
  if (read === null) return null;
  const { options } = read;
  const all = (...names: readonly string[]): readonly string[] => names.flatMap((name) => options.get(name) ?? []);
  const has = (...names: readonly string[]): boolean => names.some((name) => options.has(name));
  const [url, ...others] = [...all('--url'), ...read.operands];
  if (
    url === undefined ||
    others.length > 0 ||
    !isAddress(url) ||
    all('-o', '--output').some((file) => file !== '/dev/null' && file !== '-') ||
    all('-w', '--write-out').some((format) => /%output\{|^@/.test(format))
  )
    return null;
  const bodies = all('-d', '--data', '--data-raw', '--data-binary', '--json');
  if (bodies.length > 1 || bodies.some((body) => body.startsWith('@'))) return null;
  const headers = headersOf(all('-H', '--header'), all('-A', '--user-agent'));
  if (headers === null) return null;
  const method = (
    all('-X', '--request')[0] ?? (has('-I', '--head') ? 'HEAD' : bodies.length > 0 ? 'POST' : 'GET')
  ).toUpperCase();
  if (!/^[A-Z]+$/.test(method)) return null;
  const address = withScheme(url);
  const [body] = bodies;
  const isJson = body !== undefined && (has('--json') || /json/i.test(headers['Content-Type'] ?? ''));
  const json = isJson ? parsed(body) : undefined;
  const rest = {
    ...(Object.keys(headers).length === 0 ? {} : { headers }),
    ...(has('-k', '--insecure') ? { insecure: true } : {}),
    ...(body === undefined ? {} : json === undefined ? { body } : { json }),
  };
  const left = has('-L', '--location') ? 'The page follows redirects; a step does not.' : undefined;
  return {
    kind: 'http',
    value: Object.keys(rest).length === 0 ? `${method} ${address}` : { method, url: address, ...rest },
    effect: /^(?:GET|HEAD)$/.test(method) ? 'read' : method === 'DELETE' ? 'destroy' : 'change',
    readsWhole: true,
    ...(left === undefined ? {} : { left }),
  };
}

function toGet(words: readonly string[]): Given | null {
  const read = optionsOf(words.slice(1), {
    valued: ['-O', '--timeout', '-T', '--tries', '-t'],
    flags: ['-q', '--quiet', '--spider', '-S', '--no-check-certificate'],
  });
  const [url, ...others] = read?.operands ?? [];
  if (read === null || url === undefined || others.length > 0 || !isAddress(url)) return null;
  const { options } = read;
  const spider = options.has('--spider');
  if (!spider && !(options.get('-O') ?? []).every((file) => file === '-' || file === '/dev/null')) return null;
  if (!spider && !options.has('-O')) return null;
  const address = withScheme(url);
  const method = spider ? 'HEAD' : 'GET';
  const value = options.has('--no-check-certificate')
    ? { method, url: address, insecure: true }
    : `${method} ${address}`;
  return { kind: 'http', value, effect: 'read', readsWhole: true };
}

const isAddress = (url: string): boolean =>
  !/\s/.test(url) && !/[{}[\]]/.test(url) && /^(?:https?:\/\/)?[\w.-]+(?::[\w]+)?(?:[/?].*)?$/.test(url);

const withScheme = (url: string): string =>
  /^https?:\/\//.test(url) || /^FBHOLE[AV]\w*?(?:url|endpoint|api|base|address)\w*?ELOH/.test(url)
    ? url
    : `http://${url}`;

function headersOf(lines: readonly string[], agents: readonly string[]): Readonly<Record<string, string>> | null {
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const [, name, value] = /^([\w-]+):\s*(\S[\s\S]*)$/.exec(line) ?? [];
    if (name === undefined || value === undefined) return null;
    headers[name.toLowerCase() === 'content-type' ? 'Content-Type' : name] = value;
  }
  const [agent] = agents;
  return agent === undefined ? headers : { ...headers, 'User-Agent': agent };
}

function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
