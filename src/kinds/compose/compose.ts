// Steps of kind `compose`: one subcommand of Docker Compose over services.

import { showText, type TemplateObject, type TemplateTree, type Text } from '../../model/expression.ts';
import { ok, unreachable } from '../../model/result.ts';
import type { Risk } from '../../model/risk.ts';
import { COMPOSE_PROGRAMS, type ComposeProgram } from '../../model/step.ts';
import { alternativesSchema, readAlternative } from '../alternatives.ts';
import { quoteArgument, quoteArguments } from '../command-line.ts';
import type { Elsewhere } from '../elsewhere.ts';
import { PROGRAM_ERRORS } from '../error-words.ts';
import { type Fields, given } from '../fields.ts';
import { ofExit } from '../follows.ts';
import { field, forming, isMapping, isText } from '../forms.ts';
import { type Key, mappingSchema, ofEvery, optional, required, type Shown } from '../keys.ts';
import type { KindDefinition } from '../kind.ts';
import { ended } from '../said.ts';
import { inDocker } from '../where.ts';

/** Docker Compose: one subcommand over services. */
export interface ComposeSpec<T = Text> {
  readonly form: 'up' | 'restart' | 'stop' | 'ps';
  readonly services: readonly T[];
  /** Compose files; empty: those that compose finds by itself. */
  readonly files: readonly T[];
  readonly project?: T;
  /** Folder that it is run in. */
  readonly cwd?: T;
  /** How compose is called on the host of the run; absent where that is not known. */
  readonly program?: ComposeProgram;
}

declare module '../../model/step.ts' {
  interface PerformedSpecs<T> {
    readonly compose: ComposeSpec<T> & Elsewhere;
  }
}

const LIST = { type: ['array', 'string'], items: { type: 'string' } };

/** What an input that is empty leaves out. */
const unlessEmpty = (shown: Shown): Key<Text | undefined> =>
  optional({ type: 'string', ...shown }, (fields, name) => fields.anyTexts(name)[0]);

const services = (shown: Shown): Key<readonly Text[]> =>
  required({ ...LIST, ...shown }, (fields, name) => {
    const names = fields.texts(name);
    // No service has such a name; as an argument it would be an option.
    const dashed = names.map(showText).find((service) => service.startsWith('-'));
    if (dashed !== undefined) fields.refuse(`"${dashed}" is no name of a service`, [name]);
    return names;
  });

const COMMON = {
  file: optional(
    {
      ...LIST,
      description: 'The compose file, or a list of them. By default, and if empty, what Docker Compose finds.',
      examples: ['docker-compose.yml', ['docker-compose.yml', 'docker-compose.prod.yml']],
    },
    (fields, name) => fields.anyTexts(name),
  ),
  project: unlessEmpty({ description: 'Name of the project.', examples: ['shop'] }),
  cwd: unlessEmpty({
    description: 'Folder that it is run in: where `.env` and relative paths are looked for.',
    examples: ['/srv/shop'],
  }),
};

const FORMS = {
  kind: 'compose' as const,
  common: COMMON,
  forms: {
    up: {
      up: services({
        description: 'Services to start. Running ones are not recreated, and those they depend on are left alone.',
        examples: [['redis'], 'redis'],
      }),
    },
    restart: { restart: services({ description: 'Services to restart.', examples: [['worker'], 'worker'] }) },
    stop: { stop: services({ description: 'Services to stop.', examples: [['worker'], 'worker'] }) },
    ps: {
      ps: services({ description: 'Services to list. Changes nothing.', examples: [['redis', 'worker'], 'redis'] }),
    },
  },
};

type Call = keyof typeof FORMS.forms;
const CALLS = Object.keys(FORMS.forms) as readonly Call[];

const RISK_OF: Readonly<Record<Call, Risk>> = { up: 'change', restart: 'disrupt', stop: 'disrupt', ps: 'read' };

/** The kind `compose`. */
export const compose: KindDefinition<'compose'> = {
  kind: 'compose',
  by: 'performer',
  schema: alternativesSchema(FORMS, {
    description: 'One subcommand of Docker Compose: up, restart, stop or ps.',
    examples: [{ ps: ['redis'] }, { up: ['redis'], file: 'docker-compose.yml' }],
    markdownDescription: [
      'One subcommand of Docker Compose.',
      '- `compose: { up: [redis], file: docker-compose.yml }`',
      '- `compose: { restart: [api, worker] }`',
      '- `compose: { stop: [worker], project: shop }`',
      '- `compose: { ps: [] }`',
      '',
      'Reading: `exit_code`, `stdout`, `stderr`.',
    ].join('\n'),
    defaultSnippets: [{ label: 'up', description: 'Start a service', body: { up: ['${1:service}'] } }],
  }),
  defaults: mappingSchema(COMMON, ofEvery('compose')),
  ...forming<ComposeSpec>({ long: (written) => ok(withLists(written)), decode }),
  risk: (shape) => RISK_OF[callOf(shape)],
  // Whether users notice depends on the service; that something changes does not.
  floor: (shape) => (callOf(shape) === 'ps' ? 'read' : 'change'),
  repeatable: (shape) => callOf(shape) === 'up' || callOf(shape) === 'ps',
  errors: PROGRAM_ERRORS,
  follows: ofExit,
  reading: () => ({ exit_code: 'number', stdout: 'string', stderr: 'string' }),
  says: ended,
  describe,
  here: (rendered, { compose: program }) =>
    program === undefined || !isMapping(rendered) ? rendered : { ...rendered, program },
  isRelative: ({ files, cwd }) =>
    !(cwd !== undefined && isAbsolute(cwd)) && (files.length === 0 || !files.every(isAbsolute)),
  target({ services, project }, host) {
    const named = services.length === 0 ? 'all services' : `service ${services.map(showText).join(', ')}`;
    return inDocker(project === undefined ? named : `${named} of project ${showText(project)}`, host);
  },
};

// One service may be written without brackets.
function withLists(written: TemplateObject): TemplateObject {
  const lists = CALLS.map((call) => [call, field(written, call)] as const).filter(([, services]) => isText(services));
  return { ...written, ...Object.fromEntries(lists.map(([call, service]) => [call, [service as TemplateTree]])) };
}

function decode(fields: Fields): ComposeSpec | null {
  const written = readAlternative(FORMS, fields);
  if (written === null) return null;
  const program = fields.has('program') ? fields.choice('program', COMPOSE_PROGRAMS) : undefined;
  const { file: files, project, cwd } = written;
  const how = given({ files, project, cwd, program });
  switch (written.form) {
    case 'up':
      return { form: 'up', services: written.up, ...how };
    case 'restart':
      return { form: 'restart', services: written.restart, ...how };
    case 'stop':
      return { form: 'stop', services: written.stop, ...how };
    case 'ps':
      return { form: 'ps', services: written.ps, ...how };
    default:
      return unreachable(written);
  }
}

/** What one would paste into a terminal, by the program that runs it. */
function describe({ form, services, files, project, cwd, program = 'docker compose' }: ComposeSpec): string {
  const where = [
    ...files.map((file) => `-f ${quoteArgument(file)} `),
    project === undefined ? '' : `-p ${quoteArgument(project)} `,
  ];
  const options = { up: ' -d --no-recreate --no-deps', restart: '', stop: '', ps: ' --all' }[form];
  const folder = cwd === undefined ? '' : `cd ${quoteArgument(cwd)} && `;
  return `${folder}${program} ${where.join('')}${form}${options} ${quoteArguments(services)}`.trimEnd();
}

const isAbsolute = (path: Text): boolean => showText(path).startsWith('/');

const callOf = (shape: TemplateTree): Call => CALLS.find((call) => field(shape, call) !== undefined) ?? 'stop';
