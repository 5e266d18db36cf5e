// What real programs make of a secret when they quote, escape, encode or dump it: nothing of it stays to be read. Programs that
// this machine lacks are skipped, and that is said.

import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { createMasker, type Masker } from '../../src/redact/redact.ts';

const SECRETS: Readonly<Record<string, string>> = {
  'a long word': 'hunter22-Ab9xQ-kLmNoPqRsTuVwXyZ_0123456789',
  'shell signs': `p,w{a}b~c!d;e&f|g(h)i<j>k*l?m[n]o#q$r\`s`,
  quotes: `it's "so" a\\b secret$HOME/x+y=z&w`,
  'letters beyond ASCII': 'Grüße,東京-👍:pässwörd,x',
  'controls and blanks': 'tab\there, bell\x07 and \x1besc done',
};

/** A program and how its output is made: the secret is the first argument, and in the file that `$F` names. */
interface Printing {
  readonly program: string;
  readonly args: readonly string[];
  readonly locale?: 'C' | 'C.UTF-8';
  /** Given on stdin. */
  readonly stdin?: true;
  /** The name of a file, which holds no `/`. */
  readonly isName?: true;
}

const shell = (program: string, script: string, flags: readonly string[] = []): readonly Printing[] =>
  (['C', 'C.UTF-8'] as const).map((locale) => ({ program, args: [...flags, '-c', script, program], locale }));
const python = (...expressions: readonly string[]): readonly Printing[] =>
  expressions.map((expression) => ({ program: 'python3', args: [expression] }));
const filter = (program: string, ...args: readonly string[]): readonly Printing[] =>
  (['C', 'C.UTF-8'] as const).map((locale) => ({ program, args, locale, stdin: true }));

const PRINTINGS: Readonly<Record<string, readonly Printing[]>> = {
  'bash %q': shell('bash', 'printf "%q\\n" "$1"'),
  'bash @Q': shell('bash', 'printf "%s\\n" "${1@Q}"'),
  'bash @K, @A': shell('bash', 'x=$1; printf "%s\\n" "${x@A}"; declare -p x; set | grep -a ^x='),
  'bash set -x': shell('bash', 'exec 2>&1; set -x; : "$1"; x=$1; [[ $x == "$1" ]]'),
  'dash set -x': shell('dash', 'exec 2>&1; set -x; : "$1"; x=$1; set'),
  'zsh (q), (qq), (qqq), (qqqq), (q-), (q+)': shell(
    'zsh',
    'print -r -- ${(q)1}; print -r -- ${(qq)1}; print -r -- ${(qqq)1}; print -r -- ${(qqqq)1}; print -r -- ${(q-)1}; print -r -- ${(q+)1}',
    ['-f'],
  ),
  'zsh %q, typeset': shell('zsh', 'printf "%q\\n" $1; x=$1; typeset x; typeset -p x', ['-f']),
  'zsh set -x': shell('zsh', 'exec 2>&1; set -x; : $1; x=$1', ['-f']),
  'zsh (V)': shell('zsh', 'print -r -- ${(V)1}', ['-f']),
  'fish string escape': ['script', 'var', 'url', 'regex'].flatMap((style) => [
    {
      program: 'fish',
      args: ['--no-config', '-c', `string escape --style=${style} -- $argv[1]`],
      locale: 'C.UTF-8' as const,
    },
    {
      program: 'fish',
      args: ['--no-config', '-c', `string escape --style=${style} -- $argv[1]`],
      locale: 'C' as const,
    },
  ]),
  'fish trace': [
    { program: 'fish', args: ['--no-config', '-c', 'set fish_trace 1; true $argv[1]'], locale: 'C.UTF-8' },
  ],
  'grep --color': [{ program: 'grep', args: ['-a', '--color=always', '.'], stdin: true }],
  'cat -v, cat -A': [['-v'], ['-A']].flatMap((flags) => filter('cat', ...flags)),
  'ls of a name': ['literal', 'shell-always', 'shell-escape', 'c', 'escape'].map((style) => ({
    program: 'bash',
    args: ['-c', `d=$(mktemp -d); : >"$d/$1"; ls --quoting-style=${style} "$d"; rm -r "$d"`, 'bash'],
    isName: true as const,
  })),
  'Python repr, ascii': python(
    'repr(s)',
    'ascii(s)',
    'repr(s.encode())',
    'ascii([{s:s}])',
    's.encode("unicode_escape").decode()',
    'shlex.quote(s)',
  ),
  'Python JSON, and JSON in JSON': python(
    'json.dumps(s)',
    'json.dumps(s,ensure_ascii=False)',
    'json.dumps(json.dumps({"a":s}))',
    'json.dumps(json.dumps(json.dumps(s)))',
    'json.dumps(json.dumps(s,ensure_ascii=False))',
  ),
  'Python URLs': python('u.quote(s)', 'u.quote(s,safe="")', 'u.quote_plus(s)', 'u.urlencode({"a":s})'),
  'Python HTML': python(
    'html.escape(s)',
    'html.escape(s,quote=False)',
    'html.escape(s).encode("ascii","xmlcharrefreplace").decode()',
  ),
  'Python base64': python(
    'base64.b64encode(s.encode()).decode()',
    'base64.b64encode(b"u:"+s.encode()+b"@h").decode()',
    'base64.b64encode(b"x"+s.encode()).decode()',
    'base64.urlsafe_b64encode(b"ab"+s.encode()+b"c").decode()',
  ),
  jq: [
    { program: 'jq', args: ['-Rs', '.'], stdin: true },
    { program: 'jq', args: ['-Rsa', '.'], stdin: true },
    { program: 'jq', args: ['-RsaC', '{a:.}'], stdin: true },
    ...['json', 'html', 'uri', 'sh', 'base64', 'csv', 'tsv'].map((form) => ({
      program: 'jq',
      args: ['-Rsr', form.endsWith('sv') ? `[.]|@${form}` : `@${form}`],
      stdin: true as const,
    })),
  ],
  perl: [
    { program: 'perl', args: ['-MData::Dumper', '-e', '$Data::Dumper::Useqq=1; print Dumper($ARGV[0])'] },
    { program: 'perl', args: ['-MData::Dumper', '-e', 'print Dumper($ARGV[0])'] },
    { program: 'perl', args: ['-e', 'print quotemeta($ARGV[0])'] },
  ],
  'base64, base32 of coreutils': [...filter('base64'), ...filter('base64', '-w', '20')],
  xxd: [[], ['-g', '1'], ['-u'], ['-c', '8'], ['-e'], ['-i'], ['-b'], ['-p'], ['-c', '32', '-g', '4']].flatMap(
    (flags) => filter('xxd', ...flags),
  ),
  hexdump: [['-C'], [], ['-x'], ['-b'], ['-c'], ['-o'], ['-d']].flatMap((flags) => filter('hexdump', ...flags)),
  od: [
    [],
    ['-c'],
    ['-a'],
    ['-b'],
    ['-x'],
    ['-d'],
    ['-tx1'],
    ['-tx1z'],
    ['-tu1'],
    ['-tx4'],
    ['-tx8'],
    ['-to4'],
    ['-An', '-tx1'],
    ['-An', '-c'],
    ['-Ax', '-tx1'],
    ['-Ad', '-tx1z'],
    ['-tx1', '-c'],
  ].flatMap((flags) => filter('od', ...flags)),
};

const asked = new Map<string, boolean>();
function has(program: string): boolean {
  let found = asked.get(program);
  if (found === undefined) {
    found = spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
    if (!found) process.stderr.write(`\nSKIPPED, quoting tests: there is no ${program} here\n\n`);
    asked.set(program, found);
  }
  return found;
}

function printed(printing: Printing, secret: string): string {
  const { program, args, locale, stdin } = printing;
  if (program === 'python3') return pythonOutputs().get(`${args[0]} ${secret}`) ?? '';
  const env = { PATH: process.env['PATH'], HOME: '/nonexistent', LC_ALL: locale ?? 'C.UTF-8' };
  const argv = stdin === true ? args : [...args, secret];
  const { stdout, stderr } = spawnSync(program, argv, { env, ...(stdin === true ? { input: secret } : {}) });
  return Buffer.concat([stdout, stderr]).toString('latin1');
}

let pythonPrinted: ReadonlyMap<string, string> | undefined;

/** What Python prints for every expression and secret: one process for all, since it is slow to start. */
function pythonOutputs(): ReadonlyMap<string, string> {
  if (pythonPrinted !== undefined) return pythonPrinted;
  const all = Object.values(PRINTINGS).flat();
  const expressions = all.flatMap(({ program, args }) => (program === 'python3' ? args : []));
  const secrets = Object.values(SECRETS).flatMap((secret) => [secret, twinOf(secret)]);
  const script = `import sys,json,html,base64,shlex,urllib.parse as u
asked=json.load(sys.stdin)
print(json.dumps({e+" "+s:eval(e) for e in asked["expressions"] for s in asked["secrets"]}))`;
  const { stdout } = spawnSync('python3', ['-c', script], { input: JSON.stringify({ expressions, secrets }) });
  const outputs = Object.entries(JSON.parse(stdout.toString('utf8')) as Record<string, string>);
  pythonPrinted = new Map(outputs.map(([key, text]) => [key, Buffer.from(text).toString('latin1')]));
  return pythonPrinted;
}

const MASK = Buffer.from('«secret:pw»').toString('latin1');

/** Masks text of which each letter is a byte. */
function maskBytes(masker: Masker, text: string): string {
  const stream = masker.stream();
  const parts = [stream.push(Buffer.from(text, 'latin1')), stream.end()];
  return Buffer.concat(parts).toString('latin1');
}

/** A secret of the same shape with other letters: where the outputs of the two differ, a program tells of the secret. */
function twinOf(secret: string): string {
  // Of each group the next one; every form of it is as long.
  const groups = ['abc', 'defghijklmnopqrstuvwxyz', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', '0123456789', 'üöä', '東京', '👍👎'];
  const next = groups.flatMap((group) => {
    const letters = [...group];
    return letters.map((letter, at) => [letter, letters[(at + 1) % letters.length] as string] as const);
  });
  const nextOf = new Map(next);
  return [...secret].map((letter) => nextOf.get(letter) ?? letter).join('');
}

/** So many places that tell of the secret may stay: words of a dump that begin outside of it, bits of base64. */
const EDGE = 14;

/** The places of an output that tell of the secret and are still there, as text. */
function leftOf(output: string, twin: string, masked: string): string {
  let place = 0;
  let left = '';
  for (const kept of masked.split(MASK)) {
    const start = output.indexOf(kept, place);
    if (start < 0) throw new Error(`not of the output: ${kept}`);
    place = start + kept.length;
    for (let at = start; at < place; at++) if (output[at] !== twin[at]) left += output[at];
  }
  return left;
}

describe.each(Object.keys(PRINTINGS))('%s', (name) => {
  const printings = PRINTINGS[name] ?? [];
  const test_ = test.skipIf(!printings.every(({ program }) => has(program)));
  test_.each(Object.keys(SECRETS))('leaves nothing of %s', (which) => {
    const secret = SECRETS[which] as string;
    const masker = createMasker([{ name: 'pw', value: secret }]);
    for (const printing of printings.filter(({ isName }) => isName !== true || !secret.includes('/'))) {
      const output = printed(printing, secret);
      const twin = printed(printing, twinOf(secret));
      expect(twin.length).toBe(output.length);
      expect(twin).not.toBe(output);
      const masked = maskBytes(masker, output);
      const left = leftOf(output, twin, masked);
      const told = `${printing.program} ${printing.args.join(' ')} (${printing.locale ?? ''}) leaves ${left}`;
      expect(left.length, `${told}\n${output}\n${masked}`).toBeLessThanOrEqual(EDGE);
    }
  });
});
