// An editor as a language server sees it: a process of its own, spoken to over standard input and output.

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { pathToFileURL } from 'node:url';

/** A position: line and UTF-16 unit in it, both from 0. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/** A range of the protocol. */
export interface Range {
  readonly start: Position;
  readonly end: Position;
}

/** What a server says of a file. */
export interface Published {
  readonly uri: string;
  readonly version?: number;
  readonly diagnostics: readonly {
    readonly range: Range;
    readonly message: string;
    readonly code?: string | number;
    readonly severity: number;
    readonly source: string;
    readonly tags?: readonly number[];
  }[];
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
}

/** An editor with one server. */
export class Editor {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #answers = new Map<number, (message: Message) => void>();
  readonly #published = new Map<string, Published>();
  readonly #settings: Readonly<Record<string, unknown>>;
  #listeners: (() => void)[] = [];
  #buffer = Buffer.alloc(0);
  #asked = 0;
  /** What it wrote on standard error. */
  stderr = '';

  private constructor(argv: readonly string[], settings: Readonly<Record<string, unknown>>) {
    this.#settings = settings;
    const { PATH = '', HOME = '' } = process.env;
    this.#child = spawn(process.execPath, [...argv], { env: { PATH, HOME } });
    this.#child.stderr.setEncoding('utf8').on('data', (chunk: string) => (this.stderr += chunk));
    this.#child.stdout.on('data', (chunk: Buffer) => this.#take(chunk));
  }

  /** Starts a server and shakes hands with it. `settings` answer what it asks of the editor's configuration. */
  static async start(
    argv: readonly string[],
    {
      capabilities = {},
      settings = {},
    }: { readonly capabilities?: object; readonly settings?: Readonly<Record<string, unknown>> } = {},
  ): Promise<Editor> {
    const editor = new Editor(argv, settings);
    await editor.ask('initialize', { processId: null, rootUri: null, capabilities });
    editor.tell('initialized', {});
    return editor;
  }

  /** Asks for something; an error of the server is thrown. */
  ask<T>(method: string, params?: unknown): Promise<T> {
    const id = ++this.#asked;
    return new Promise((resolve, reject) => {
      this.#answers.set(id, ({ error, result }) =>
        error === undefined ? resolve(result as T) : reject(new Error(error.message)),
      );
      this.#send({ id, method, params });
    });
  }

  /** Tells something that is not answered. */
  tell(method: string, params: unknown): void {
    this.#send({ method, params });
  }

  /** Opens a file. */
  open(path: string, text: string): Open {
    const uri = path.includes(':') ? path : pathToFileURL(path).href;
    this.#published.delete(uri);
    this.tell('textDocument/didOpen', { textDocument: { uri, languageId: 'yaml', version: 1, text } });
    return new Open(this, uri, text);
  }

  /** What was said last of a file in this version or a later one. */
  async published(uri: string, version: number): Promise<Published> {
    for (;;) {
      const found = this.#published.get(uri);
      if (found !== undefined && (found.version ?? version) >= version) return found;
      await new Promise<void>((resolve) => this.#listeners.push(resolve));
    }
  }

  /** Says good-bye; gives the exit code. */
  async close(): Promise<number | null> {
    const ended = once(this.#child, 'exit') as Promise<[number | null]>;
    await this.ask('shutdown');
    this.tell('exit', undefined);
    const [code] = await ended;
    return code;
  }

  /** Closes the pipe without a word, as an editor that dies does; gives the exit code. */
  async die(): Promise<number | null> {
    const ended = once(this.#child, 'exit') as Promise<[number | null]>;
    this.#child.stdin.end();
    const [code] = await ended;
    return code;
  }

  #send(message: object): void {
    const text = JSON.stringify({ jsonrpc: '2.0', ...message });
    this.#child.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
  }

  #take(chunk: Buffer): void {
    this.#buffer = Buffer.concat([this.#buffer, chunk]);
    for (;;) {
      const head = this.#buffer.indexOf('\r\n\r\n');
      if (head < 0) return;
      const length = Number(/Content-Length: (\d+)/i.exec(this.#buffer.toString('latin1', 0, head))?.[1]);
      const end = head + 4 + length;
      if (this.#buffer.length < end) return;
      const message = JSON.parse(this.#buffer.toString('utf8', head + 4, end)) as Message;
      this.#buffer = this.#buffer.subarray(end);
      this.#handle(message);
    }
  }

  #handle({ id, method, params, result, error }: Message): void {
    if (method === undefined) {
      if (id !== undefined) this.#answers.get(id)?.({ result, ...(error === undefined ? {} : { error }) });
      return;
    }
    if (method === 'textDocument/publishDiagnostics') {
      const published = params as Published;
      this.#published.set(published.uri, published);
      for (const listener of this.#listeners.splice(0)) listener();
    }
    if (id === undefined) return;
    const { items = [] } = (params ?? {}) as { readonly items?: readonly { readonly section?: string }[] };
    const answer =
      method === 'workspace/configuration' ? items.map(({ section = '' }) => this.#settings[section] ?? null) : null;
    this.#send({ id, result: answer });
  }
}

/** A file that is open in an editor. */
export class Open {
  readonly #editor: Editor;
  readonly uri: string;
  text: string;
  version = 1;

  constructor(editor: Editor, uri: string, text: string) {
    this.#editor = editor;
    this.uri = uri;
    this.text = text;
  }

  /** Replaces a stretch of the text, as typing does. */
  edit(start: number, end: number, text: string): void {
    const range = { start: this.at(start), end: this.at(end) };
    this.version += 1;
    this.text = this.text.slice(0, start) + text + this.text.slice(end);
    this.#editor.tell('textDocument/didChange', {
      textDocument: { uri: this.uri, version: this.version },
      contentChanges: [{ range, text }],
    });
  }

  /** The position of an offset: lines end with LF, CRLF or CR, as the protocol has it. */
  at(offset: number): Position {
    const lines = this.text.slice(0, offset).split(/\r\n|\n|\r(?!\n)/);
    return { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
  }

  /** The position in the middle of a text that stands in the file. */
  on(words: string): Position {
    const at = this.text.indexOf(words);
    if (at < 0) throw new Error(`"${words}" does not stand in the file`);
    return this.at(at + Math.ceil(words.length / 2));
  }

  /** The position behind a text that stands in the file. */
  behind(words: string): Position {
    const at = this.text.indexOf(words);
    if (at < 0) throw new Error(`"${words}" does not stand in the file`);
    return this.at(at + words.length);
  }

  /** The text of a range. */
  in({ start, end }: Range): string {
    const lines = this.text.split(/(?<=\r\n|\n|\r(?!\n))/);
    const offset = ({ line, character }: Position): number => lines.slice(0, line).join('').length + character;
    return this.text.slice(offset(start), offset(end));
  }

  /** Asks something about a position of it. */
  ask<T>(what: string, position?: Position, more: object = {}): Promise<T> {
    return this.#editor.ask(`textDocument/${what}`, {
      textDocument: { uri: this.uri },
      ...(position === undefined ? {} : { position }),
      ...more,
    });
  }

  /** What is said of it as it stands now. */
  async problems(): Promise<Published['diagnostics']> {
    return (await this.#editor.published(this.uri, this.version)).diagnostics;
  }
}
