// The report as a page: whatever a run has seen, nothing of it works there, nothing is loaded, and what decides comes first.

import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { RunEvent } from '../../../src/model/event.ts';
import { reportHtml } from '../../../src/views/report/html/page.ts';
import { POLICY, STYLE } from '../../../src/views/report/html/style.ts';
import { reportOf } from '../../../src/views/report/report.ts';
import { bad, good, planOfText, simulate } from '../../support/engine/simulated-run.ts';

const ATTACKS = [
  '</script><script>alert(1)</script>',
  '</style><style>body{background:url(http://evil.test/x)}',
  '<img src=x onerror=alert(1)>',
  `"' onmouseover="alert(1)`,
  '</pre></details><svg onload=alert(1)>',
  '\u202egnp.exe\u2066\u200b\x1b]0;x\x07\x1b[2J\x00\x9b3Jx',
  '&lt;b&gt;&#x3c;i&#x3e;',
];
const HOSTILE = ATTACKS.join(' ');

const plan = planOfText(`
firebreak: 1
id: test
title: 'The page is gone ${ATTACKS[0]}'
severity: high
triggers: [{ title: 'It is broken <b>', when: "!ping.ok" }]
defaults: { redis: { url: redis://localhost:6379 } }
diagnose: [{ id: ping, redis: PING }]
causes:
  - id: down
    title: 'Redis is down <i>'
    when: "!ping.ok"
    because: "It says: \${{ ping.error.message }}"
    resolve:
      - { id: start, title: 'Start <u>', shell: [systemctl, start, '<redis>'], risk: change, goal: ping.ok, within: 10s }
  - { id: hangs, title: Redis hangs, when: ping.error.kind == "timeout" }
verify: [{ title: It works <s>, goal: ping.ok }]
prevent: ['Do \`this\` <em>']
`);

function run() {
  let ran = false;
  return simulate(plan, {
    perform: (step) => {
      if (step === 'down/start') ran = true;
      if (step.startsWith('down/')) return good({ exit_code: 0 });
      return ran ? good() : bad('refused', { error: { kind: 'refused', code: HOSTILE, message: HOSTILE } });
    },
    opened: { host: HOSTILE, user: HOSTILE },
  }).events;
}

function page(): string {
  const events = run();
  const last = events.at(-1) as RunEvent;
  const note = {
    ...last,
    type: 'note.added',
    data: { text: HOSTILE },
    actor: { kind: 'human', name: HOSTILE },
  } as RunEvent;
  const wrote = events.map(
    (event): RunEvent =>
      event.type === 'step.finished' && event.data.exec.startsWith('down/start')
        ? {
            ...event,
            data: {
              ...event.data,
              outputs: [{ stream: 'stdout', bytes: 9, stored_bytes: 9, cut: false, text: HOSTILE }],
            },
          }
        : event,
  );
  const marked = {
    cause: HOSTILE,
    other: null,
    helped: { [HOSTILE]: true },
    notes: [{ by: HOSTILE, at: HOSTILE, text: HOSTILE }],
    by: HOSTILE,
    at: HOSTILE,
  };
  return reportHtml(reportOf(plan, [...wrote.slice(0, -1), note, last], { head: { seq: 1, hash: HOSTILE }, marked }));
}

const TAGS = new Set(
  `html head meta link title style body main header footer section h1 h2 h3 p strong b small code pre ul ol li dl dt dd
   div span details summary table tbody tr th td time br svg rect line path figure figcaption !doctype`.split(/\s+/),
);

describe('a page of a hostile world', () => {
  const text = page();

  test('holds nothing that works: only tags and attributes of its own, and no control character', () => {
    const tags = [...text.matchAll(/<\/?([a-z!][a-z0-9]*)([^>]*)>/gi)];
    expect(tags.flatMap(([, tag = '']) => (TAGS.has(tag) ? [] : [tag]))).toEqual([]);
    const attributes = tags.flatMap(([, , rest = '']) =>
      [...rest.matchAll(/([a-zA-Z-]+)(?==|\s|$)/g)].map(([, name]) => name),
    );
    expect(attributes.filter((name = '') => /^on/i.test(name) || name === 'style' || name === 'src')).toEqual([]);
    expect(text).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/);
    expect(text.match(/href="[^"]*"/g)).toEqual(['href="data:,"']);
  });

  test('shows what was written as it was written', () => {
    expect(text).toContain('&lt;img src=x onerror=alert(1)&gt;');
    expect(text).toContain('&amp;lt;b&amp;gt;');
  });
});

test('the policy lets a browser apply the style of the page, and load or run nothing', () => {
  const digest = createHash('sha256').update(STYLE).digest('base64');
  // Where the style has changed, this is the digest to write beside it.
  expect(POLICY).toContain(`style-src 'sha256-${digest}'`);
  expect(POLICY).toMatch(/^default-src 'none';/);
  const text = page();
  expect(text).toContain(`<style>${STYLE}</style>`);
  expect(text.indexOf('Content-Security-Policy')).toBeLessThan(text.indexOf('<title>'));
});

test('what decides comes first', () => {
  const text = page();
  const order = [
    '<strong>Resolved</strong>',
    '<dt>Impact</dt>',
    '<dt>Cause</dt>',
    'What was changed',
    'How it was verified',
    'Follow-ups',
    '<h2>Times</h2>',
    '<h2>Causes</h2>',
    'What took how long',
    '<h2>Timeline</h2>',
  ].map((part) => text.indexOf(part));
  expect(order).not.toContain(-1);
  expect(order).toEqual(order.toSorted((a, b) => a - b));
  expect(text).toContain('Do <code>this</code> &lt;em&gt;');
});
