// A terminal without one: what is written goes to @xterm/headless, so tests look at the screen and at the scrollback.

import { EventEmitter } from 'node:events';
import xterm from '@xterm/headless';

/** The side that is written to. */
export class FakeTty extends EventEmitter {
  readonly isTTY = true;
  readonly writable = true;
  readonly writableEnded = false;
  readonly writableLength = 0;
  readonly destroyed = false;
  columns: number;
  rows: number;
  raw = '';
  /** While true nothing is taken: a link that has stalled. */
  isStalled = false;
  readonly #held: (() => void)[] = [];
  readonly #screen: InstanceType<typeof xterm.Terminal>;

  constructor(columns: number, rows: number) {
    super();
    this.columns = columns;
    this.rows = rows;
    this.#screen = new xterm.Terminal({
      cols: columns,
      rows,
      scrollback: 5000,
      allowProposedApi: true,
      convertEol: true,
    });
  }

  write(text: string, done?: () => void): boolean {
    const deliver = (): void => {
      this.raw += text;
      this.#screen.write(text, done);
    };
    if (this.isStalled) this.#held.push(deliver);
    else deliver();
    return true;
  }

  getColorDepth(): number {
    return 4;
  }

  /** The link goes on: what was held is delivered. */
  flow(): void {
    this.isStalled = false;
    for (const deliver of this.#held.splice(0)) deliver();
  }

  resize(columns: number, rows: number): void {
    this.columns = columns;
    this.rows = rows;
    this.#screen.resize(columns, rows);
    this.emit('resize');
  }

  /** Scrollback and screen, line by line, without trailing empty lines. */
  async text(): Promise<readonly string[]> {
    await new Promise<void>((resolve) => this.#screen.write('', resolve));
    const { active } = this.#screen.buffer;
    const lines = Array.from({ length: active.length }, (_, n) => active.getLine(n)?.translateToString(true) ?? '');
    return lines.slice(0, lines.findLastIndex((line) => line !== '') + 1);
  }

  /** As a stream that Node would give. */
  stream(): NodeJS.WriteStream {
    return this as unknown as NodeJS.WriteStream;
  }
}

/** The side that is read from. */
export class FakeStdin extends EventEmitter {
  readonly isTTY = true;
  isRaw = false;

  setEncoding(): void {}
  ref(): void {}
  unref(): void {}
  resume(): void {}
  pause(): void {}

  setRawMode(isRaw: boolean): void {
    this.isRaw = isRaw;
  }

  /** One read of the terminal returns this. */
  type(chunk: string): void {
    this.emit('data', Buffer.from(chunk));
  }

  /** As a stream that Node would give. */
  stream(): NodeJS.ReadStream {
    return this as unknown as NodeJS.ReadStream;
  }
}

/** Waits until something is true; fails with what it saw after a minute: a busy machine is slow. */
export async function until<T>(look: () => T | Promise<T>, isRight: (seen: T) => boolean): Promise<T> {
  const end = Date.now() + 60_000;
  for (;;) {
    const seen = await look();
    if (isRight(seen)) return seen;
    if (Date.now() > end)
      throw new Error(`it did not become true; last seen:\n${Array.isArray(seen) ? seen.join('\n') : String(seen)}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
