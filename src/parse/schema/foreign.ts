// Files of other tools that are taken for runbooks: told once, and not key by key.

import { at, isText, type Node, startOf } from '../yaml/node.ts';
import type { Problems } from '../yaml/problems.ts';

/** What tells the files of a tool, and what they are called. */
const FILES: readonly (readonly [string, (root: Node) => boolean])[] = [
  ['a workflow of GitHub Actions', (root) => has(root, 'jobs') && has(root, 'on')],
  ['a pipeline of GitLab', (root) => has(root, 'stages') && !has(root, 'id')],
  ['a playbook of Ansible', (root) => inItems(root, 'hosts') && (inItems(root, 'tasks') || inItems(root, 'roles'))],
  ['a list of tasks for Ansible', (root) => inItems(root, 'register') || inItems(root, 'become')],
  ['a job of Rundeck', (root) => inItems(root, 'sequence')],
  ['a resource of Kubernetes', (root) => has(root, 'apiVersion') && has(root, 'kind')],
  ['a file of Compose', (root) => has(root, 'services') && !has(root, 'diagnose')],
  ['a file of alerting rules', (root) => has(root, 'groups') && !has(root, 'diagnose')],
  ['a DAG of Airflow', (root) => has(root, 'dag_id') || has(root, 'schedule_interval')],
  ['a workflow of StackStorm', (root) => has(root, 'version') && has(root, 'tasks')],
  [
    'a document of AWS Systems Manager',
    (root) => has(root, 'schemaVersion') && (has(root, 'mainSteps') || has(root, 'runtimeConfig')),
  ],
  ['a state machine of AWS Step Functions', (root) => has(root, 'StartAt') && has(root, 'States')],
  [
    'a pipeline of Azure',
    (root) => (has(root, 'trigger') || has(root, 'pool')) && (has(root, 'steps') || has(root, 'stages')),
  ],
  ['a configuration of CircleCI', (root) => has(root, 'version') && has(root, 'workflows')],
  ['a workflow of PagerDuty', (root) => /workflow/.test(wordAt(root, 'type')) && has(root, 'steps')],
];

const has = (root: Node, key: string): boolean => at(root, key) !== undefined;

const inItems = (root: Node, key: string): boolean => root.kind === 'list' && root.items.some((item) => has(item, key));

function wordAt(root: Node, key: string): string {
  const found = at(root, key);
  return isText(found) ? found.value : '';
}

/** The files that stand beside each other: what tells them, what they are called, and how their names end. */
const OURS: Readonly<
  Record<'runbook' | 'scenarios' | 'drills' | 'serve', readonly [keys: string, called: string, name: string]>
> = {
  runbook: ['diagnose causes', 'a runbook', '<id>.yaml'],
  scenarios: ['scenarios readings test', 'a file of scenarios', '<id>.test.yaml'],
  drills: ['drills sandboxes drill', 'a file of drills', '<id>.drill.yaml'],
  serve: ['firebreak_serve listen policy', 'a configuration of `firebreak serve`', 'firebreak.serve.yaml'],
};

/** Reports one of our files that has the name of another; whether it is one. */
export function isMisplaced(root: Node, form: keyof typeof OURS, problems: Problems): boolean {
  // Another tool has a key `test`, too; none has two of these.
  const enough = has(root, 'firebreak') ? 1 : 2;
  const is = ([keys]: (typeof OURS)['runbook']): boolean =>
    keys.split(' ').filter((key) => has(root, key)).length >= enough;
  if (is(OURS[form])) return false;
  const found = Object.values(OURS).find(is);
  if (found === undefined) return false;
  problems.add('error', startOf(root), {
    code: 'missing-key',
    message: `this is ${found[1]}, not ${OURS[form][1]}`,
    help: `${found[1]} is called ${found[2]}`,
  });
  return true;
}

/** Reports a file that is another tool's, or another of ours; whether it is. */
export function isForeign(root: Node, problems: Problems): boolean {
  if (isMisplaced(root, 'runbook', problems)) return true;
  if (has(root, 'firebreak') || has(root, 'diagnose') || has(root, 'causes')) return false;
  const found = FILES.find(([, is]) => is(root));
  if (found === undefined) return false;
  problems.add('error', startOf(root), {
    code: 'missing-key',
    message: `this is ${found[0]}, not a runbook`,
    help: '`firebreak new <id>` writes a runbook to start from',
  });
  return true;
}
