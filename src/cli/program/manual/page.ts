// A page of `--help`: what stands around the list of options.

/** What is said of a command besides its options. */
export interface ManualPage {
  /** What it is for and what it does, in a few sentences; a paragraph an item. */
  readonly about: readonly string[];
  /** What its arguments are, by name. */
  readonly arguments?: Readonly<Record<string, string>>;
  /** Something to look up: a heading, and its lines. */
  readonly more?: readonly { readonly heading: string; readonly lines: readonly string[] }[];
  /** Exit codes that matter for it besides 2 for wrong usage, with what they mean here. */
  readonly exits: Readonly<Record<number, string>>;
  /** Command lines that can be tried, and what each is for. */
  readonly examples: readonly (readonly [line: string, why: string])[];
  /** Other commands, by name, and pages of docs/. */
  readonly see: readonly string[];
}

/** How a run is named. */
export const RUN = 'a run, by its id, by the beginning of it, or by its last four letters';

/** How a runbook is named. */
export const RUNBOOK = 'a runbook, by its path, or by its id: looked for in ./runbooks, in FIREBREAK_PATH, then here';

/** What a record that cannot be read comes to. */
export const DAMAGED = { 20: 'the record is damaged or unreadable' } as const;

/** What ends a run before its end. */
export const STOPPED = {
  12: 'waiting for a person, or stopped: firebreak resume goes on',
  130: 'ended by ^C, 143 by SIGTERM, 129 by SIGHUP; all can be resumed',
} as const;
