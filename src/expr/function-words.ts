// What each function of expressions does, in words: for whoever writes one. Parameters and results are those of the table
// in evaluate/functions.ts.

/** A function in words. */
export interface FunctionWords {
  /** How it is written. */
  readonly call: string;
  /** What it gives, in one sentence. */
  readonly says: string;
}

/** Every name that can be called. */
export const FUNCTION_WORDS: Readonly<Record<string, FunctionWords>> = {
  size: { call: 'size(x)', says: 'Number of characters of a string, of items of a list, of keys of a map.' },
  size_of: { call: 'size_of("512mb")', says: 'Number of bytes of a size as Redis writes it: `1gb`, `512mb`, `64k`.' },
  duration: { call: 'duration("90s")', says: 'A duration: `500ms`, `30s`, `1h30m`.' },
  timestamp: { call: 'timestamp("2026-11-01T10:00:00Z")', says: 'A point in time, from RFC 3339.' },
  string: { call: 'string(x)', says: 'A value as text.' },
  double: { call: 'double("90.5")', says: 'A text as a number; unknown when it is none.' },
  int: { call: 'int("90")', says: 'A whole number from a text, or a number without its fraction.' },
  bool: { call: 'bool("true")', says: 'A text as true or false.' },
  startsWith: { call: 'text.startsWith("x")', says: 'Whether a string begins with another.' },
  endsWith: { call: 'text.endsWith("x")', says: 'Whether a string ends with another.' },
  contains: { call: 'text.contains("x")', says: 'Whether a string holds another.' },
  split: { call: 'text.split(",")', says: 'The pieces of a string between separators, as a list.' },
  lowerAscii: { call: 'text.lowerAscii()', says: 'The string with A to Z as small letters.' },
  upperAscii: { call: 'text.upperAscii()', says: 'The string with a to z as capital letters.' },
  trim: { call: 'text.trim()', says: 'The string without blanks at either end.' },
  substring: {
    call: 'text.substring(0, 4)',
    says: 'A part of a string: from, and up to but without to; counted from 0.',
  },
  join: { call: 'list.join(", ")', says: 'Strings of a list put together, with a separator between them.' },
  getHours: { call: 'time.getHours()', says: 'Whole hours of a duration, or the hour of a timestamp (UTC).' },
  getMinutes: { call: 'time.getMinutes()', says: 'Whole minutes of a duration, or the minute of a timestamp (UTC).' },
  getSeconds: { call: 'time.getSeconds()', says: 'Whole seconds of a duration, or the second of a timestamp (UTC).' },
  getMilliseconds: {
    call: 'time.getMilliseconds()',
    says: 'Milliseconds of a duration, or those of a timestamp within its second.',
  },
  getDayOfWeek: { call: 'time.getDayOfWeek()', says: 'Day of the week of a timestamp (UTC): 0 is Sunday.' },
  getDate: { call: 'time.getDate()', says: 'Day of the month of a timestamp (UTC), from 1.' },
  getMonth: { call: 'time.getMonth()', says: 'Month of a timestamp (UTC): 0 is January.' },
  getFullYear: { call: 'time.getFullYear()', says: 'Year of a timestamp (UTC).' },
  matches: {
    call: 'text.matches("^5..$")',
    says: 'Whether a string holds what a regular expression describes. The pattern is written out.',
  },
  has: { call: 'has(probe.field)', says: 'Whether a field is there.' },
  known: {
    call: 'known(x)',
    says: 'Whether `x` has a value. Never unknown itself: the only way to act on not knowing.',
  },
  all: { call: 'list.all(x, x > 0)', says: 'Whether it holds for every item.' },
  exists: { call: 'list.exists(x, x > 0)', says: 'Whether it holds for at least one item.' },
  exists_one: { call: 'list.exists_one(x, x > 0)', says: 'Whether it holds for exactly one item.' },
  filter: { call: 'list.filter(x, x > 0)', says: 'The items for which it holds.' },
  map: { call: 'list.map(x, x.name)', says: 'What comes of every item.' },
};
