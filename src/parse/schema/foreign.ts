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
  ['a workflow of PagerDuty', (root) => /workflow/.test(wordAt(root, 'type')) && has(root, 'steps')],
];

const has = (root: Node, key: string): boolean => at(root, key) !== undefined;

const inItems = (root: Node, key: string): boolean => root.kind === 'list' && root.items.some((item) => has(item, key));

function wordAt(root: Node, key: string): string {
  const found = at(root, key);
  return isText(found) ? found.value : '';
}

/** Reports a file that is another tool's; whether it is. */
export function isForeign(root: Node, problems: Problems): boolean {
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
