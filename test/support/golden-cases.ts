// Files with a mistake, and what an author reads about each beside it. `UPDATE_GOLDEN=1` writes what is said now; the diff is
// the review.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../src/model/diagnostic.ts';
import { snippet, summary } from '../../src/views/text/snippet.ts';

/** Where the cases are, by name in a folder, and what is said of one. */
export interface GoldenCases {
  readonly folder: string;
  readonly names: readonly string[];
  said(name: string, text: string): readonly Diagnostic[];
}

/** Tests that of each case is said what stands beside it, and that every change that is offered cures what it is offered for. */
export function testGoldenCases(title: string, { folder, names, said }: GoldenCases): void {
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8');

  describe(title, () => {
    test.each(names)('%s', (name) => {
      const text = read(name);
      const diagnostics = said(name, text);
      const blocks = diagnostics.map((one) => `[${one.code}] ${snippet(one, text)}\n`);
      const all = `${[...blocks, summary(diagnostics)].join('\n')}\n`;
      const golden = name.replace(/yaml$/, 'txt');
      if (process.env.UPDATE_GOLDEN === '1') writeFileSync(join(folder, golden), all);
      expect(all).toBe(read(golden));
    });

    test.each(names)('a change that is offered for %s cures what it is offered for', (name) => {
      const text = read(name);
      for (const { fix, message, start } of said(name, text)) {
        if (fix === undefined) continue;
        const cured = text.slice(0, fix.start.offset) + fix.text + text.slice(fix.end.offset);
        const left = said(name, cured).filter((one) => one.start.offset === start.offset && one.message === message);
        expect(left).toEqual([]);
      }
    });
  });
}
