// Steps of kind `systemd`: the state of units of the system manager, the last lines of a unit's journal, or one job for a unit.

import { formatDuration } from '../../model/duration.ts';
import { showText, type TemplateTree, type Text } from '../../model/expression.ts';
import type { Json } from '../../model/json.ts';
import type { Reading } from '../../model/reading.ts';
import type { FieldType, ReadingType } from '../../model/reading-type.ts';
import { unreachable } from '../../model/result.ts';
import type { Risk } from '../../model/risk.ts';
import { alternativesSchema, readAlternative } from '../alternatives.ts';
import { quoteArgument, withoutSecrets } from '../command-line.ts';
import type { Elsewhere } from '../elsewhere.ts';
import { type Fields, given } from '../fields.ts';
import { ofUnit } from '../follows.ts';
import { field, forming } from '../forms.ts';
import { count, type Key, optionalDuration, required, type Shown } from '../keys.ts';
import type { KindDefinition } from '../kind.ts';
import type { Said } from '../said.ts';
import * as said from '../said.ts';
import { actingOn } from '../where.ts';

/** systemd: units looked at, a journal, or one job. */
export type SystemdSpec<T = Text> =
  | { readonly form: 'unit'; readonly unit: T }
  /** A pattern as shells have it; without a type it means services. */
  | { readonly form: 'list'; readonly pattern: T }
  | { readonly form: 'journal'; readonly unit: T; readonly lines: number; readonly since_ms?: number }
  | { readonly form: 'start' | 'restart' | 'stop' | 'reset_failed'; readonly unit: T };

declare module '../../model/step.ts' {
  interface PerformedSpecs<T> {
    readonly systemd: SystemdSpec<T> & Elsewhere;
  }
}

const unit = (shown: Shown): Key<Text> => named(/^[\w:.\\@-]+$/, 'is no name of a unit', shown);

/** Whatever else stands there would be taken for an option, a path or a pattern. */
function named(allowed: RegExp, wrong: string, shown: Shown): Key<Text> {
  return required({ type: 'string', ...shown }, (fields, name) => {
    const text = fields.text(name);
    const known = withoutSecrets(text, 'x');
    if (known !== '' && (!allowed.test(known) || known.startsWith('-'))) fields.refuse(`"${known}" ${wrong}`, [name]);
    return text;
  });
}

const FORMS = {
  kind: 'systemd' as const,
  common: {},
  forms: {
    unit: {
      unit: unit({
        description: 'A unit to look at. One that is not there is a reading too: `exists: false`.',
        examples: ['redis-server'],
      }),
    },
    list: {
      list: named(/^[\w:.\\@*?[\]-]+$/, 'is no pattern of units', {
        description: 'A pattern of units, running or not. Services, unless it names another type.',
        examples: ['redis*'],
      }),
    },
    journal: {
      journal: unit({ description: 'A unit whose journal is read.', examples: ['redis-server'] }),
      lines: count({ description: 'With `journal`: how many of the last lines.', default: 50 }),
      since: optionalDuration({ description: 'With `journal`: only lines of this last time.', examples: ['10m'] }),
    },
    start: {
      start: unit({ description: 'A unit to start. One that runs is left alone.', examples: ['redis-server'] }),
    },
    restart: { restart: unit({ description: 'A unit to stop and start again.', examples: ['redis-server'] }) },
    stop: { stop: unit({ description: 'A unit to stop.', examples: ['worker'] }) },
    reset_failed: {
      reset_failed: unit({
        description: 'A unit whose failure is forgotten, so that it may be started after too many attempts.',
        examples: ['redis-server'],
      }),
    },
  },
};

type Call = keyof typeof FORMS.forms;
const CALLS = Object.keys(FORMS.forms) as readonly Call[];

const RISK_OF: Readonly<Record<Call, Risk>> = {
  unit: 'read',
  list: 'read',
  journal: 'read',
  start: 'change',
  reset_failed: 'change',
  restart: 'disrupt',
  stop: 'disrupt',
};

/** systemd's own words, of systemctl(1) `--state=help` and of org.freedesktop.systemd1(5). */
const LOAD_STATES = ['stub', 'loaded', 'not-found', 'bad-setting', 'error', 'merged', 'masked'];
const STATES = 'active reloading inactive failed activating deactivating maintenance refreshing'.split(' ');
const RESULTS =
  'success resources protocol timeout exit-code signal core-dump watchdog exec-condition oom-kill start-limit-hit'.split(
    ' ',
  );

const UNIT: Readonly<Record<string, FieldType>> = {
  exists: 'bool',
  load_state: { words: LOAD_STATES },
  active: 'bool',
  state: { words: STATES },
  sub_state: 'string',
  result: { words: RESULTS },
  restarts: 'number',
  since: 'string',
  main_pid: 'number',
  exit_status: 'number',
  listens: { list: 'number' },
};

/** The kind `systemd`. */
export const systemd: KindDefinition<'systemd'> = {
  kind: 'systemd',
  by: 'performer',
  schema: alternativesSchema(FORMS, {
    description: 'A unit of systemd: its state, its journal, or a job for it.',
    examples: [{ unit: 'redis-server' }, { restart: 'redis-server' }],
    markdownDescription: [
      'A unit of systemd: its state, its journal, or a job for it.',
      '- `systemd: { unit: redis-server }`',
      '- `systemd: { list: "redis*" }`',
      '- `systemd: { journal: redis-server, lines: 50, since: 10m }`',
      '- `systemd: { start: redis-server }`',
      '- `systemd: { reset_failed: redis-server }`',
      '- `systemd: { restart: redis-server }`',
      '- `systemd: { stop: redis-server }`',
      '',
      'Reading of `unit`: `exists`, `load_state`, `active`, `state`, `sub_state`, `result`, `restarts`, `since`, `main_pid`, `exit_status`, `listens`; of `list`: `units`; of `journal`: `text`, `lines`.',
    ].join('\n'),
    defaultSnippets: [
      { label: 'unit', description: 'State of a unit', body: { unit: '${1:redis-server}' } },
      { label: 'journal', description: 'Last lines of its journal', body: { journal: '${1:redis-server}', lines: 50 } },
    ],
  }),
  ...forming<SystemdSpec>({ decode }),
  risk: (shape) => RISK_OF[callOf(shape)],
  floor: (shape) => RISK_OF[callOf(shape)],
  repeatable: (shape) =>
    callOf(shape) === 'start' || callOf(shape) === 'reset_failed' || RISK_OF[callOf(shape)] === 'read',
  reading,
  follows: (fields, shape) => (callOf(shape) === 'unit' ? ofUnit(fields) : {}),
  says,
  errors: ['not_found', 'denied', 'no_systemd', 'failed', 'signal', 'timeout'],
  describe,
  target: (spec, host) => `${spec.form === 'list' ? 'units' : `unit ${showText(spec.unit)}`} on ${actingOn(host)}`,
};

function decode(fields: Fields): SystemdSpec | null {
  const written = readAlternative(FORMS, fields);
  if (written === null) return null;
  const { form } = written;
  switch (form) {
    case 'unit':
      return { form, unit: written.unit };
    case 'list':
      return { form, pattern: written.list };
    case 'journal':
      return given({ form, unit: written.journal, lines: written.lines, since_ms: written.since });
    case 'start':
      return { form, unit: written.start };
    case 'restart':
      return { form, unit: written.restart };
    case 'stop':
      return { form, unit: written.stop };
    case 'reset_failed':
      return { form, unit: written.reset_failed };
    default:
      return unreachable(written);
  }
}

const callOf = (shape: TemplateTree): Call => CALLS.find((call) => field(shape, call) !== undefined) ?? 'stop';

function reading(shape: TemplateTree): ReadingType {
  switch (callOf(shape)) {
    case 'unit':
      return UNIT;
    case 'list':
      return { units: { list: { record: { name: 'string', ...UNIT } } } };
    case 'journal':
      return { text: 'string', lines: { list: 'string' } };
    default:
      return {};
  }
}

function says(reading: Reading): readonly Said[] {
  const { units, lines } = reading;
  if (Array.isArray(units)) return [said.counted(units as readonly Json[], 'unit')];
  if (Array.isArray(lines)) return said.lines(lines as readonly Json[]);
  if (reading.exists === false) return ['not there'];
  return [
    ...said.text(reading, 'state'),
    ...said.text(reading, 'sub_state'),
    ...(reading.result === 'success' ? [] : said.text(reading, 'result')),
    ...(reading.active === true ? [] : said.number(reading, 'exit_status', 'exit')),
    ...(Number(reading.restarts) > 0 ? [{ value: reading.restarts as Json, after: 'restarts' }] : []),
  ];
}

function describe(spec: SystemdSpec): string {
  switch (spec.form) {
    case 'unit':
      return `systemctl show ${quoteArgument(spec.unit)}`;
    case 'list':
      return `systemctl list-units --all ${quoteArgument(spec.pattern)}`;
    case 'journal':
      return `journalctl --unit ${quoteArgument(spec.unit)} --lines ${spec.lines}${spec.since_ms === undefined ? '' : ` --since -${formatDuration(spec.since_ms)}`}`;
    case 'start':
    case 'restart':
    case 'stop':
      return `systemctl ${spec.form} ${quoteArgument(spec.unit)}`;
    case 'reset_failed':
      return `systemctl reset-failed ${quoteArgument(spec.unit)}`;
    default:
      return unreachable(spec);
  }
}
