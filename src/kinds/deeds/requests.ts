// What a request of curl, wget and their like asks of a server, by their options.

import { type Option, type OptionTable, readOptions } from './options.ts';

/** A request: its method in capitals (NUL where it is not known yet), and the files that it writes here. */
export interface Request {
  readonly method: string;
  readonly files: readonly string[];
}

const names = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

const CURL: OptionTable = {
  letters: 'AbcCdDeEFHKmoPQrtTuUwxXyYz',
  names: names(`
    request header data data-raw data-binary data-ascii data-urlencode json form form-string upload-file output user
    user-agent referer cookie cookie-jar config url url-query max-time connect-timeout retry retry-delay retry-max-time
    proxy proxy-user noproxy resolve connect-to cacert capath cert cert-type key key-type pass ciphers interface limit-rate
    range write-out dump-header unix-socket abstract-unix-socket quote oauth2-bearer aws-sigv4 max-redirs output-dir
    max-filesize speed-limit speed-time time-cond tls-max stderr trace trace-ascii socks5 socks5-hostname dns-servers
  `),
};

const WGET: OptionTable = {
  letters: 'aABDeGiIlnoOPQRtTUwX',
  names: names(`
    method body-data body-file post-data post-file output-document output-file header user password user-agent tries timeout
    ca-certificate certificate private-key directory-prefix wait limit-rate
  `),
};

const HTTPIE: OptionTable = {
  letters: 'aAosph',
  names: names('auth auth-type timeout output print style session verify cert cert-key proxy bearer'),
};

const joined = (options: readonly Option[], pattern: RegExp): readonly Option[] =>
  options.filter(({ name }) => pattern.test(name));

function ofCurl(args: readonly string[]): readonly Request[] {
  const at = args.findIndex((arg) => arg === '--next' || arg === '-:');
  const [own, others] = at < 0 ? [args, []] : [args.slice(0, at), args.slice(at + 1)];
  const { options, operands } = readOptions(own, CURL);
  const of = (pattern: RegExp) => joined(options, pattern);
  const given = of(/^(?:X|request)$/).at(-1)?.value;
  const isQuery = of(/^(?:G|get|I|head)$/).length > 0;
  const body = of(/^(?:d|F|data(?:-\w+)?|form(?:-string)?|json)$/).length > 0 ? 'POST' : 'GET';
  const implied = isQuery ? 'GET' : of(/^(?:T|upload-file)$/).length > 0 ? 'PUT' : body;
  const removes = of(/^(?:Q|quote)$/).some(({ value }) => /^[-+*]?(?:DELE|RMD|rm|rmdir) /i.test(value));
  const named = of(/^(?:o|output)$/).map(({ value }) => value);
  const remote = of(/^(?:O|remote-name|remote-name-all)$/).length > 0 ? operands.map(({ word }) => word) : [];
  const request = { method: removes ? 'DELETE' : (given ?? implied).toUpperCase(), files: [...named, ...remote] };
  return at < 0 ? [request] : [request, ...ofCurl(others)];
}

function ofWget(args: readonly string[]): readonly Request[] {
  const { options, operands } = readOptions(args, WGET);
  const of = (pattern: RegExp) => joined(options, pattern);
  const given = of(/^method$/).at(-1)?.value;
  const implied = of(/^(?:post|body)-(?:data|file)$/).length > 0 ? 'POST' : 'GET';
  const document = of(/^(?:O|output-document)$/).at(-1)?.value;
  const isQuiet = of(/^(?:spider|version|help|h|V)$/).length > 0;
  const files = document === undefined ? (isQuiet ? [] : operands.map(({ word }) => word)) : [document];
  return [{ method: (given ?? implied).toUpperCase(), files }];
}

// `http :8080/x a=b` sends a POST, `http :8080/x a==b H:v` asks.
function ofHttpie(args: readonly string[]): readonly Request[] {
  const { options, operands } = readOptions(args, HTTPIE);
  const [first = ''] = operands.map(({ word }) => word);
  const isMethod = /^[A-Z]+$/.test(first);
  const items = operands.slice(isMethod ? 2 : 1).map(({ word }) => word);
  const sends =
    items.some((item) => /^[^:=@]*(?:=(?!=)|:=|@)/.test(item)) ||
    joined(options, /^(?:form|f|raw|multipart)$/).length > 0;
  const files = joined(options, /^(?:o|output)$/).map(({ value }) => value);
  return [{ method: isMethod ? first : sends ? 'POST' : 'GET', files }];
}

/** The requests of a program with these arguments; none where it is no program for requests. */
export function requestsOf(name: string, args: readonly string[]): readonly Request[] {
  if (name === 'curl') return ofCurl(args);
  if (name === 'wget') return ofWget(args);
  return /^(?:https?|xhs?)$/.test(name) ? ofHttpie(args) : [];
}
