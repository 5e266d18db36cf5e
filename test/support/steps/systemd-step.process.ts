// Carries out one systemd step where it is started, and prints its outcome: for tests inside a machine that systemd runs.
// Arguments: the step's value as JSON, its time limit in milliseconds.

import { systemd as kind } from '../../../src/kinds/systemd/systemd.ts';
import type { JsonObject } from '../../../src/model/json.ts';
import type { Specs } from '../../../src/model/step.ts';
import { systemd } from '../../../src/steps/systemd.ts';
import { watchedSurroundings } from './surroundings.ts';

const [written = '{}', timeout_ms = '20000'] = process.argv.slice(2);
const shape = JSON.parse(written) as JsonObject;
const spec = kind.spec(shape);
if (!spec.ok) throw new Error(spec.error);
const task = {
  kind: 'systemd',
  spec: spec.value as Specs<string>['systemd'],
  risk: kind.risk(shape, 'action'),
  timeout_ms: Number(timeout_ms),
} as const;
await systemd.prepare?.();
process.stdout.write(JSON.stringify(await systemd.start(task, watchedSurroundings()).done));
