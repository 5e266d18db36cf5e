// How long whoever writes a runbook waits after a key until it is said what is wrong: asked of the language server as an
// editor asks it.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { pathToFileURL } from 'node:url';
import { longRunbook } from './runbooks.mjs';
import { FIREBREAK } from './work-place.mjs';

const KEYS = 60;
/** The first keys warm the machine code. */
const WARM = 20;

/** Figures of the language server. */
export const editorFigures = [
  {
    name: 'keystroke',
    what: 'from a key to what is wrong, in a runbook of 600 lines (median)',
    limit: 50,
    unit: ' ms',
    measure: (bench) => keystroke(bench, bench.file('long.yaml', longRunbook())),
  },
];

async function keystroke({ env }, path) {
  const text = longRunbook();
  const uri = pathToFileURL(path).href;
  const server = new Server(env);
  await server.ask('initialize', { processId: null, rootUri: null, capabilities: {} });
  server.tell('initialized', {});
  server.tell('textDocument/didOpen', { textDocument: { uri, languageId: 'yaml', version: 1, text } });
  const first = await server.said(1);
  if (first.some(({ severity }) => severity === 1)) throw new Error('the runbook of the bench is not valid');
  const line = text.split('\n').findIndex((one) => one.startsWith('    title: '));
  const character = text.split('\n')[line].length;
  const times = [];
  for (let n = 0; n < KEYS; n++) {
    const end = { line, character: character + (n % 2) };
    const change = { range: { start: { line, character }, end }, text: n % 2 === 0 ? 'x' : '' };
    const began = performance.now();
    server.tell('textDocument/didChange', { textDocument: { uri, version: n + 2 }, contentChanges: [change] });
    await server.said(n + 2);
    if (n >= WARM) times.push(performance.now() - began);
  }
  await server.end();
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)];
}

class Server {
  #child;
  #rest = Buffer.alloc(0);
  #waiting = [];
  #asked = 0;

  constructor(env) {
    this.#child = spawn(process.execPath, [FIREBREAK, 'lsp'], { env, stdio: ['pipe', 'pipe', 'inherit'] });
    this.#child.stdout.on('data', (chunk) => this.#take(chunk));
  }

  tell(method, params) {
    this.#send({ method, params });
  }

  ask(method, params) {
    const id = ++this.#asked;
    this.#send({ id, method, params });
    return this.#next((message) => message.id === id);
  }

  /** What is wrong with the text of a version. */
  async said(version) {
    const { params } = await this.#next(
      ({ method, params: said }) => method === 'textDocument/publishDiagnostics' && said.version === version,
    );
    return params.diagnostics;
  }

  async end() {
    const ended = once(this.#child, 'exit');
    await this.ask('shutdown');
    this.tell('exit');
    await ended;
  }

  #send(message) {
    const text = JSON.stringify({ jsonrpc: '2.0', ...message });
    this.#child.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
  }

  #next(fits) {
    return new Promise((resolve) => this.#waiting.push({ fits, resolve }));
  }

  #take(chunk) {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    for (;;) {
      const head = this.#rest.indexOf('\r\n\r\n');
      const length = Number(/Content-Length: (\d+)/.exec(this.#rest.toString('latin1', 0, Math.max(0, head)))?.[1]);
      if (head < 0 || this.#rest.length < head + 4 + length) return;
      const message = JSON.parse(this.#rest.toString('utf8', head + 4, head + 4 + length));
      this.#rest = this.#rest.subarray(head + 4 + length);
      for (const one of this.#waiting.filter(({ fits }) => fits(message))) {
        this.#waiting = this.#waiting.filter((other) => other !== one);
        one.resolve(message);
      }
    }
  }
}
