// What a file holds, for what is said about its form: a cure that is one in a runbook is none in another file.

/** The files that people write. */
export type FileForm = 'runbook' | 'scenarios' | 'drills' | 'inputs' | 'inventory' | 'serve';

interface Words {
  /** What one file holds. */
  readonly one: string;
  /** What to do in place of a merge key. */
  readonly instead: string;
  /** What to do about a file that is too long. */
  readonly shorter: string;
}

/** By what the file holds. */
export const FORM_WORDS: Readonly<Record<FileForm, Words>> = {
  runbook: {
    one: 'one runbook',
    instead: 'use `defaults` for values that steps share, or an alias for a whole value',
    shorter: 'split it into several runbooks; one can hand over to another with `runbook:`',
  },
  scenarios: {
    one: 'the scenarios of one runbook',
    instead: 'give what all share under `readings`, or begin with `like: <title of a scenario above>`',
    shorter: 'leave out of the readings what no expression looks at',
  },
  drills: {
    one: 'the drills of one runbook',
    instead: 'write the values out, or use an alias for a whole value',
    shorter: 'put long scripts into files of their own',
  },
  serve: {
    one: 'the configuration of `firebreak serve`',
    instead: 'write the values out, or use an alias for a whole value',
    shorter: 'keep what is not in use elsewhere',
  },
  inputs: {
    one: 'one mapping of inputs',
    instead: 'write each input out',
    shorter: 'an input is a value, and no data: give the path of a file instead',
  },
  inventory: {
    one: 'one inventory',
    instead: 'write the hosts out',
    shorter: 'leave out what is no host: of the variables only addresses are read',
  },
};
