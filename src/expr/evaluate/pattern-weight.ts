// How heavy a pattern is: about how many states the linear engine has to look at for each character of a text. Measured
// against V8: a state takes some 45 ns a character, a choice three times as much.

/** Ranges of characters that a class stands for. */
const RANGES: Readonly<Record<string, number>> = { w: 4, W: 5, s: 10, S: 11, d: 1, D: 2 };
const CHOICE = 3;
const LOOP = 2;

/** The weight of a pattern; an upper bound, not its exact number of states. */
export function patternWeight(pattern: string): number {
  const groups: { sum: number; last: number }[] = [{ sum: 1, last: 0 }];
  const add = (weight: number): void => {
    const group = groups.at(-1);
    if (group === undefined) return;
    group.sum += weight;
    group.last = weight;
  };
  for (const [token] of pattern.matchAll(TOKEN)) {
    if (token.startsWith('(')) groups.push({ sum: LOOP, last: 0 });
    else if (token === ')') add(groups.length > 1 ? (groups.pop()?.sum ?? 0) : 1);
    else if (token === '|') add(CHOICE);
    else if (token.startsWith('[')) add(1 + token.length);
    else if (token.startsWith('{')) repeat(groups.at(-1), timesIn(token));
    else if ('*+?'.includes(token)) repeat(groups.at(-1), 1);
    else add(RANGES[token.startsWith('\\') ? token.charAt(1) : ''] ?? (token === '.' ? 3 : 1));
  }
  return groups.reduce((sum, group) => sum + group.sum, 0);
}

const TOKEN = /\\[^]|\(\?(?:[:=!]|<[=!]|<\w+>)|\[(?:\\[^]|[^\]\\])*\]|\{\d+,?\d*\}|[^]/g;

function repeat(group: { sum: number; last: number } | undefined, times: number): void {
  if (group === undefined) return;
  // The last weight is counted once already.
  group.sum += (times - 1) * group.last + LOOP * times;
  group.last = times * group.last + LOOP * times;
}

const timesIn = (token: string): number => Math.max(1, ...(token.match(/\d+/g)?.map(Number) ?? [])) + 1;
