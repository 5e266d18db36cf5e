// What a screen is drawn from besides the state of the run: the window, and what the person who reads is doing at it.
// None of it is recorded.

/** The window and the time. */
export interface Window {
  readonly columns: number;
  readonly rows: number;
  /** Wall clock, milliseconds since the epoch. */
  readonly now: number;
  /** Counts up once a second. */
  readonly beat: number;
}

/** What the keyboard does at the moment. */
export type KeyMode =
  /** Keys are commands. */
  | { readonly type: 'main' }
  /** Reading something longer; keys scroll. */
  | { readonly type: 'reading'; readonly what: 'why' | 'expressions' | 'output' | 'help' | 'undo' | 'command' }
  /** Typing a text for an option of the open question. */
  | { readonly type: 'typing'; readonly option: string; readonly question: string }
  | { readonly type: 'note' }
  /** ^C was pressed. */
  | { readonly type: 'interrupt' }
  /** The question that was being answered is not open any more; what was typed is lost, and keys must not act. */
  | { readonly type: 'gone' };

/** What the person at the screen is doing. */
export interface Local {
  readonly mode: KeyMode;
  /** Entry of the list of options; -1: none. */
  readonly cursor: number;
  readonly text: string;
  /** Place in `text`, UTF-16 units. */
  readonly caret: number;
  /** First row shown of what is longer than the window. */
  readonly scroll: number;
  /** How many executions before the newest one the output is of that is read. */
  readonly back: number;
  /** Every row of the command that is asked about has been on the screen. */
  readonly read: boolean;
  /** Whether keys count already: a question must have been visible for a moment. */
  readonly armed: boolean;
  readonly hint: string;
  /** The question whose answer is on its way to the record. */
  readonly sent: string | null;
}

/** Nobody has pressed anything yet. */
export const IDLE: Local = {
  mode: { type: 'main' },
  cursor: -1,
  text: '',
  caret: 0,
  scroll: 0,
  back: 0,
  read: false,
  armed: false,
  hint: '',
  sent: null,
};
