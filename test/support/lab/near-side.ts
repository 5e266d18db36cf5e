// The lab's Redis seen from its own host, past every fault of the path to it: who it is, how it is set, and which commands
// that change a server it was given. A witness that Firebreak knows nothing of.

import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { askSupervisor } from '../../../src/lab/control.ts';
import type { Lab } from '../../../src/lab/lab.ts';

/** What the near side says. */
export interface NearSide {
  /** Process id; 0 while it is stopped. */
  readonly pid: number;
  /** Settings by name; empty while it does not answer. */
  readonly settings: Readonly<Record<string, string>>;
  /** How often each command that changes a server was called since it started, as INFO names it; only those that were. */
  readonly changing: Readonly<Record<string, number>>;
}

/** A Redis that hangs is not waited for. */
const PATIENCE_MS = 1000;

const SETTINGS = ['maxmemory', 'maxmemory-policy', 'maxclients', 'save', 'appendonly', 'timeout'];

/** `config|get` and the like change nothing, and commands on keys are the application's daily work. */
const CHANGING =
  /^cmdstat_(bgsave|save|bgrewriteaof|flushall|flushdb|shutdown|debug|replicaof|slaveof|failover|swapdb|config\|set|config\|rewrite|config\|resetstat|client\|kill|client\|pause|client\|unpause|script\|kill|script\|flush|function\|flush|acl\|setuser|acl\|deluser):calls=(\d+)/gm;

/** Looks at Redis from its own host. Where it does not answer, settings and commands are empty. */
export async function nearSide(lab: Lab): Promise<NearSide> {
  const silent = { settings: {}, changing: {} };
  const [status, said] = await Promise.all([
    askSupervisor(controlOf(lab), { do: 'status' }),
    Promise.race([ask(lab).catch(() => silent), sleep(PATIENCE_MS, silent)]),
  ]);
  return { pid: status.pid ?? 0, ...said };
}

async function ask(lab: Lab): Promise<Omit<NearSide, 'pid'>> {
  const values = await Promise.all(SETTINGS.map((name) => nearCommand(lab, 'CONFIG', 'GET', name)));
  const settings = values.map((text) => JSON.parse(text) as [string, string]);
  const stats = await nearCommand(lab, 'INFO', 'commandstats');
  const changing = [...stats.matchAll(CHANGING)].map(([, name = '', calls]) => [name, Number(calls)] as const);
  return { settings: Object.fromEntries(settings), changing: Object.fromEntries(changing) };
}

/** Whether it could be asked. */
export const answered = ({ settings }: NearSide): boolean => Object.keys(settings).length > 0;

/** One command from the near side; throws what Redis answers when that is an error. */
export async function nearCommand(lab: Lab, ...argv: readonly string[]): Promise<string> {
  const { code, text } = await askSupervisor(controlOf(lab), { do: 'command', argv });
  if (code !== 0) throw new Error(text);
  return text;
}

/** Settings that differ, by name. */
export function setSince(before: NearSide, after: NearSide): readonly string[] {
  if (!answered(before) || !answered(after)) return [];
  return SETTINGS.filter((name) => before.settings[name] !== after.settings[name]);
}

/** What was called more often in `after` than in `before`, by how much. */
export function calledSince(before: NearSide, after: NearSide): Readonly<Record<string, number>> {
  const more = Object.entries(after.changing).map(
    ([name, calls]) => [name, calls - (before.changing[name] ?? 0)] as const,
  );
  return Object.fromEntries(more.filter(([, calls]) => calls !== 0));
}

const controlOf = ({ folder }: Lab): string => join(folder, 'control.sock');
