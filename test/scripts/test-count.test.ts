// The last line of `npm test`: what the runner reported, and never a good word about a run that broke.

import { expect, test } from 'vitest';
// @ts-expect-error The scripts are plain JavaScript: they run before any package is installed.
import { countTests } from '../../scripts/test-count.mjs';

const FINE = { numPassedTests: 5, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults: [] };

const line = (report: object | undefined, exitCode: number): string => countTests(report, exitCode).line;

test('tests that passed are counted, skipped ones only when there are some', () => {
  expect(line(FINE, 0)).toBe('5 passed, 0 failed');
  expect(line({ ...FINE, numPendingTests: 2, numTodoTests: 1 }, 0)).toBe('5 passed, 0 failed, 3 skipped');
});

test('failed tests are counted once, together with files that could not be loaded', () => {
  const failing = { status: 'failed', assertionResults: [{ status: 'failed' }, { status: 'passed' }] };
  const broken = { status: 'failed', assertionResults: [] };
  const report = { ...FINE, numFailedTests: 1, testResults: [failing, broken] };
  expect(line(report, 1)).toBe('5 passed, 2 failed');
});

test('a bad exit code that nothing explains is a failure', () => {
  expect(line(FINE, 1)).toBe('5 passed, 1 failed');
  expect(countTests(FINE, 1).failed).toBe(1);
});

test('a runner that wrote no report, or ran nothing, has failed', () => {
  expect(line(undefined, 0)).toBe('0 passed, 1 failed');
  expect(line({ ...FINE, numPassedTests: 0 }, 0)).toBe('0 passed, 1 failed');
});
