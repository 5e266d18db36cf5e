// A language server as an attacker sees it: bytes go in as they are, and every byte that comes out has to be protocol.

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

/** A message of the server. */
export interface Reply {
  readonly id?: number | string | null;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
}

/** A message with its header, as it goes over the wire. */
export const framed = (body: string | object): string => {
  const text = typeof body === 'string' ? body : JSON.stringify({ jsonrpc: '2.0', ...body });
  return `Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;
};

/** One server and its pipes. */
export class Wire {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #replies: Reply[] = [];
  readonly #ended: Promise<number | string | null>;
  #waiting: (() => void)[] = [];
  #rest = Buffer.alloc(0);
  /** What came on standard output and is no message. */
  stray = '';
  stderr = '';

  constructor(argv: readonly string[], cwd: string) {
    const { PATH = '', HOME = '' } = process.env;
    this.#child = spawn(process.execPath, [...argv], { cwd, env: { PATH, HOME } });
    this.#child.stderr.setEncoding('utf8').on('data', (chunk: string) => (this.stderr += chunk));
    this.#child.stdout.on('data', (chunk: Buffer) => this.#take(chunk));
    // A server that has ended takes no more.
    this.#child.stdin.on('error', () => {});
    this.#ended = once(this.#child, 'exit').then(([code, signal]) => {
      for (const go of this.#waiting.splice(0)) go();
      return (code as number | null) ?? (signal as string | null);
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get replies(): readonly Reply[] {
    return this.#replies;
  }

  /** Whether it still runs. */
  get runs(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  write(bytes: string | Uint8Array): void {
    this.#child.stdin.write(bytes);
  }

  /** Tells or asks something, well formed. */
  send(message: object): void {
    this.write(framed(message));
  }

  hello(capabilities: object = {}): void {
    this.send({ id: 0, method: 'initialize', params: { processId: null, rootUri: null, capabilities } });
    this.send({ method: 'initialized', params: {} });
  }

  /** The first reply that fits; undefined when it ends, or takes longer. */
  async reply(fits: (reply: Reply) => boolean, ms = 20_000): Promise<Reply | undefined> {
    const until = Date.now() + ms;
    for (;;) {
      const found = this.#replies.find(fits);
      if (found !== undefined || !this.runs || Date.now() > until) return found;
      await new Promise<void>((resolve) => {
        const late = setTimeout(resolve, Math.max(1, until - Date.now()));
        this.#waiting.push(() => {
          clearTimeout(late);
          resolve();
        });
      });
    }
  }

  /** Asks something and gives the answer. */
  ask(id: number | string, method: string, params?: unknown): Promise<Reply | undefined> {
    this.send({ id, method, params });
    return this.reply((one) => one.id === id && one.method === undefined);
  }

  closeInput(): void {
    this.#child.stdin.end();
  }

  /** Reads no more. */
  closeOutput(): void {
    this.#child.stdout.destroy();
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** The exit code, or the signal that ended it. */
  ended(): Promise<number | string | null> {
    return this.#ended;
  }

  /** Seconds of processor time that it took so far; 0 where nobody can say. */
  cpu(): number {
    try {
      const fields = readFileSync(`/proc/${this.pid}/stat`, 'utf8')
        .replace(/^.*\) /, '')
        .split(' ');
      return (Number(fields[11]) + Number(fields[12])) / 100;
    } catch {
      return 0;
    }
  }

  /** What is left of its output that is not a whole message. */
  get rest(): string {
    return this.#rest.toString('utf8');
  }

  #take(chunk: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    for (;;) {
      const head = this.#rest.indexOf('\r\n\r\n');
      if (head < 0) break;
      const header = this.#rest.toString('latin1', 0, head);
      const length = /^Content-Length: (\d+)$/.exec(header)?.[1];
      if (length === undefined) this.stray += header;
      const end = head + 4 + Number(length ?? 0);
      if (this.#rest.length < end) break;
      if (length !== undefined) this.#replies.push(JSON.parse(this.#rest.toString('utf8', head + 4, end)) as Reply);
      this.#rest = this.#rest.subarray(end);
    }
    for (const go of this.#waiting.splice(0)) go();
  }
}
