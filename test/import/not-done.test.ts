// What a page warns of, forbids, shows as an example, tells of the past or names to take something back: none of it becomes a step.

import { setFlagsFromString } from 'node:v8';
import { expect, test } from 'vitest';
import { importPage } from '../../src/import/import.ts';
import type { Runbook } from '../../src/model/runbook.ts';
import { parseRunbook } from '../../src/parse/runbook.ts';

setFlagsFromString('--enable-experimental-regexp-engine');

/** The runbook of a page with one step that is certain, and this beside it. */
function runbookOf(text: string): Runbook {
  const made = importPage({ name: 'page.md', text });
  if (!made.ok) throw new Error(made.error.message);
  const { runbook, diagnostics } = parseRunbook({ file: `${made.value[0]?.id}.yaml`, text: made.value[0]?.text ?? '' });
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  if (runbook === undefined) throw new Error('it is not valid');
  return runbook;
}

const page = (inside: string): string => `# Cache is full

## Symptoms

- Writes fail

## Diagnosis

\`\`\`sh
uptime
\`\`\`

## Resolution

Restart the cache:

\`\`\`sh
systemctl restart cache
\`\`\`

${inside}
`;

const stepsOf = ({ probes, causes }: Runbook) => [...probes, ...causes.flatMap(({ resolve }) => resolve)];
const shapesOf = (runbook: Runbook): string => JSON.stringify(stepsOf(runbook).map(({ shape }) => shape));

test('what is certain is a step', () => {
  expect(shapesOf(runbookOf(page('')))).toContain('cache');
});

const FLUSH = 'redis-cli -h cache FLUSHALL';
test.each([
  ['a list below a label', `Do not run any of these:\n\n- \`${FLUSH}\`\n- \`rm -rf /data\``],
  [
    'a table below a label',
    `Do not run any of these:\n\n| Command | Why |\n| --- | --- |\n| \`${FLUSH}\` | all is lost |`,
  ],
  ['two fences below a label', `Do not run these:\n\n\`\`\`sh\nuname\n\`\`\`\n\n\`\`\`sh\n${FLUSH}\n\`\`\``],
  ['under no circumstances', `Under no circumstances:\n\n\`\`\`sh\n${FLUSH}\n\`\`\``],
  ['under no circumstances, in a sentence', `Under no circumstances run \`${FLUSH}\` here.`],
  ['under no circumstances, in an item', `- Under no circumstances flush it with \`${FLUSH}\``],
  ['must never be run', `The following must never be run in production:\n\n\`\`\`sh\n${FLUSH}\n\`\`\``],
  ['must never be run, of a command in code', `\`${FLUSH}\` must never be run.`],
  ['a bad idea', `It is a bad idea to use \`${FLUSH}\`.`],
  ['a condition', `If it is the primary, never run:\n\n\`\`\`sh\n${FLUSH}\n\`\`\``],
  ['a comment and a blank line', `\`\`\`sh\n# never on the primary\n\n${FLUSH}\n\`\`\``],
  ['a comment behind the command', `\`\`\`sh\n${FLUSH}  # never do this in production\n\`\`\``],
  ['a comment over several', `\`\`\`sh\n# do not run any of these\nuname\n\n${FLUSH}\n\`\`\``],
  ['last time', `Last time we ran:\n\n\`\`\`sh\n${FLUSH}\n\`\`\``],
  ['a date', `On 12 March we fixed it with:\n\n\`\`\`sh\n${FLUSH}\n\`\`\``],
  ['the past, in a sentence', `We restarted it and ran \`${FLUSH}\`, which helped.`],
  ['the past, in an item', `- Then the on-call flushed it with \`${FLUSH}\``],
  ['an example', `Example:\n\n\`\`\`sh\n${FLUSH}\n\`\`\``],
  ['an example session', `## Example session\n\n\`\`\`console\n$ ${FLUSH}\nOK\n\`\`\``],
  ['sample output', `Sample output:\n\n\`\`\`\n$ ${FLUSH}\nOK\n\`\`\``],
  ['the last incident', `## What we did last time\n\n\`\`\`sh\n${FLUSH}\n\`\`\``],
  ['a timeline', `## Timeline\n\n- 10:04 ran \`${FLUSH}\``],
])('%s', (_, inside) => {
  expect(shapesOf(runbookOf(page(inside)))).not.toMatch(/FLUSHALL|rm -rf/);
});

test.each([
  ['a command beside one that is forbidden', 'Run `systemctl reload cache`, never `rm -rf /data`.'],
  ['after something has been done', 'After you have drained it, run `systemctl reload cache`.'],
  ['a state in a condition', 'If it was killed by the kernel, run `systemctl reload cache`.'],
  ['an order with an example', 'Reload it, for example:\n\n```sh\nsystemctl reload cache\n```'],
  ['what follows a warning', 'Do not run `rm -rf /data`.\n\n```sh\nsystemctl reload cache\n```'],
  [
    'what follows a comment that forbids',
    '```sh\n# never on the primary\nrm -rf /data\n\n# reload it\nsystemctl reload cache\n```',
  ],
])('%s is done', (_, inside) => {
  const shapes = shapesOf(runbookOf(page(inside)));
  expect(shapes).toMatch(/reload/);
  expect(shapes).not.toMatch(/rm -rf/);
});

const BACK = '```sh\nsystemctl stop cache\n```';

test('a section that takes back the only change is the undo of it', () => {
  const runbook = runbookOf(page(`## Rollback\n\n${BACK}`));
  const steps = runbook.causes.flatMap(({ resolve }) => resolve);
  expect(steps).toHaveLength(1);
  expect(JSON.stringify(steps[0]?.undo.map(({ shape }) => shape))).toContain('"stop":"cache"');
});

test('a section that takes back several changes is a note', () => {
  const runbook = runbookOf(
    page(`Then reload the proxy:\n\n\`\`\`sh\nnginx -s reload\n\`\`\`\n\n## Rollback\n\n${BACK}`),
  );
  const steps = runbook.causes.flatMap(({ resolve }) => resolve);
  expect(steps).toHaveLength(2);
  expect(JSON.stringify(steps.map(({ shape, undo }) => [shape, undo]))).not.toContain('stop');
});

test('a label below a step names what takes that step back', () => {
  const runbook = runbookOf(
    page(`Then reload the proxy:\n\n\`\`\`sh\nnginx -s reload\n\`\`\`\n\n**Rollback:**\n\n${BACK}`),
  );
  const steps = runbook.causes.flatMap(({ resolve }) => resolve);
  expect(steps.map(({ undo }) => undo.length)).toEqual([0, 1]);
});

test('where a page has nothing else to do, rolling back is what to do', () => {
  const text = '# Bad release\n\n## Symptoms\n\n- Errors\n\n## Rollback\n\n```sh\nhelm rollback shop 3\n```\n';
  expect(shapesOf(runbookOf(text))).toContain('helm rollback');
});
