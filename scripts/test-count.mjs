// From the runner's report to the last line of `npm test`. A run that broke is never counted as fine.

/**
 * Counts a vitest JSON report (undefined when the runner wrote none). Files that could not be loaded count as one failed
 * test each; so does a bad exit code that nothing in the report explains, and a run in which nothing ran.
 */
export function countTests(report, exitCode) {
  const passed = report?.numPassedTests ?? 0;
  const skipped = (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0);
  const failed = (report?.numFailedTests ?? 0) + brokenFiles(report);
  const unexplained = failed === 0 && (exitCode !== 0 || passed + skipped === 0);
  const all = { passed, failed: unexplained ? 1 : failed, skipped };
  const tail = skipped > 0 ? `, ${skipped} skipped` : '';
  return { ...all, line: `${all.passed} passed, ${all.failed} failed${tail}` };
}

function brokenFiles(report) {
  const files = report?.testResults ?? [];
  return files.filter(({ status, assertionResults }) => {
    return status === 'failed' && !assertionResults.some((test) => test.status === 'failed');
  }).length;
}
