// An engine that can be killed: carries out one shell step and writes down what a session would, to a file.
// Arguments: the step as JSON, the spool folder, the file; for a step on another host also what names the execution.

import { appendFileSync } from 'node:fs';
import type { Task } from '../../../src/steps/performer.ts';
import { shell } from '../../../src/steps/shell.ts';

const [task = '', spool = '', record = '', mark = ''] = process.argv.slice(2);
const write = (line: unknown): void => appendFileSync(record, `${JSON.stringify(line)}\n`);

const handle = shell.start(JSON.parse(task) as Task<'shell'>, {
  signal: new AbortController().signal,
  spawned: (spawned) => write({ spawned }),
  output: () => {},
  spool,
  mark,
  cwd: process.cwd(),
  write_probe: true,
});
write({ outcome: await handle.done });
