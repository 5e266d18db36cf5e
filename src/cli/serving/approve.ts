// `firebreak approve`: the open question of a run on a server, shown as it would be run, and an approval of just that. The same
// rules as on the page hold there: what is typed, who may, and whether the run is still where it was.

import type { Json } from '../../model/json.ts';
import { sanitize, sanitizeLine } from '../../redact/sanitize.ts';
import { askLine } from '../ask-line.ts';
import { secretValue } from '../authoring/serve-file.ts';
import { CliError, EXIT, type ExitCode } from '../exit-codes.ts';
import { fileTrouble } from '../file-trouble.ts';

/** The options of `approve`. */
export interface ApproveOptions {
  readonly server: string;
  readonly tokenFile?: string;
}

/** What the server says of a question. */
interface Asked {
  readonly question: string;
  readonly seq: number;
  readonly digest: string;
  readonly kind: string;
  readonly risk: string | null;
  readonly title: string;
  readonly command: string | null;
  readonly target: string | null;
  readonly step: string | null;
  readonly host: string | null;
}

const PATIENCE_MS = 15_000;

/** Shows what a run asks for, and approves it where somebody types that. */
export async function approve(run: string, options: ApproveOptions): Promise<ExitCode> {
  if (!/^[a-z0-9-]{1,100}$/.test(run)) throw new CliError(EXIT.usage, `"${sanitizeLine(run)}" is no id of a run`);
  const server = serverOf(options.server);
  const token = tokenOf(options);
  const asked = (await ask(server, token, `/api/runs/${run}/question`)) as unknown as Asked;
  if (asked.kind !== 'approve')
    throw new CliError(
      EXIT.usage,
      `the run asks something else: ${sanitizeLine(asked.title)}`,
      `${server}/runs/${run} takes the answer`,
    );
  say(sanitizeLine(asked.title));
  for (const line of sanitize(asked.command ?? '').split('\n')) say(`    ${line}`);
  if (asked.target !== null && asked.target !== '') say(`on ${sanitizeLine(asked.target)}`);
  say(`Risk: ${sanitizeLine(asked.risk ?? '')}`);
  const word = asked.risk === 'destroy' ? (asked.host ?? asked.step?.split('/').at(-1) ?? '') : 'yes';
  const typed = (await askLine(`To run it, type ${sanitizeLine(word)}; anything else leaves it: `)).trim();
  if (typed !== word) {
    say('Nothing was approved.');
    return EXIT.waiting;
  }
  const { question, seq, digest } = asked;
  const answer = { question, seq: String(seq), digest, choice: 'run', ...(asked.risk === 'destroy' ? { typed } : {}) };
  await ask(server, token, `/api/runs/${run}/answer`, answer);
  say('Approved; the run goes on.');
  return EXIT.ok;
}

function serverOf(given: string): string {
  const url = URL.canParse(given) ? new URL(given) : null;
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new CliError(
      EXIT.usage,
      `"${sanitizeLine(given)}" is no address of a server`,
      'write it like https://firebreak.example.com',
    );
  return url.origin;
}

function tokenOf({ tokenFile }: ApproveOptions): string {
  try {
    const token =
      tokenFile === undefined
        ? (process.env['FIREBREAK_TOKEN'] ?? '')
        : secretValue({ file: tokenFile }, process.cwd());
    if (token.trim() !== '') return token.trim();
  } catch (error) {
    throw new CliError(EXIT.usage, `the file with the token cannot be read: ${fileTrouble(error)}`);
  }
  throw new CliError(
    EXIT.usage,
    'the server has to know who approves',
    'set FIREBREAK_TOKEN to your token, or name a file with --token-file',
  );
}

async function ask(
  server: string,
  token: string,
  path: string,
  body?: object,
): Promise<Readonly<Record<string, Json>>> {
  let status = 0;
  let given: unknown = null;
  try {
    const answer = await fetch(`${server}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      redirect: 'error',
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    status = answer.status;
    given = await answer.json();
  } catch {
    if (status === 0)
      throw new CliError(EXIT.usage, `${server} cannot be reached`, 'is that the address of `firebreak serve`?');
  }
  const said = objectOf(given);
  if (status === 200) return said;
  const why = typeof said['error'] === 'string' ? sanitizeLine(said['error']) : `the server answered ${status}`;
  // Refused, or nothing to answer: the run is as it was.
  throw new CliError(status === 409 ? EXIT.waiting : EXIT.usage, why);
}

const objectOf = (given: unknown): Readonly<Record<string, Json>> =>
  typeof given === 'object' && given !== null && !Array.isArray(given) ? (given as Record<string, Json>) : {};

const say = (line: string): void => void process.stderr.write(`${line}\n`);
