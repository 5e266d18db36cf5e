// Steps of kind `shell`: a script that `sh -c` runs, or an argument list that no shell sees. A value is never part of a
// script: it is an environment variable of the process, or an argument of its own.

import { showText, type TemplateObject, type TemplateTree, type Text } from '../../model/expression.ts';
import { err, ok, type Result } from '../../model/result.ts';
import { within } from '../../model/risk.ts';
import { alternativesSchema, readAlternative } from '../alternatives.ts';
import { argument, secretArguments, shapeArgv } from '../argv.ts';
import {
  quoteArgument,
  quoteArguments,
  quoteEnvironment,
  readCommandLine,
  withoutSecrets,
  writeCommandLine,
} from '../command-line.ts';
import { doubtOf } from '../deeds/doubts.ts';
import { knownOfStep } from '../deeds/verbs.ts';
import type { Elsewhere } from '../elsewhere.ts';
import { PROGRAM_ERRORS } from '../error-words.ts';
import { type Fields, given } from '../fields.ts';
import { ofProgram } from '../follows.ts';
import { field, forming, isList, isMapping, isText, problem } from '../forms.ts';
import { mappingSchema, ofEvery, optionalText, text, textMap, textOrWordsOr } from '../keys.ts';
import type { KindDefinition, ShapeProblem } from '../kind.ts';
import { ended } from '../said.ts';
import { trapsOf } from '../scripts/traps.ts';
import { valuesInArguments, valuesInScript } from '../scripts/values.ts';
import { actingOn } from '../where.ts';
import { isLoneHole, type Word } from '../words.ts';
import { fillScript, unfillScript } from './holes.ts';

/** A process on this host: a script for `sh -c`, or an argument list that no shell sees. */
export type ShellSpec<T = Text> = {
  readonly cwd?: T;
  readonly env: Readonly<Record<string, T>>;
  readonly stdin?: T;
} & (
  | { readonly form: 'script' /** Holes have become `"$FB_n"`, filled through `env`. */; readonly script: string }
  | { readonly form: 'argv'; readonly argv: readonly T[] }
);

declare module '../../model/step.ts' {
  interface PerformedSpecs<T> {
    readonly shell: ShellSpec<T> & Elsewhere;
  }
}

const COMMON = {
  cwd: optionalText({ description: 'Folder in which it runs.', examples: ['/srv/shop'] }),
  env: textMap({
    description: 'Environment variables, besides PATH, HOME, LANG, TERM and TZ. The place for secrets.',
    examples: [{ PGPASSWORD: '${{ inputs.db_password }}' }],
  }),
};

const FORMS = {
  kind: 'shell' as const,
  common: {
    ...COMMON,
    stdin: optionalText({
      description: 'What it reads from its standard input.',
      examples: ['SELECT count(*) FROM orders;'],
    }),
  },
  forms: {
    script: {
      script: text({
        description: 'A script for `sh -c`. A template in it becomes a quoted variable and may not stand in quotes.',
        examples: ['df -P ${{ inputs.folder }} | tail -1'],
      }),
    },
    command: {
      command: argument({
        description: 'A command, one argument an item; no shell reads it.',
        examples: [['systemctl', 'restart', 'redis-server'], '${{ inputs.start_command }}'],
      }),
    },
  },
};

const { shape, spec } = forming<ShellSpec>({
  short: (written) => ok(isLoneHole(written) || !isText(written) ? { command: written } : { script: written }),
  long,
  decode,
});

/** The kind `shell`. */
export const shell: KindDefinition<'shell'> = {
  kind: 'shell',
  by: 'performer',
  schema: textOrWordsOr(
    alternativesSchema(FORMS, {
      description: 'A script or a command on this host.',
      markdownDescription: [
        'A script or a command on this host. Only reads when it is a probe, or says `risk: read`.',
        '- `shell: systemctl is-active ${{ inputs.unit }}` (a script: the value is passed as a variable, never as text)',
        '- `shell: [systemctl, restart, redis-server]` (no shell)',
        '- `shell: "${{ inputs.start_command }}"` (an input of type list)',
        '- `shell: { command: [backup], env: { TOKEN: "${{ inputs.token }}" } }`',
        '- `shell: { script: df -P "$FOLDER", cwd: /srv, env: { FOLDER: "${{ inputs.folder }}" } }`',
        '',
        'Reading: `exit_code`, `stdout`, `stderr`, `lines`, `json`, and `number` where the whole of stdout is one; `ok` is exit 0.',
      ].join('\n'),
      examples: ['systemctl is-active redis-server', ['systemctl', 'restart', 'redis-server']],
    }),
  ),
  defaults: mappingSchema(COMMON, ofEvery('shell')),
  shape,
  spec,
  // What is not known of a script is its author's word: among the probes he says that it reads.
  risk(written, where) {
    const least = where === 'probe' ? 'read' : 'change';
    const known = knownOfStep(written)?.risk ?? 'read';
    return within(known, least) ? least : known;
  },
  floor: (written) => knownOfStep(written)?.floor ?? 'read',
  repeatable: () => false,
  errors: PROGRAM_ERRORS,
  follows: ofProgram,
  reading: () => ({
    exit_code: 'number',
    stdout: 'string',
    stderr: 'string',
    json: 'dyn',
    lines: { list: 'string' },
    number: 'number',
  }),
  says: ended,
  doubt: doubtOf,
  warnings: (written) => [...secretArguments(written), ...valueWarnings(written), ...trapsOf(written)],
  describe,
  target: (_, host) => actingOn(host),
  actsOnHost: true,
  deed: (written) => knownOfStep(written)?.verb,
  isRelative,
  edit: { text: editableText, apply },
};

function long(written: TemplateObject): Result<TemplateObject, readonly ShapeProblem[]> {
  const { script } = written;
  if (!isText(script) || written['variables'] !== undefined) return shapeArgv(written);
  if (isLoneHole(script)) {
    return problem(
      'a script cannot be one hole: the value would have to be run as text',
      'take an input of type list, and write `command`',
      ['script'],
    );
  }
  const filled = fillScript(script);
  if (!filled.ok) return err(filled.error.map((one) => ({ ...one, path: ['script'] })));
  const shaped = { ...written, ...filled.value };
  const { errors } = valuesInScript(shaped, filled.value.script);
  return errors.length > 0 ? err(errors) : ok(shaped);
}

function valueWarnings(written: TemplateTree): readonly ShapeProblem[] {
  const script = field(written, 'script');
  return typeof script === 'string' ? valuesInScript(written, script).warnings : valuesInArguments(written).warnings;
}

function decode(fields: Fields): ShellSpec | null {
  const written = readAlternative(FORMS, fields);
  if (written === null) return null;
  const env = { ...written.env, ...fields.textMap('variables', 'what fills a hole of a script') };
  for (const [name, value] of Object.entries(env)) {
    if (!/^[A-Za-z_]\w*$/.test(name)) fields.refuse(`"${name}" is no name of a variable`, ['env', name]);
    if (withoutSecrets(value, '').includes('\0')) fields.refuse(`${name} holds a NUL byte`, ['env', name]);
    if (/^FB_\d/.test(name) && Object.hasOwn(written.env, name))
      fields.refuse('names like FB_1 belong to Firebreak', ['env', name]);
  }
  const common = given({ cwd: written.cwd, env, stdin: written.stdin });
  return written.form === 'script'
    ? { form: 'script', script: showText(written.script), ...common }
    : { form: 'argv', argv: written.command, ...common };
}

/**
 * What one would paste into a terminal. `"$FB_1"` stands outside all quotes, so the quoted value in its place is the same
 * command.
 */
function describe({ cwd, env, stdin, ...command }: ShellSpec): string {
  const input = stdin === undefined ? '' : `printf %s ${quoteArgument(stdin)} | `;
  const folder = cwd === undefined ? '' : `cd ${quoteArgument(cwd)} && `;
  if (command.form === 'argv') return folder + input + quoteEnvironment(env) + quoteArguments(command.argv);
  const script = command.script.trim().replace(/"\$(FB_\d+)"/g, (whole, name: string) => quoted(env[name]) ?? whole);
  const own = Object.entries(env).filter(([name]) => !/^FB_\d+$/.test(name));
  const exports = own.map(([name, value]) => `export ${name}=${quoteArgument(value)}\n`).join('');
  return exports + (folder + input === '' ? script : `${folder}${input}{\n${script}\n}`);
}

// What a script reads beside it cannot be seen from outside.
function isRelative({ cwd, ...command }: ShellSpec): boolean {
  if (cwd !== undefined) return !showText(cwd).startsWith('/');
  return command.form === 'script' || command.argv.some((word) => RELATIVE_PATH.test(showText(word)));
}

/** `./start.sh`, `..`, `bin/start`, `--file=conf/redis.conf`; not an absolute path, nor a URL. */
const RELATIVE_PATH = /^(--?[\w-]+=)?(\.{1,2}$|[\w.-]+\/)/;

const quoted = (value: Text | undefined): string | undefined =>
  value === undefined ? undefined : quoteArgument(value);

function editableText(written: TemplateTree): Word | null {
  const [script, command, variables] = ['script', 'command', 'variables'].map((name) => field(written, name));
  if (typeof script === 'string') return unfillScript(script, isMapping(variables) ? variables : {});
  if (isText(command)) return command;
  return isList(command) ? writeCommandLine(command.map((item) => (isText(item) ? item : String(item)))) : null;
}

function apply(written: TemplateTree, text: Word): Result<TemplateTree, readonly ShapeProblem[]> {
  const { holes: _, variables: __, ...kept } = isMapping(written) ? written : {};
  if (field(written, 'script') !== undefined) return shape({ ...kept, script: text });
  if (isLoneHole(text)) return shape({ ...kept, command: text });
  const words = readCommandLine(text);
  return words.ok ? shape({ ...kept, command: words.value }) : problem(words.error);
}
