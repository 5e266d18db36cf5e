// What systemd knows of units: the properties that it prints for programs, `Name=value` by `Name=value`.

import type { Json } from '../../model/json.ts';
import type { Fields } from '../failure.ts';
import { listening, processes } from './listens.ts';
import { listeningThere } from './listens-there.ts';
import { type Asking, asked } from './systemctl.ts';

/** One unit: its own name, whatever it was asked by, and its fields. */
export interface Unit {
  readonly name: string;
  readonly fields: Fields;
}

const PROPERTIES = [
  'Id',
  'LoadState',
  'ActiveState',
  'SubState',
  'Result',
  'NRestarts',
  'StateChangeTimestamp',
  'MainPID',
  'ExecMainCode',
  'ExecMainStatus',
  'ControlGroup',
];

/** Units by name. One that is not there is one whose `exists` is false. */
export async function unitsNamed(names: readonly string[], asking: Asking): Promise<readonly Unit[]> {
  if (names.length === 0) return [];
  const args = ['show', `--property=${PROPERTIES.join(',')}`, '--', ...names];
  const { stdout } = await asked('systemctl', args, asking);
  const blocks = stdout.text.split(/\n\s*\n/).map(propertiesIn);
  const portsOf = await portsOn(asking, blocks);
  const units = blocks
    .filter((block) => block.has('Id'))
    .map((block): Unit => ({ name: block.get('Id') ?? '', fields: fieldsOf(block, portsOf) }));
  // An alias is the same unit once more.
  return units.filter(({ name }, index) => units.findIndex((one) => one.name === name) === index);
}

/** What tells the ports of a control group. */
async function portsOn(
  asking: Asking,
  units: readonly Properties[],
): Promise<(group: string) => readonly number[] | undefined> {
  if (asking.on === undefined) {
    const running = processes();
    return (group) => listening(group, running);
  }
  const groups = units.filter((unit) => unit.has('Id')).map((unit) => unit.get('ControlGroup') ?? '');
  const found = await listeningThere(asking.on, groups, asking);
  return (group) => found.get(group);
}

/** Units that fit a pattern, loaded or only installed; services, unless the pattern ends in a type. */
export async function unitsLike(pattern: string, asking: Asking): Promise<readonly Unit[]> {
  const isTyped = /\.(?:service|socket|timer|target|mount|path|slice|scope|device|swap|automount)$/.test(pattern);
  const type = isTyped ? [] : ['--type=service'];
  const listed = async (what: readonly string[]): Promise<readonly string[]> => {
    const args = [...what, '--full', '--no-legend', ...type, '--', pattern];
    const { stdout } = await asked('systemctl', args, asking);
    return stdout.text.split('\n').flatMap((line) => /^\s*(\S+)/.exec(line)?.[1] ?? []);
  };
  const loaded = await listed(['list-units', '--all', '--plain']);
  const installed = await listed(['list-unit-files']);
  // A template is no unit before it has an instance.
  const names = [...new Set([...loaded, ...installed])].filter((name) => !name.includes('@.'));
  const units = await unitsNamed(names, asking);
  return units.filter(({ fields }) => fields['exists'] === true);
}

type Properties = ReadonlyMap<string, string>;

function propertiesIn(block: string): Properties {
  const pairs = block.split('\n').flatMap((line): (readonly [string, string])[] => {
    const at = line.indexOf('=');
    return at < 0 ? [] : [[line.slice(0, at), line.slice(at + 1)]];
  });
  return new Map(pairs);
}

/** States in which a unit does its work (org.freedesktop.systemd1(5), ActiveState). */
const AT_WORK = ['active', 'reloading', 'refreshing'];

function fieldsOf(unit: Properties, portsOf: (group: string) => readonly number[] | undefined): Fields {
  const pid = Number(unit.get('MainPID') ?? 0);
  const state = unit.get('ActiveState') ?? '';
  const fields: Readonly<Record<string, Json | undefined>> = {
    exists: unit.get('LoadState') !== 'not-found',
    load_state: unit.get('LoadState') ?? '',
    active: AT_WORK.includes(state),
    state,
    sub_state: unit.get('SubState') ?? '',
    result: unit.get('Result'),
    restarts: numberIn(unit.get('NRestarts')),
    since: timeIn(unit.get('StateChangeTimestamp')),
    main_pid: pid > 0 ? pid : undefined,
    exit_status: exitStatus(unit),
    listens: portsOf(unit.get('ControlGroup') ?? ''),
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Fields;
}

const numberIn = (text: string | undefined): number | undefined => {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
};

/** `Sun 2026-11-29 09:37:04 UTC`; other precisions and zones are not asked for. */
function timeIn(text: string | undefined): string | undefined {
  const [, day, time] = /(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.\d+)? UTC$/.exec(text ?? '') ?? [];
  return day === undefined || time === undefined ? undefined : `${day}T${time}Z`;
}

/** `si_code` of waitid(2): by itself, or by a signal, whose number is counted from 128 as shells do. */
function exitStatus(unit: Properties): number | undefined {
  const status = numberIn(unit.get('ExecMainStatus'));
  switch (unit.get('ExecMainCode')) {
    case '1':
      return status;
    case '2':
    case '3':
      return status === undefined ? undefined : 128 + status;
    default:
      return undefined;
  }
}
