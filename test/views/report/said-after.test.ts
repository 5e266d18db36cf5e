// What people said of a run after the fact, in its report: told, and told apart from what the record says.

import { describe, expect, test } from 'vitest';
import { reportHtml } from '../../../src/views/report/html/page.ts';
import { reportMarkdown } from '../../../src/views/report/markdown.ts';
import type { Marked } from '../../../src/views/report/marked.ts';
import { reportOf } from '../../../src/views/report/report.ts';
import { bad, planOfText, simulate } from '../../support/engine/simulated-run.ts';

const PLAN = planOfText(`
firebreak: 1
id: test
title: The cache is gone
severity: low
triggers: [{ title: It is broken, when: "!ping.ok" }]
defaults: { redis: { url: redis://localhost:6379 } }
diagnose: [{ id: ping, redis: PING }]
causes:
  - id: down
    title: Redis is down
    when: ping.error.kind == "refused"
    resolve:
      - { id: start, title: Start Redis, shell: [systemctl, start, redis], risk: change, goal: ping.ok, within: 10s }
verify: [{ title: It works, goal: ping.ok }]
`);
const HEAD = { seq: 1, hash: 'abc' };

describe('what was said after the fact', () => {
  const { events } = simulate(PLAN, {
    perform: (step) => (step === 'ping' ? bad('refused') : bad('exit', { exit_code: 1 })),
  });
  const at = '2026-03-03T09:00:00.000Z';
  const nothing = { cause: null, other: null, helped: {}, notes: [], by: 'eve', at };
  const told = (marked: Partial<Marked>) => reportOf(PLAN, events, { head: HEAD, marked: { ...nothing, ...marked } });

  test('stands apart from what the record says, which it leaves as it is', () => {
    const report = told({
      cause: 'down',
      helped: { start: false, stop: true },
      notes: [{ by: 'ana', at, text: 'a <b> note' }],
    });
    const { said_after, ...sealed } = report;
    expect(sealed).toEqual({ ...reportOf(PLAN, events, { head: HEAD }), said_after: undefined });
    expect(said_after).toMatchObject({ cause: 'down', cause_title: report.cause?.title, by: 'eve' });
    const text = reportMarkdown(report);
    const part = text.slice(text.indexOf('## Said after the fact, beside the record'), text.indexOf('## Causes'));
    for (const line of ['helped: stop', 'did not help: start', 'ana, 2026-03-03: a &lt;b&gt; note', 'said by eve'])
      expect(part).toContain(`- ${line}`);
  });

  test.each([
    ['a cause that the runbook of then did not have', { cause: 'disk_full' }, 'disk\\_full'],
    ['a cause in words', { other: 'the disk | full' }, 'the disk \\| full (no cause of the runbook)'],
  ])('names %s', (_, marked, words) => {
    expect(reportMarkdown(told(marked))).toContain(`- the cause was: ${words}\n`);
    expect(reportMarkdown(told(marked))).toContain('| Cause, as said afterwards | ');
    expect(reportHtml(told(marked))).toContain('<dt>Cause, as said afterwards</dt>');
  });

  test('is not spoken of where nobody said anything', () => {
    const report = reportOf(PLAN, events, { head: HEAD, marked: null });
    expect(report.said_after).toBeNull();
    for (const text of [reportMarkdown(report), reportHtml(report)])
      expect(text).not.toMatch(/afterwards|after the fact/);
  });
});
