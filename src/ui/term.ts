// What Ink 6.8.0 writes to instead of the terminal. It has four jobs, each paid for with a measured defect:
// - `rows` is reported as huge: Ink reads it only where it would erase the scrollback; the view bounds its height itself.
// - "erase N lines, write N lines" becomes a line diff: no flash, and few bytes while little changes.
// - While the window changes size the live region is off the screen, because terminals re-wrap what stands on it.
// - Writes do not block: a stalled link must not stall the engine. One write is in flight, the newest frame wins.

import { EventEmitter } from 'node:events';
import stringWidth from 'string-width';
import { lineChange } from './line-change.ts';

const CURSOR = /^\x1b\[\?25[hl]$/;
const ERASE = /^(?:\x1b\[2K\x1b\[1A)*\x1b\[2K\x1b\[G/;
const BEGIN = '\x1b[?2026h';
const END = '\x1b[?2026l';
const BELOW = '\x1b[J';

/** What a terminal can do, and how patient to be with it. */
export interface TermOptions {
  /** It wraps old lines anew when it gets narrower. If unsure: no; then a stale copy may stay, but nothing is erased. */
  readonly rewraps: boolean;
  /** The size counts when it has not changed for so long, in milliseconds. */
  readonly quiet_ms: number;
}

/** Whether the terminal of this environment is known to wrap old lines anew. */
export function rewraps(env: Readonly<Record<string, string | undefined>>): boolean {
  const known = [env.TMUX, env.KITTY_WINDOW_ID, env.VTE_VERSION, env.WT_SESSION, env.ALACRITTY_WINDOW_ID];
  return (
    known.some((value) => value !== undefined && value !== '') ||
    /iTerm|WezTerm|ghostty|vscode|Apple_Terminal/.test(env.TERM_PROGRAM ?? '')
  );
}

/** A stream for Ink. Emits `size` when the window has a new size to lay out for, `resize` when Ink may repaint. */
export class Term extends EventEmitter {
  readonly isTTY = true;
  /** All that Ink reads of the height; far above any frame. */
  readonly rows = 1_000_000;
  bytes = 0;
  readonly #out: NodeJS.WriteStream;
  readonly #options: TermOptions;
  /** Lines of the frame on the screen, '' after the last line break; null: the live region is off the screen. */
  #shown: readonly string[] | null = null;
  #frame = '';
  /** Text for the scrollback that is still to be written. */
  #backlog = '';
  #group: string[] | null = null;
  #inFlight = 0;
  #isStale = false;
  #isResizing = false;
  #isGone = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(out: NodeJS.WriteStream, options: TermOptions) {
    super();
    this.#out = out;
    this.#options = options;
    out.on('resize', this.#onResize);
    out.on('error', this.#onError);
    this.unblock();
  }

  get columns(): number {
    return this.#out.columns || 80;
  }

  get realRows(): number {
    return this.#out.rows || 24;
  }

  get writable(): boolean {
    return this.#out.writable;
  }

  get writableEnded(): boolean {
    return this.#out.writableEnded;
  }

  get writableLength(): number {
    return this.#out.writableLength;
  }

  get destroyed(): boolean {
    return this.#out.destroyed;
  }

  /** What Ink calls. Frames between BEGIN and END are one write. */
  write(data: string, done?: () => void): boolean {
    if (data === BEGIN) this.#group ??= [];
    else if (data === END) {
      const group = this.#group ?? [];
      this.#group = null;
      this.#take(group);
    } else if (this.#group !== null) this.#group.push(data);
    else this.#take([data]);
    done?.();
    return true;
  }

  /** A control sequence of our own: it passes unchanged and moves nothing. */
  control(sequence: string): void {
    this.#put(sequence);
  }

  /** Takes the live region off the screen; the next frame is painted where the cursor stands then. */
  takeOff(): void {
    this.#put(this.#home());
    this.#shown = null;
    this.#frame = '';
    this.#isStale = this.#backlog !== '';
  }

  /** Paints everything anew. */
  redraw(): void {
    if (this.#isResizing || this.#frame === '') return;
    this.#put(this.#home() + this.#paint());
  }

  /** Waits until all is written, but not for ever: a link may never come back. */
  async drain(most_ms = 2000): Promise<void> {
    const end = Date.now() + most_ms;
    while (!this.#isGone && (this.#inFlight > 0 || this.#isStale) && Date.now() < end) {
      if (this.#inFlight === 0) this.#catchUp();
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  /** Writes do not block, from here on. A program that had the terminal meanwhile has been given one that does. */
  unblock(): void {
    setBlocking(this.#out, false);
  }

  /** The terminal is gone: nothing is written to it any more. */
  letGo(): void {
    this.#isGone = true;
    this.#isStale = false;
    clearTimeout(this.#timer);
  }

  /** Gives the terminal back. */
  release(): void {
    clearTimeout(this.#timer);
    this.#out.off('resize', this.#onResize);
    setBlocking(this.#out, true);
  }

  // The terminal may vanish at any time; the run must survive that, so this listener stays.
  readonly #onError = (): void => {};

  // A dragged edge of a window sends dozens of these.
  readonly #onResize = (): void => {
    if (!this.#isResizing) this.#put(this.#home(this.columns));
    if (!this.#isResizing) this.#shown = null;
    this.#isResizing = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      // Our view first: a frame laid out for 100 columns wraps in a window of 90.
      this.emit('size');
      this.#timer = setTimeout(() => {
        this.#isResizing = false;
        this.emit('resize');
        if (this.#shown === null && this.#frame !== '') this.#put(this.#paint());
      }, this.#options.quiet_ms / 2);
    }, this.#options.quiet_ms);
  };

  // Ink writes [erase + frame], or [erase, text for the scrollback, frame], or [erase] alone, or cursor on and off.
  #take(group: readonly string[]): void {
    const cursor = group.filter((piece) => CURSOR.test(piece)).join('');
    const rest = group.filter((piece) => !CURSOR.test(piece));
    const isErased = rest.some((piece) => ERASE.test(piece));
    const pieces = rest.map((piece) => piece.replace(ERASE, '')).filter((piece) => piece !== '');
    const last = pieces.at(-1);
    if (last === undefined) {
      if (isErased) this.takeOff();
      this.#put(cursor);
      return;
    }
    if (!isErased && pieces.length === 1 && !last.endsWith('\n')) {
      this.#put(cursor + last);
      return;
    }
    this.#backlog += pieces.slice(0, -1).join('');
    this.#frame = last;
    this.#show(cursor);
  }

  #show(cursor: string): void {
    if (this.#isResizing) {
      // The region is away: what is finished may be written, the frame waits for the new size.
      const text = this.#backlog;
      this.#backlog = '';
      this.#put(cursor + text);
      return;
    }
    if (this.#inFlight > 0) {
      this.#isStale = true;
      this.#put(cursor);
      return;
    }
    this.#put(cursor + this.#update());
  }

  #update(): string {
    const text = this.#backlog;
    this.#backlog = '';
    const body =
      text === '' && this.#shown !== null ? this.#difference(this.#shown) : this.#home() + text + this.#paint();
    return body === '' ? '' : BEGIN + body + END;
  }

  #difference(old: readonly string[]): string {
    const next = this.#frame.split('\n');
    const up = old.length - 1;
    let written = `${up > 0 ? `\x1b[${up}A` : ''}\r`;
    let same = 0;
    for (const [n, line] of next.slice(0, -1).entries()) {
      if (n < old.length - 1 && line === old[n]) {
        same += 1;
        continue;
      }
      if (same > 0) written += `\x1b[${same}B`;
      same = 0;
      const change = n < old.length - 1 ? lineChange(old[n] ?? '', line) : null;
      written += change === null || change.length > line.length ? `${line}\x1b[K\r\n` : `${change}\r\n`;
    }
    if (same > 0) written += `\x1b[${same}B`;
    if (next.length < old.length) written += BELOW;
    this.#shown = next;
    return written;
  }

  #paint(): string {
    this.#shown = this.#frame.split('\n');
    return this.#frame;
  }

  // To where the live region begins, and everything below it gone. After a change of width a line may be several rows.
  #home(columns?: number): string {
    if (this.#shown === null) return '';
    const lines = this.#shown.slice(0, -1);
    const isWrapped = columns !== undefined && this.#options.rewraps;
    const rows = lines.reduce(
      (sum, line) => sum + (isWrapped ? Math.max(1, Math.ceil(stringWidth(line) / columns)) : 1),
      0,
    );
    // Erasing from the top left corner makes some terminals (tmux, kitty) keep a copy of the screen in the scrollback.
    return rows > 0 ? `\x1b[${rows}A\r\x1b[2K\x1b[1B${BELOW}\x1b[1A` : '\r\x1b[K';
  }

  #catchUp(): void {
    this.#isStale = false;
    if (!this.#isResizing) this.#put(this.#frame === '' ? this.#flushBacklog() : this.#update());
  }

  #flushBacklog(): string {
    const text = this.#backlog;
    this.#backlog = '';
    return text;
  }

  #put(text: string): void {
    if (text === '' || this.#isGone || this.#out.destroyed) return;
    this.bytes += Buffer.byteLength(text);
    this.#inFlight += 1;
    this.#out.write(text, () => {
      this.#inFlight -= 1;
      if (this.#inFlight === 0 && this.#isStale) this.#catchUp();
    });
  }
}

// Node has no public way to write to a terminal without blocking the event loop.
function setBlocking(out: NodeJS.WriteStream, isBlocking: boolean): void {
  const { _handle: handle } = out as { _handle?: { setBlocking?(on: boolean): void } };
  handle?.setBlocking?.(isBlocking);
}
