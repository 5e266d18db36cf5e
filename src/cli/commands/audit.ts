// `firebreak audit`: is the record what it was? Chain, seal, saved head and outputs; says where it breaks.

import { jsonText } from '../../model/json.ts';
import { sanitizeLine } from '../../redact/sanitize.ts';
import { audit as auditRun, describeFinding, isWhole } from '../../transcript/audit.ts';
import { count } from '../../views/text/text.ts';
import { CliError, EXIT, type ExitCode } from '../exit-codes.ts';
import { storeOf, translated } from '../open-run.ts';
import { keepMemoryFlat } from '../reading/flat-memory.ts';
import { transcriptsOf } from '../record-file.ts';

/** Audits records; exit 0 when each is whole, or torn as a crash leaves it; 20 otherwise. */
export async function audit(
  word: string,
  options: { readonly head?: string; readonly json?: boolean; readonly home?: string },
): Promise<ExitCode> {
  const folders = transcriptsOf(storeOf(options.home), word);
  // Nothing that was looked at is no proof of anything.
  if (folders.length === 0) throw new CliError(EXIT.usage, `there are no transcripts in ${word}`);
  let exit: ExitCode = EXIT.ok;
  for (const folder of folders) {
    keepMemoryFlat(folder);
    const found = translated(() => auditRun(folder, options.head));
    const ok = isWhole(found);
    if (!ok) exit = EXIT.damaged;
    if (options.json === true) {
      process.stdout.write(`${jsonText({ run: folder.id, ok, ...found })}\n`);
      continue;
    }
    const { head, events, outputs, sealed } = found;
    const isNewer = found.findings.some(({ kind }) => kind === 'newer');
    const verdict = ok ? 'ok' : isNewer ? 'NOT JUDGED' : 'DAMAGED';
    process.stdout.write(
      `${folder.id}: ${verdict}, ${count(events, 'event')}, ${count(outputs, 'output')}, ${sealed ? 'sealed' : 'not sealed'}, head ${head.seq} ${head.hash}\n`,
    );
    for (const finding of found.findings) process.stdout.write(`  ${sanitizeLine(describeFinding(finding))}\n`);
  }
  return exit;
}
