// A record outlives the program that wrote it: no rule that has come since, no kind and no type of event that this program
// does not know takes an old incident away.

import { describe, expect, test } from 'vitest';
import { unheardOf } from '../../src/cli/pinned.ts';
import { replayRecord, summaryOf } from '../../src/cli/reading/go-through.ts';
import { mustKnowAll, readRecord, refusedToday, soundly, stateOf } from '../../src/cli/record-file.ts';
import { endOf } from '../../src/engine/state.ts';
import { type EventBody, RULES, type RunEvent } from '../../src/model/event.ts';
import { audit } from '../../src/transcript/audit.ts';
import { reportMarkdown } from '../../src/views/report/markdown.ts';
import { reportOf } from '../../src/views/report/report.ts';
import { bad, good, planOfText, simulate } from '../support/engine/simulated-run.ts';
import { writtenRecord } from '../support/records/written-record.ts';

const TEXT = `firebreak: 1
id: test
title: Test
severity: high
diagnose:
  - { id: port, tcp: "localhost:1" }
  - { id: page, http: "GET http://localhost/" }
causes:
  - id: closed
    title: It is closed
    when: "!port.ok"
    because: It says \${{ port.error.message }}.
    resolve:
      - { id: open, title: Open it, shell: [open], risk: change, goal: port.ok }
verify: [{ title: It works, goal: port.ok && page.ok }]
`;

let opened = false;
const { events: EVENTS } = simulate(planOfText(TEXT), {
  perform: (step) => {
    if (step === 'closed/open') opened = true;
    return step === 'port' && !opened ? bad('refused') : good();
  },
  opened: { runbook: { id: 'test', path: 'test.yaml', text: TEXT, sha256: '' } },
});

/** The record of that run with another text pinned in it, and other events. */
function record(text: string, change: (event: RunEvent) => readonly RunEvent[] = (event) => [event]) {
  const events = EVENTS.flatMap((event): readonly RunEvent[] =>
    event.type === 'run.opened'
      ? [{ ...event, data: { ...event.data, runbook: { ...event.data.runbook, text } } }]
      : change(event),
  );
  return writtenRecord(events);
}

function told(folder: ReturnType<typeof record>): string {
  const read = readRecord(folder);
  const report = soundly(read, () => reportOf(read.plan, read.events, read.transcript));
  expect(endOf(soundly(read, () => stateOf(read)))?.outcome).toBe('resolved');
  expect(summaryOf(folder).folded).toMatchObject({ outcome: 'resolved', cause: 'closed' });
  expect(audit(folder).findings.filter(({ kind }) => kind === 'corrupt')).toEqual([]);
  return reportMarkdown(report);
}

test('as it was written it is replayed, and nothing is said against it', () => {
  const folder = record(TEXT);
  expect(replayRecord(folder)).toMatchObject({ problems: [], result: { same: true, left_out: [] } });
  expect(told(folder)).toContain('**Open it**: done');
});

// Rule: record.readable
describe('a record whose runbook would be refused today', () => {
  const refused = TEXT.replace('severity: high', 'severity: high\nreviewed: "last week"\nmood: good').replace(
    'risk: change, goal',
    'risk: change, cooldown: 5m, goal',
  );

  test('is shown, reported and replayed as it was accepted, and what is refused is named', () => {
    const folder = record(refused);
    expect(told(folder)).toContain('**Open it**: done');
    const { result, problems } = replayRecord(folder);
    expect(result).toMatchObject({ same: true, left_out: [] });
    expect(refusedToday(problems).join('\n')).toMatch(/mood[\s\S]*cooldown/);
  });

  test('also where an expression in it is an error by now', () => {
    const folder = record(TEXT.replace('when: "!port.ok"', 'when: "!port.ok || port.nonsense == 1"'));
    expect(told(folder)).toContain('It is closed');
    const { result, problems } = replayRecord(folder);
    expect(refusedToday(problems).join()).toContain('nonsense');
    // It means something else: that is found, and not refused.
    expect(result).toMatchObject({ same: false });
  });

  test('may be resumed: all that is in it is known', () => {
    const { plan } = readRecord(record(refused));
    expect(unheardOf(plan)).toEqual([]);
  });
});

describe('a record with a kind that this program does not know', () => {
  const unknown = TEXT.replace('tcp: "localhost:1"', 'knock: { on: "localhost:1", times: 3 }').replace(
    'shell: [open]',
    'crowbar: { lift: [door] }',
  );
  const folder = record(unknown, (event) => {
    if (event.type !== 'step.started') return [event];
    const kind = { port: 'knock', 'closed/open': 'crowbar' }[event.data.step];
    if (kind === undefined) return [event];
    return [{ ...event, data: { ...event.data, kind, rendered: { other: true } } } as RunEvent];
  });

  test('is shown and reported', () => {
    const text = told(folder);
    expect(text).toContain('**Open it**: done');
    expect(text).toContain('It says it says refused.');
  });

  test('is replayed: what depends on its readings is compared, the steps themselves are named and left out', () => {
    const { result } = replayRecord(folder);
    expect(result).toMatchObject({ same: true, left_out: ['port', 'closed/open'] });
    expect(result.decisions).toBeGreaterThan(10);
  });

  test('is not resumed by it', () => {
    expect(unheardOf(readRecord(folder).plan)).toEqual(['port (knock)', 'closed/open (crowbar)']);
  });
});

describe('a record of a newer minor version', () => {
  const newer = (body: object, like: RunEvent): RunEvent => ({ ...like, ...(body as EventBody) });
  const folder = record(TEXT, (event) => {
    if (event.type === 'causes.ranked')
      return [event, newer({ type: 'run.blessed', data: { by: { name: 'bob' } } }, event)];
    return [event];
  });

  test('is shown, reported and replayed; types of event that are not known are named', () => {
    expect(told(folder)).toContain('**Open it**: done');
    expect(replayRecord(folder).result).toMatchObject({ same: true, left_out: ['run.blessed'] });
  });

  test('with a reason that is not known is shown with the name of the reason', () => {
    const odd = record(TEXT, (event) =>
      event.type === 'step.settled'
        ? [{ ...event, data: { ...event.data, why: { code: 'cosmic_ray', energy: 3 } } } as unknown as RunEvent]
        : [event],
    );
    expect(told(odd)).toContain('cosmic ray');
    expect(replayRecord(odd).result).toMatchObject({ same: false });
  });
});

describe('a record whose runbook cannot be read at all', () => {
  const folder = record('{ "firebreak": [');

  test('is shown and reported from its events alone', () => {
    expect(told(folder)).toContain('**Open it**: done');
  });

  test('is not replayed, in one sentence', () => {
    expect(() => replayRecord(folder)).toThrow(/cannot be read by this program: line 1/);
  });
});

describe('a record that a newer program has led', () => {
  const by = (rules: unknown) => {
    const [first, ...rest] = EVENTS;
    if (first?.type !== 'run.opened') throw new Error('it does not begin with its opening');
    const runbook = { ...first.data.runbook, text: TEXT };
    return writtenRecord([{ ...first, data: { ...first.data, runbook, rules } } as RunEvent, ...rest]);
  };

  test('by rules that this one does not know is shown, and not decided anew', () => {
    const folder = by(RULES + 1);
    expect(() => replayRecord(folder)).toThrow(
      /is led by rules \d+ of a newer firebreak; this program knows them up to/,
    );
    expect(() => mustKnowAll(readRecord(folder), 'resume')).toThrow(/newer firebreak/);
    told(folder);
  });

  test.each([['three'], [0], [2.5], [null]])(
    'by what is no number of rules (%j) does not say how it was opened',
    (rules) => {
      expect(() => readRecord(by(rules))).toThrow(/does not say what the run was opened with/);
    },
  );
});
