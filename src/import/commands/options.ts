// The options of a command, read strictly: each is known, and whether it takes a word.

/** Options of a command by their name, and its operands. */
export interface Options {
  readonly options: ReadonlyMap<string, readonly string[]>;
  readonly operands: readonly string[];
}

/** What may stand among the options: those that take a word, and those that do not. */
export interface Known {
  readonly valued: readonly string[];
  readonly flags: readonly string[];
}

/** Reads options; null where one is not among those that are known. Options end with the first operand where `isStrict`. */
export function optionsOf(words: readonly string[], { valued, flags }: Known, isStrict = false): Options | null {
  const options = new Map<string, string[]>();
  const operands: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (!/^-\S/.test(word) || (isStrict && operands.length > 0)) {
      operands.push(word);
      continue;
    }
    const [name = '', inline] = word.startsWith('--')
      ? [word.split('=')[0], word.includes('=') ? word.slice(word.indexOf('=') + 1) : undefined]
      : [word];
    if (valued.includes(name)) {
      const value = inline ?? words[++at];
      if (value === undefined) return null;
      options.set(name, [...(options.get(name) ?? []), value]);
      continue;
    }
    if (flags.includes(name)) {
      options.set(name, []);
      continue;
    }
    // `-sS`, `-n50`, `-uredis`.
    const short = /^-([a-zA-Z])(.+)$/.exec(word);
    if (short !== null && !word.startsWith('--')) {
      const letters = word.slice(1).split('');
      if (letters.every((letter) => flags.includes(`-${letter}`))) {
        for (const letter of letters) options.set(`-${letter}`, []);
        continue;
      }
      const lead = letters.slice(0, -1);
      if (lead.every((letter) => flags.includes(`-${letter}`)) && valued.includes(`-${letters.at(-1)}`)) {
        for (const letter of lead) options.set(`-${letter}`, []);
        const value = words[++at];
        if (value === undefined) return null;
        options.set(`-${letters.at(-1)}`, [value]);
        continue;
      }
      if (valued.includes(`-${short[1]}`)) {
        options.set(`-${short[1]}`, [...(options.get(`-${short[1]}`) ?? []), short[2] ?? '']);
        continue;
      }
    }
    return null;
  }
  return { options, operands };
}
