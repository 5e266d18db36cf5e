// Scripts under `>`, which joins lines, and words of `error.kind` that a kind never says.

import { describe, expect, test } from 'vitest';
import { parseRunbook } from '../../src/parse/runbook.ts';

const runbook = (shell: string, when = 'p.ok'): string => `firebreak: 1
id: test
title: T
severity: low
summary: S
diagnose:
  - id: p
    shell: ${shell}
causes:
  - id: c
    title: C
    when: ${when}
    resolve:
      - manual: Look
`;

function said(text: string): readonly string[] {
  return parseRunbook({ file: 'test.yaml', text }).diagnostics.map(
    ({ severity, message }) => `${severity}: ${message}`,
  );
}

describe('a script under `>`', () => {
  test.each([
    ['>\n      set -e\n      systemctl is-active redis', 'two commands of this script become one'],
    ['>-\n      cat /etc/hostname\n      uptime', 'two commands of this script become one'],
    [
      '>\n      # what runs there\n      systemctl is-active redis',
      'the comment in this script swallows all that follows it',
    ],
    ['>\n      df -P / # the disk\n      | tail -n 1', 'the comment in this script swallows all that follows it'],
    ['\n      script: >\n        date\n        uptime', 'two commands of this script become one'],
  ])('%j is a warning', (shell, message) => {
    expect(said(runbook(shell))).toContainEqual(expect.stringContaining(message));
  });

  test.each([
    '>\n      redis-cli -h db1\n      --latency-history',
    '>\n      systemctl is-active redis\n      && uptime',
    '>\n      systemctl is-active redis |\n      grep -q active',
    '|\n      set -e\n      systemctl is-active redis',
    '>\n      systemctl is-active redis',
    '>\n      set -e\n\n      uptime',
  ])('%j is not', (shell) => {
    expect(said(runbook(shell)).filter((message) => message.includes('joins lines'))).toEqual([]);
  });
});

describe('a word of `error.kind`', () => {
  test.each([
    ['p.error.kind == "exits"', 'error: `p.error.kind` is never "exits"; did you mean "exit"?'],
    ['p.error.kind == "refused"', 'error: `p.error.kind` is never "refused"'],
  ])('that shell never says is an error: %s', (when, message) => {
    expect(said(runbook("'true'", when))).toContainEqual(expect.stringContaining(message));
  });

  test('that it says is none', () => {
    expect(said(runbook("'true'", 'p.error.kind == "exit"')).filter((message) => message.startsWith('error'))).toEqual(
      [],
    );
  });
});
