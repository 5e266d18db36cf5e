// Every field of every event of a record replaced by what should not be there: whatever reads records prints clean text
// or says in a sentence that the record is damaged.

import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CliError, EXIT } from '../../src/cli/exit-codes.ts';
import { readRecord, soundly, stateOf } from '../../src/cli/record-file.ts';
import type { RunEvent } from '../../src/model/event.ts';
import { type Json, jsonText } from '../../src/model/json.ts';
import { runFolder } from '../../src/transcript/store.ts';
import { reportHtml } from '../../src/views/report/html/page.ts';
import { reportMarkdown } from '../../src/views/report/markdown.ts';
import { reportOf } from '../../src/views/report/report.ts';
import { HOSTILE, type Path, pathsIn, replaced, UNSAFE } from '../support/records/forged.ts';
import { isSoak, times } from '../support/soak.ts';

const FOLDER = 'test/fixtures/records';
/** What stands in the place of a value; undefined: nothing. */
const WRONG: readonly (Json | undefined)[] = [
  HOSTILE,
  undefined,
  null,
  true,
  -1,
  1e308,
  2.5,
  [],
  [null],
  {},
  { toString: 1, __proto__: null },
  'x'.repeat(100_000),
];

/** One of each: the fields of every type of event, the first place where each stands. */
function fieldsOf(events: readonly RunEvent[]): readonly (readonly [event: number, path: Path])[] {
  const seen = new Set<string>();
  return events.flatMap((event, at) =>
    pathsIn({ actor: event.actor, data: event.data, run: event.run }).flatMap((path) => {
      const name = `${event.type} ${path.map((part) => (typeof part === 'number' ? '*' : part)).join('.')}`;
      if (seen.has(name)) return [];
      seen.add(name);
      return [[at, path] as const];
    }),
  );
}

// The shortest ones: every forgery is a record that is read anew.
const sizeOf = (name: string) => statSync(join(FOLDER, name, 'transcript.jsonl')).size;
const records = readdirSync(FOLDER)
  .toSorted((a, b) => sizeOf(a) - sizeOf(b))
  .slice(0, times(3, 100));

test.each(records)('every field of %s may be anything', (name) => {
  const record = readRecord(runFolder(join(process.cwd(), FOLDER, name)));
  const { plan, events, transcript } = record;
  const whole = { ...record, events };
  const read = (forged: typeof record) =>
    soundly(forged, () => {
      stateOf(forged);
      const report = reportOf(plan, forged.events, { head: transcript.head });
      return [reportMarkdown(report), jsonText(report, 2), reportHtml(report)];
    });
  expect(read(whole)[0]).not.toMatch(UNSAFE);
  const bad = new Map<string, string>();
  for (const [at, path] of fieldsOf(events)) {
    // A sample takes what is hostile and one or two of the others, in turn.
    const others = WRONG.slice(1).filter((_, n) => isSoak || n % 10 === (at + path.length) % 10);
    for (const by of [HOSTILE, ...others]) {
      const forged = events.map((event, n) => (n === at ? (replaced(event, path, by) as RunEvent) : event));
      const what = `${events[at]?.type} ${path.join('.')} = ${JSON.stringify(by)?.slice(0, 20)}`;
      try {
        for (const text of read({ ...record, events: forged })) if (UNSAFE.test(text)) bad.set(what, 'unsafe');
      } catch (error) {
        if (!(error instanceof CliError) || error.exit !== EXIT.damaged) bad.set(what, String(error));
      }
    }
  }
  expect([...bad]).toEqual([]);
});
