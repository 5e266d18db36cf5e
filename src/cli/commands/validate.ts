// `firebreak validate`: every problem of every file, with its place and the cure.

import { jsonText } from '../../model/json.ts';
import { parseRunbook } from '../../parse/runbook.ts';
import { snippet, summary } from '../../views/snippet.ts';
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
    process.stdout.write(`${summary(all)}\n`);
  }
  return all.some(({ severity }) => severity === 'error') ? EXIT.invalid : EXIT.ok;
}
