// What has to fit together in a configuration: people and approvals, rules and runbooks.

import { storeAddress } from '../../fleet/address.ts';
import { didYouMean } from '../../model/nearest.ts';
import { RISKS } from '../../model/risk.ts';
import { at, itemsAt, keySpan, type Node, textAt } from '../../parse/yaml/node.ts';
import type { Problems } from '../../parse/yaml/problems.ts';
import type { ServeConfig } from './config.ts';
import type { ServeSurroundings } from './surroundings.ts';

/** Names and tokens are those of one person, and who has to approve is there. */
export function checkPeople(root: Node, config: ServeConfig, problems: Problems): void {
  const nodes = itemsAt(root, 'people');
  for (const key of ['name', 'token_sha256'] as const) {
    const seen = new Set<string>();
    for (const node of nodes) {
      const value = textAt(node, key) ?? '';
      if (seen.has(value))
        problems.add('error', at(node, key) ?? node, {
          code: 'duplicate-id',
          message: key === 'name' ? `another person is called "${value}"` : 'another person has this token',
          help: key === 'name' ? 'a name stands for one person in every record' : 'give everybody a token of her own',
        });
      seen.add(value);
    }
  }
  const teams = [...new Set(config.people.flatMap(({ team }) => team ?? []))];
  for (const risk of RISKS) {
    const node = at(at(root, 'approvals'), risk);
    const rule = config.approvals[risk];
    if (node === undefined || rule === undefined) continue;
    const by = at(node, 'by');
    if (rule.by !== null && by !== undefined && !teams.includes(rule.by))
      problems.add('error', by, {
        code: 'unknown-name',
        message: `nobody is in the team "${rule.by}"${didYouMean(rule.by, teams)}`,
        help: 'a person is in a team by `team` under `people`',
      });
    const may = config.people.filter(({ team }) => rule.by === null || team === rule.by).length;
    const needed = rule.people + (rule.not_requester ? 1 : 0);
    // Behind a proxy there may be people of whom only their name is known.
    if (may > 0 && may < rule.people)
      problems.add('error', keySpan(node, 'people'), {
        code: 'value',
        message: `${rule.people} people have to approve, and only ${may} may`,
        help: `nobody could approve a step of the risk ${risk}`,
      });
    else if (may > 0 && may < needed)
      problems.add('warning', keySpan(node, 'not_requester'), {
        code: 'value',
        message: 'who begins a run does not count, so that nobody could approve what one of them began',
        help: 'add people, or lower their number',
      });
  }
  const then = at(at(root, 'waiting'), 'then');
  const name = config.waiting?.also ?? null;
  const known = [...teams, ...config.people.map(({ name: one }) => one)];
  if (name !== null && then !== undefined && known.length > 0 && !known.includes(name))
    problems.add('warning', then, {
      code: 'unknown-name',
      message: `"${name}" is neither a person nor a team of this file${didYouMean(name, known)}`,
      help: 'whoever is named stands in what is told, and needs to be there to answer',
    });
}

/** Rules name runbooks and inputs that are there, and each can be come to. */
export function checkPolicy(root: Node, { runbooks }: ServeSurroundings, problems: Problems): void {
  const seen = new Set<string>();
  for (const node of itemsAt(root, 'policy')) {
    const named = at(node, 'runbook');
    const runbook = textAt(node, 'runbook') ?? '';
    if (named === undefined) continue;
    const inputs = runbooks?.get(runbook);
    if (runbooks !== null && runbook !== '*' && inputs === undefined)
      problems.add('error', named, {
        code: 'unknown-name',
        message: `there is no runbook "${runbook}"${didYouMean(runbook, [...runbooks.keys()])}`,
      });
    if (seen.has(runbook) || seen.has('*'))
      problems.add('error', named, {
        code: 'duplicate-id',
        message: `this rule is never come to: one above it fits "${runbook}" already`,
        help: 'the first rule that fits counts; put the one for `*` last',
      });
    seen.add(runbook);
    checkPlace(root, node, problems);
    const given = at(node, 'inputs');
    if (given?.kind !== 'map') continue;
    for (const name of given.entries.keys())
      if (inputs !== undefined && !inputs.includes(name))
        problems.add('error', keySpan(given, name), {
          code: 'unknown-name',
          message: `${runbook} has no input "${name}"${didYouMean(name, inputs)}`,
        });
  }
}

// What a worker needs is said where it is missing; serve may be given the queue on its command line.
function checkPlace(root: Node, node: Node, problems: Problems): void {
  if (at(node, 'where') === undefined) {
    if (at(node, 'local') !== undefined)
      problems.add('warning', keySpan(node, 'local'), {
        code: 'value',
        message: 'without `where` serve leads its runs itself in any case',
        help: 'leave `local` out, or say with `where` which workers lead them',
      });
    return;
  }
  if (at(root, 'queue') === undefined)
    problems.add('note', keySpan(node, 'where'), {
      code: 'missing-key',
      message: 'its runs are led by workers on other hosts, which serve reaches by a queue',
      help: 'add `queue`, such as redis://queue.example.com:6379, or begin serve with --queue',
    });
}

/** The address of the queue is one, and holds no password: the file is read by many. */
export function checkQueue(root: Node, { queue }: ServeConfig, problems: Problems): void {
  const node = at(root, 'queue');
  if (queue === null || node === undefined) return;
  const read = storeAddress(queue, {});
  if (!read.ok)
    problems.add('error', node, {
      code: 'value',
      message: `this is no address of a queue: ${read.error}`,
      help: 'write it like redis://queue.example.com:6379',
    });
  else if (/^[^/]*:\/\/[^/@]*:[^/@]+@/.test(queue))
    problems.add('error', node, {
      code: 'value',
      message: 'a password does not stand in this file',
      help: 'leave it out here and set the variable FIREBREAK_QUEUE_PASSWORD',
    });
}
