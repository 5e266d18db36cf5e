// Tables: rows that are commands, rows that say what to do in which case, and rows that only tell.

import { isProgramName } from '../commands/programs.ts';
import type { Row, Table } from '../page/page.ts';
import { bareHeading, plainWords } from '../words/plain.ts';

/** What a row of a table comes to. */
export type RowRead =
  | { readonly kind: 'note'; readonly leaf: Row }
  | {
      readonly kind: 'command';
      readonly leaf: Row;
      readonly script: string;
      readonly label: string;
      readonly expected?: string;
    }
  | {
      readonly kind: 'branch';
      readonly leaf: Row;
      readonly condition: string;
      readonly action: string;
      readonly check?: string;
    };

const COMMAND = /^(?:command|commands|cmd|run|query|how|how to check|check command|verification command)$/;
const CHECK =
  /^(?:check|how to check|how to confirm|diagnosis|diagnose|verify|verification|evidence|investigation|command|check command)$/;
const EXPECTED = /^(?:expected|expected (?:output|result|value)|healthy|ok|good|normal|should (?:be|show)|result)$/;
const WHEN =
  /^(?:symptom|symptoms|condition|if|when|cause|causes|likely cause|possible cause|root cause|error|error message|problem|issue|scenario|situation|finding|observation|signal|state|status|what you see|failure|case|log message|if you see)$/;
const CAUSE = /^(?:cause|causes|likely cause|possible cause|root cause|meaning|reason|probable cause)$/;
const THEN =
  /^(?:fix|action|actions|resolution|response|remediation|solution|what to do|then|do|mitigation|next step|next steps|how to fix|recovery|step|steps|recommended action|treatment|remedy)$/;

/** Reads the rows of a table, its head first. */
export function readTable({ head, rows }: Table): readonly RowRead[] {
  const names = head.cells.map(bareHeading);
  const column = (pattern: RegExp): number => names.findIndex((name) => pattern.test(name));
  const check = names.findIndex((name) => CHECK.test(name));
  const [command, expected, then, cause] = [column(COMMAND), column(EXPECTED), column(THEN), column(CAUSE)];
  const when = cause >= 0 ? cause : column(WHEN);
  const headRead: RowRead = { kind: 'note', leaf: head };
  return [
    headRead,
    ...rows.map((row): RowRead => {
      const cell = (at: number): string => row.cells[at]?.trim() ?? '';
      if (when >= 0 && then >= 0 && when !== then && cell(when) !== '' && cell(then) !== '')
        return {
          kind: 'branch',
          leaf: row,
          condition: plainWords(cell(when)),
          action: cell(then),
          ...(check >= 0 && cell(check) !== '' ? { check: cell(check) } : {}),
        };
      const script = command >= 0 ? commandIn(cell(command)) : null;
      if (script !== null) {
        const label =
          row.cells
            .filter((_, at) => at !== command && at !== expected)
            .map(plainWords)
            .find((one) => one !== '' && !/^#?\d+$/.test(one)) ?? '';
        return {
          kind: 'command',
          leaf: row,
          script,
          label,
          ...(expected >= 0 && cell(expected) !== '' ? { expected: cell(expected) } : {}),
        };
      }
      return { kind: 'note', leaf: row };
    }),
  ];
}

function commandIn(cell: string): string | null {
  const code = /`([^`]+)`/.exec(cell)?.[1]?.trim() ?? (/<code>([^<]+)<\/code>/.exec(cell)?.[1] ?? cell).trim();
  const [name = '', ...rest] = code.replace(/^\$\s+/, '').split(/\s+/);
  const isKnown = isProgramName(name) || name === 'sudo' || /^\.{0,2}\/[\w./-]+$/.test(name);
  return isKnown && (rest.length > 0 || /`/.test(cell)) ? code.replace(/^\$\s+/, '') : null;
}
