// `firebreak validate`: every problem of every file, with its place and the cure.

import type { Diagnostic } from '../../model/diagnostic.ts';
import { jsonText } from '../../model/json.ts';
import { parseRunbook } from '../../parse/runbook.ts';
import { snippet, summary } from '../../views/text/snippet.ts';
import { count } from '../../views/text/text.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { readTrusted, shown } from '../runbook-file.ts';

/** Checks files; exit 3 when one of them has an error. */
export async function validate(
  files: readonly string[],
  options: { readonly format: 'pretty' | 'json' },
): Promise<ExitCode> {
  const checked = await Promise.all(
    files.map(async (path) => {
      const text = await readTrusted(path);
      return { text, diagnostics: parseRunbook({ file: shown(path), text }).diagnostics };
    }),
  );
  const all = checked.flatMap(({ diagnostics }) => diagnostics);
  if (options.format === 'json') {
    process.stdout.write(`${jsonText(all)}\n`);
  } else {
    for (const { text, diagnostics } of checked)
      for (const one of diagnostics) process.stdout.write(`${snippet(one, text)}\n`);
    process.stdout.write(`${verdict(checked.map(({ diagnostics }) => diagnostics))}\n`);
  }
  return all.some(({ severity }) => severity === 'error') ? EXIT.invalid : EXIT.ok;
}

// The last line says the verdict: problems, and how many files are valid all the same.
function verdict(files: readonly (readonly Diagnostic[])[]): string {
  const valid = files.filter((diagnostics) => diagnostics.every(({ severity }) => severity !== 'error')).length;
  const said = valid === 0 ? '' : `${count(valid, 'file')} ${valid === 1 ? 'is' : 'are'} valid`;
  return [said, ...(files.flat().length === 0 ? [] : [summary(files.flat())])].filter((text) => text !== '').join('; ');
}
