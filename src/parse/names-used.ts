// The names that an expression mentions, read off its text: enough to tell what nobody uses, and no more. What a name
// means, and whether it exists, is decided by expr/.

/** Names mentioned by expressions. */
export interface NamesUsed {
  /** Probes, facts and steps. */
  readonly ids: Set<string>;
  readonly inputs: Set<string>;
}

const STRING = /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'/g;
const INPUT = /\binputs\s*(?:\.\s*([a-z_]\w*)|\[\s*["']([a-z_]\w*)["']\s*\])/gi;
const ID = /(?<![\w.])(?:before\s*\.\s*)?([a-z_]\w*)/gi;
const KNOWN = /(?<![\w.])known\s*\(/g;

/** Adds the names that an expression mentions. */
export function noteNames(source: string, used: NamesUsed): void {
  for (const [, dotted, indexed] of source.matchAll(INPUT)) used.inputs.add(dotted ?? indexed ?? '');
  for (const [, id] of withoutStrings(source).matchAll(ID)) used.ids.add(id ?? '');
}

/** Offsets at which an expression asks `known(…)`. */
export function knownIn(source: string): readonly number[] {
  return [...withoutStrings(source).matchAll(KNOWN)].map(({ index }) => index);
}

// Blanked, not cut out, so that offsets stay.
const withoutStrings = (source: string): string => source.replace(STRING, (text) => ' '.repeat(text.length));
