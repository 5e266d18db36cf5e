// Functions of other languages, and those of CEL that do the same.

/** Functions of other languages by those that do the same here. */
const WORDS: Readonly<Record<string, string>> = {
  contains: 'includes indexOf has_substring',
  size: 'length len count strlen',
  matches: 'match test search regex',
  lowerAscii: 'toLowerCase lower toLower',
  upperAscii: 'toUpperCase upper toUpper',
  trim: 'strip',
  exists: 'any some',
  all: 'every',
  filter: 'find where select',
  double: 'Number parseFloat float number',
  int: 'parseInt',
  string: 'str String toString',
  known: 'defined isset is_defined',
  substring: 'substr slice',
};

/** What a function of another language is called here. */
export const CALLED: ReadonlyMap<string, string> = new Map(
  Object.entries(WORDS).flatMap(([name, words]) => words.split(' ').map((word) => [word, name] as const)),
);

/** Those that go over a list with a name for its items. */
export const LOOPING: ReadonlySet<string> = new Set('any some every find where select forEach reduce'.split(' '));

/** Names of functions that runbooks do not have, and what to do instead. */
export const INSTEAD: ReadonlyMap<string, string> = new Map([
  ['bytes', 'for a size in bytes write size_of("512mb")'],
  ['uint', 'all numbers are of one kind'],
  ['type', 'types are known when the file is read'],
  ['dyn', 'leave it out'],
  ['bind', 'name a part of an expression under `facts`'],
  [
    'now',
    'a time is compared by a probe of kind `shell` (date +%s); of the run there are run.started_at and run.elapsed',
  ],
  ...['default', 'coalesce', 'get'].map((name) => [name, 'write known(x) ? x : y'] as const),
  ...['always', 'success'].map((name) => [name, 'delete it: a step is carried out unless its `if` is false'] as const),
  ...['failure', 'failed', 'cancelled'].map(
    (name) =>
      [name, 'what is done when a step fails is said by its `on_failure`; a probe that fails is !id.ok'] as const,
  ),
  ['fromJSON', 'delete it: what is JSON is read already: id.json.field'],
  ['toJSON', 'write id.text, or id.stdout: what was answered, as it came'],
  ['format', 'write the text with holes in it: "Restart ${{ inputs.unit }}"'],
  ['hashFiles', 'compute it in a probe of kind `shell`'],
  ['lookup', 'declare an input: `inputs: { name: { env: NAME } }`, and write inputs.name'],
  ['abs', 'write x < 0 ? -x : x'],
  ['max', 'write a > b ? a : b'],
  ['min', 'write a < b ? a : b'],
  ['replace', 'texts are not changed here: compare with `matches`, or let the command print what is needed'],
]);
