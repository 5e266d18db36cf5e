// Which branch of the resolution belongs to which cause: by the words that both have, each weighed by how rare it is on the page.

import { plainWords, wordsIn } from '../../words/plain.ts';

/** A text to be linked: its name, and all that is said of it. */
export interface Side {
  readonly lead: string;
  readonly full: string;
}

/** A link that was found. */
export interface Link {
  readonly branch: number;
  readonly cause: number;
  /** From 0 to 1. */
  readonly score: number;
}

const STOP = new Set(
  `a an the is are was were be been has have had of in on at to for from by with and or not no if when then it its this that these those as too all any some
  issue issues problem problems error errors due because likely cause causes case failure failures failed fails fail caused reached reaches high low check may can does do get gets up out service`.split(
    /\s+/,
  ),
);

const SYNONYMS: readonly (readonly string[])[] = [
  ['down', 'crash', 'stop', 'unreachable', 'dead', 'offline', 'kill'],
  ['exhaust', 'saturat', 'full', 'deplet', 'exceed', 'limit'],
  ['oom', 'memory', 'ram', 'oomkill'],
  ['db', 'database'],
  ['slow', 'latency', 'lag'],
  ['deploy', 'release', 'rollout', 'deployment'],
  ['network', 'connectivity', 'partition'],
  ['cert', 'certificate', 'tls', 'ssl'],
  ['disk', 'storage', 'volume', 'filesystem'],
  ['config', 'configuration', 'misconfigur', 'misconfiguration'],
  ['cpu', 'processor'],
  ['leak', 'leaking'],
];

const stem = (word: string): string => {
  const short = word.replace(/(?:ing|ed|es|s|tion)$/, (ending, at: number) => (at >= 3 ? '' : ending));
  return SYNONYMS.find((group) => group.some((one) => one === short || one === word))?.[0] ?? short;
};

const tokens = (text: string): ReadonlySet<string> =>
  new Set(
    wordsIn(plainWords(text))
      .filter((word) => !STOP.has(word) && word.length > 1)
      .map(stem),
  );

/** Pairs that are compared; of more nobody could say whether they are right. */
const MOST_PAIRS = 20_000;

/** Links branches to causes, one to one, the surest first. */
export function linksBetween(branches: readonly string[], causes: readonly Side[]): readonly Link[] {
  if (branches.length * causes.length > MOST_PAIRS || causes.length > MOST_PAIRS / 100) return [];
  const weigh = weights([...branches, ...causes.map(({ lead }) => lead)]);
  const sides = causes.map(({ lead, full }) => ({ lead: tokens(lead), full: tokens(`${lead} ${full}`) }));
  const all = branches.flatMap((branch, b) => {
    const own = tokens(branch);
    return sides.map(({ lead, full }, c): Link => {
      const byLead = shared(own, lead, weigh) / Math.max(1e-9, Math.min(total(own, weigh), total(lead, weigh)));
      const byFull = (0.8 * shared(own, full, weigh)) / Math.max(1e-9, total(own, weigh));
      return { branch: b, cause: c, score: Math.max(byLead, byFull) };
    });
  });
  const found: Link[] = [];
  const rivals = new Map(branches.map((_, b) => [b, all.slice(b * causes.length, (b + 1) * causes.length)]));
  for (const link of all.toSorted((a, b) => b.score - a.score || a.branch - b.branch || a.cause - b.cause)) {
    if (link.score < 0.5) break;
    const isTaken = found.some(({ branch, cause }) => branch === link.branch || cause === link.cause);
    const rival = rivals
      .get(link.branch)
      ?.find(
        (other) =>
          other.cause !== link.cause &&
          other.score > link.score - 0.1 &&
          !found.some(({ cause }) => cause === other.cause),
      );
    if (!isTaken && rival === undefined) found.push(link);
  }
  return found;
}

// How rare a word is among what is linked: one that stands everywhere tells nothing apart.
function weights(texts: readonly string[]): (word: string) => number {
  const counts = new Map<string, number>();
  for (const text of texts) for (const word of tokens(text)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return (word) => 1 / (counts.get(word) ?? 1) ** 0.75;
}

const total = (words: ReadonlySet<string>, weigh: (word: string) => number): number =>
  [...words].reduce((sum, word) => sum + weigh(word), 0);

const shared = (a: ReadonlySet<string>, b: ReadonlySet<string>, weigh: (word: string) => number): number =>
  [...a].filter((word) => b.has(word)).reduce((sum, word) => sum + weigh(word), 0);
