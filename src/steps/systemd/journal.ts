// The last lines of a unit's journal. A journal that this user may not read is no empty one.

import { type Fields, Unable } from '../failure.ts';
import { type Asking, asked, firstLine } from './systemctl.ts';

/** `text` and `lines`, oldest first, each with its time in UTC. */
export async function readJournal(
  { unit, lines: most, since_ms }: { readonly unit: string; readonly lines: number; readonly since_ms?: number },
  asking: Asking,
): Promise<Fields> {
  // Counted back from the clock of the host whose journal it is.
  const since = since_ms === undefined ? [] : [`--since=-${Math.ceil(since_ms / 1000)}s`];
  const args = [`--unit=${unit}`, `--lines=${most}`, ...since, '--output=short-iso', '--utc'];
  const { ending, stdout, stderr } = await asked('journalctl', args, asking);
  const said = firstLine(stderr.text);
  // `-- No entries --`, and in older versions a first line that says since when.
  const lines = stdout.text
    .split('\n')
    .filter((line) => line !== '' && !/^-- .* --$|^-- (?:Logs|Journal) begins? /.test(line));
  if (lines.length === 0) {
    if (/not seeing messages|insufficient permissions|Permission denied/i.test(stderr.text)) {
      throw new Unable(
        'no_permission',
        `the journal is not shown to this user: ${said}; root sees it, and group systemd-journal`,
      );
    }
    if (/No journal files were found/.test(stderr.text)) throw new Unable('no_engine', 'this host keeps no journal');
    if (ending.kind === 'exited' && ending.code !== 0) throw new Unable('not_answered', `journalctl: ${said}`);
  }
  return { text: lines.join('\n'), lines };
}
