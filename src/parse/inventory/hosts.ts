// A host as an inventory writes it: a name, or a pattern of names with ranges, such as `web-[01:12].example.com`.

import { err, ok, type Result } from '../../model/result.ts';

/** Most hosts of one file. */
export const MOST_HOSTS = 10_000;

const NAME = /^[A-Za-z0-9_][\w.:%@-]*$/;
const RANGE = /\[([^[\]:]*):([^[\]:]*)(?::([^[\]]*))?\]/;

/** The hosts that a pattern stands for, in its order, or a sentence. What is written there is not in the sentence. */
export function hostsOf(pattern: string): Result<readonly string[], string> {
  let made = [''];
  let rest = pattern;
  for (let range = RANGE.exec(rest); range !== null; range = RANGE.exec(rest)) {
    const [whole, from = '', to = '', step = '1'] = range;
    const values = rangeOf(from, to, step);
    if (!values.ok) return values;
    if (made.length * values.value.length > MOST_HOSTS) return err(TOO_MANY);
    const before = rest.slice(0, range.index);
    made = made.flatMap((one) => values.value.map((value) => one + before + value));
    rest = rest.slice(range.index + whole.length);
  }
  const names = made.map((one) => one + rest);
  return names.every((name) => NAME.test(name)) ? ok(names) : err(NO_HOST);
}

/** What is said of a file with more hosts than are read. */
export const TOO_MANY = `the file holds more than ${MOST_HOSTS} hosts`;

const NO_HOST =
  'this is no name of a host; a name has letters, digits, ".", "-", "_", and ranges such as [01:12] or [a:f]';

function rangeOf(from: string, to: string, step: string): Result<readonly string[], string> {
  const by = Number(step);
  if (!/^\d{1,6}$/.test(step) || by < 1)
    return err('the last number of this range says by how much it counts: [1:9:2]');
  if (/^[A-Za-z]$/.test(from) && /^[A-Za-z]$/.test(to))
    return counted(from.charCodeAt(0), to.charCodeAt(0), by, (code) => String.fromCharCode(code));
  if (!/^\d{0,9}$/.test(from) || !/^\d{1,9}$/.test(to))
    return err('a range counts from a number to a number, or from a letter to a letter: [01:12], [a:f]');
  const isPadded = from.length > 1 && from.startsWith('0');
  if (isPadded && from.length !== to.length)
    return err('the two numbers of this range differ in length: write [01:12], and [008:120]');
  const width = isPadded ? from.length : 0;
  return counted(Number(from), Number(to), by, (number) => String(number).padStart(width, '0'));
}

function counted(
  first: number,
  last: number,
  by: number,
  write: (value: number) => string,
): Result<readonly string[], string> {
  if (last < first) return err('this range ends before it begins');
  const size = Math.floor((last - first) / by) + 1;
  if (size > MOST_HOSTS) return err(TOO_MANY);
  return ok(Array.from({ length: size }, (_, n) => write(first + n * by)));
}
