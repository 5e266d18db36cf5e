// `systemctl`, `service` and `journalctl` to steps of kind systemd.

import type { Given } from './given.ts';
import { optionsOf } from './options.ts';

const UNIT = /^[\w:.\\@-]+$/;

/** A call of systemd's programs; null where it is another program, or asks for more than the kind can say. */
export function toSystemd(words: readonly string[]): Given | null {
  const [program, ...rest] = words;
  if (program === 'journalctl') return journalOf(rest);
  if (program === 'service') return ofUnit(rest[1] ?? '', rest.length === 2 ? [rest[0] ?? ''] : []);
  if (program !== 'systemctl') return null;
  const read = optionsOf(rest, {
    valued: ['-n', '--lines'],
    flags: ['--no-pager', '-l', '--full', '-q', '--quiet', '--now'],
  });
  const [verb = '', ...units] = read?.operands ?? [];
  if (read === null || read.options.has('--now')) return null;
  if (verb === 'list-units' && units.length === 1)
    return { kind: 'systemd', value: { list: units[0] }, effect: 'read', readsWhole: true };
  return ofUnit(verb, units);
}

function ofUnit(verb: string, units: readonly string[]): Given | null {
  const [unit, ...others] = units;
  if (unit === undefined || others.length > 0 || !UNIT.test(unit)) return null;
  switch (verb) {
    case 'status':
    case 'is-active':
    case 'show':
      return { kind: 'systemd', value: { unit }, effect: 'read', readsWhole: true };
    case 'start':
      return { kind: 'systemd', value: { start: unit }, effect: 'change' };
    case 'restart':
    case 'stop':
      return { kind: 'systemd', value: { [verb]: unit }, effect: 'disrupt' };
    case 'reset-failed':
      return { kind: 'systemd', value: { reset_failed: unit }, effect: 'change' };
    default:
      return null;
  }
}

function journalOf(words: readonly string[]): Given | null {
  const read = optionsOf(words, {
    valued: ['-u', '--unit', '-n', '--lines'],
    flags: ['--no-pager', '-e', '-x', '-xe', '-l'],
  });
  if (read === null || read.operands.length > 0) return null;
  const [unit, ...others] = [...(read.options.get('-u') ?? []), ...(read.options.get('--unit') ?? [])];
  const lines = (read.options.get('-n') ?? read.options.get('--lines'))?.[0];
  if (unit === undefined || others.length > 0 || !UNIT.test(unit) || (lines !== undefined && !/^\d+$/.test(lines)))
    return null;
  return {
    kind: 'systemd',
    value: { journal: unit, ...(lines === undefined ? {} : { lines: Number(lines) }) },
    effect: 'read',
    readsWhole: true,
  };
}
