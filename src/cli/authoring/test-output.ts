// What `firebreak test` prints: lines for people, one JSON document, or JUnit XML for a CI server.

import { sanitizeLine } from '../../redact/sanitize.ts';
import { type Part, type PartKind, percent } from '../../scenario/coverage.ts';
import { sourceAndSaw } from '../../views/blocks/evidence-lines.ts';
import { count } from '../../views/text/text.ts';
import { evidenceFor, passes, type Tested, type TestedFile } from './scenario-file.ts';

/** A file in lines: every scenario that fails with its first difference and why, and what has been tried. */
export function fileLines(file: TestedFile, { uncovered }: { readonly uncovered: boolean }): readonly string[] {
  return [
    `${file.path}: ${count(file.scenarios.length, 'scenario')} of ${file.runbook}`,
    ...file.scenarios.flatMap((tested) => scenarioLines(file, tested)),
    coverageLine(file.parts),
    ...(uncovered
      ? file.parts
          .filter(({ tried }) => !tried)
          .map(({ kind, name }) => `  not tried: ${KINDS[kind][0]} ${sanitizeLine(name)}`)
      : []),
  ];
}

function scenarioLines(file: TestedFile, tested: Tested): readonly string[] {
  const { title, line, trouble, differences, found } = tested;
  if (passes(tested)) return [`  ok    ${sanitizeLine(title)}`];
  const head = `  FAIL  ${sanitizeLine(title)} (${file.path}:${line})`;
  const [first] = differences;
  if (trouble !== null || first === undefined) return [head, `          ${sanitizeLine(trouble ?? '')}`];
  return [
    head,
    `          ${first.what}: expected ${first.expected}, found ${first.found}`,
    ...first.about.flatMap((cause) => causeLines(tested, cause)),
    ...(differences.length > 1
      ? [
          `          also different: ${differences
            .slice(1)
            .map(({ what, expected, found: seen }) => `${what} (expected ${expected}, found ${seen})`)
            .join('; ')}`,
        ]
      : []),
    ...(found === null ? [] : [`          what happened: ${happened(found)}`]),
  ];
}

function causeLines(tested: Tested, cause: string): readonly string[] {
  const ranked = evidenceFor(tested, cause);
  if (ranked === undefined) return [];
  return [
    `          ${cause} is ${ranked.verdict.replace('_', ' ')}:`,
    ...ranked.lines.map((one) => `            ${one.truth.padEnd(8)}${sourceAndSaw(one)}`),
  ];
}

function happened({ cause, steps, outcome, asked }: NonNullable<Tested['found']>): string {
  const parts = [
    cause.length === 0 ? 'no cause was chosen' : `cause ${cause.join(', then ')}`,
    steps.length === 0 ? 'nothing was carried out' : `carried out ${steps.join(', ')}`,
    ...(asked.length === 0 ? [] : [`asked for ${asked.join(', ')}`]),
    outcome.replace('_', ' '),
  ];
  return parts.join('; ');
}

const KINDS: Readonly<Record<PartKind, readonly [one: string, many: string]>> = {
  cause: ['cause', 'causes'],
  line: ['line', 'lines'],
  step: ['step', 'steps'],
  if: ['if', 'ifs'],
  escalation: ['escalation', 'escalations'],
  goal: ['goal', 'goals'],
};

/** How much of a runbook was tried, in one line. */
function coverageLine(parts: readonly Part[]): string {
  const kinds = (Object.keys(KINDS) as readonly PartKind[]).flatMap((kind) => {
    const all = parts.filter((part) => part.kind === kind);
    return all.length === 0 ? [] : [`${KINDS[kind][1]} ${all.filter(({ tried }) => tried).length}/${all.length}`];
  });
  return `  coverage ${percent(parts)} %${kinds.length === 0 ? '' : `: ${kinds.join(', ')}`}`;
}

/** The last line: what passed and what did not. */
export function totalLine(files: readonly TestedFile[]): string {
  const all = files.flatMap(({ scenarios }) => scenarios);
  const passed = all.filter(passes).length;
  return `${passed} passed, ${all.length - passed} failed`;
}

/** Everything as data. */
export function testJson(files: readonly TestedFile[]): unknown {
  return files.map(({ path, runbook, scenarios, parts }) => ({
    file: path,
    runbook,
    coverage: {
      percent: percent(parts),
      not_tried: parts.filter(({ tried }) => !tried).map(({ kind, name }) => ({ kind, name })),
    },
    scenarios: scenarios.map((tested) => ({
      title: tested.title,
      line: tested.line,
      passed: passes(tested),
      ...(tested.trouble === null ? {} : { trouble: tested.trouble }),
      differences: tested.differences.map(({ what, expected, found }) => ({ what, expected, found })),
      found:
        tested.found === null
          ? null
          : {
              cause: tested.found.cause,
              verdicts: Object.fromEntries(tested.found.ranking.map(({ id, verdict }) => [id, verdict])),
              steps: tested.found.steps,
              skipped: tested.found.skipped,
              asked: tested.found.asked,
              outcome: tested.found.outcome,
            },
    })),
  }));
}

/** JUnit XML, as CI servers read it: a test suite a file, a test case a scenario. */
export function junit(files: readonly TestedFile[]): string {
  const suites = files.map((file) => {
    const cases = file.scenarios.map((tested) => {
      const open = `    <testcase classname="${xml(file.runbook)}" name="${xml(tested.title)}" file="${xml(file.path)}" line="${tested.line}" time="0"`;
      if (passes(tested)) return `${open}/>`;
      const lines = scenarioLines(file, tested)
        .slice(1)
        .map((line) => line.trim());
      return `${open}>\n      <failure message="${xml(lines[0] ?? '')}">${xml(lines.join('\n'))}</failure>\n    </testcase>`;
    });
    const failures = file.scenarios.filter((tested) => !passes(tested)).length;
    return `  <testsuite name="${xml(file.path)}" tests="${file.scenarios.length}" failures="${failures}" errors="0" skipped="0">\n${cases.join('\n')}\n  </testsuite>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${suites.join('\n')}\n</testsuites>\n`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

// XML 1.0 has no control characters, escaped or not.
const xml = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML may not hold
  text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '�')
    .replace(/[&<>"]/g, (char) => ENTITIES[char] ?? char);
