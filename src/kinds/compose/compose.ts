// Steps of kind `compose`: one subcommand of Docker Compose over services.

import { showText, type TemplateObject, type TemplateTree, type Text } from '../../model/expression.ts';
import { ok } from '../../model/result.ts';
import type { Risk } from '../../model/risk.ts';
import type { ComposeSpec } from '../../model/step.ts';
import { quoteArgument, quoteArguments } from '../command-line.ts';
import { type Fields, given } from '../fields.ts';
import { field, forming, isMapping, isText } from '../forms.ts';
import type { KindDefinition } from '../kind.ts';

const CALLS = ['up', 'restart', 'stop', 'ps'] as const;
type Call = (typeof CALLS)[number];

const RISKS: Readonly<Record<Call, Risk>> = { up: 'change', restart: 'disrupt', stop: 'disrupt', ps: 'read' };

/** The kind `compose`. */
export const compose: KindDefinition<'compose'> = {
  kind: 'compose',
  fields: [...CALLS, 'file', 'project', 'cwd'],
  ...forming<ComposeSpec>({ long: (written) => ok(withLists(written)), decode }),
  risk: (shape) => RISKS[callOf(shape)],
  // Whether users notice depends on the service; that something changes does not.
  floor: (shape) => (callOf(shape) === 'ps' ? 'read' : 'change'),
  repeatable: (shape) => callOf(shape) === 'up' || callOf(shape) === 'ps',
  reading: () => ({ exit_code: 'number', stdout: 'string', stderr: 'string' }),
  describe,
  here: (rendered, { compose: program }) =>
    program === undefined || !isMapping(rendered) ? rendered : { ...rendered, program },
  isRelative: ({ files, cwd }) =>
    !(cwd !== undefined && isAbsolute(cwd)) && (files.length === 0 || !files.every(isAbsolute)),
  target: ({ services }) => (services.length === 0 ? 'all services' : services.map(showText).join(', ')),
};

// One service may be written without brackets.
function withLists(written: TemplateObject): TemplateObject {
  const lists = CALLS.map((call) => [call, field(written, call)] as const).filter(([, services]) => isText(services));
  return { ...written, ...Object.fromEntries(lists.map(([call, service]) => [call, [service as TemplateTree]])) };
}

function decode(fields: Fields): ComposeSpec {
  const [call = 'ps', another] = CALLS.filter((name) => fields.has(name));
  if (another !== undefined || !fields.has(call))
    fields.refuse('a compose step has one of `up`, `restart`, `stop` and `ps`');
  const services = fields.has(call) ? fields.texts(call) : [];
  // No service has such a name; as an argument it would be an option.
  const dashed = services.map(showText).find((name) => name.startsWith('-'));
  if (dashed !== undefined) fields.refuse(`"${dashed}" is no name of a service`, [call]);
  const program = fields.has('program') ? fields.choice('program', ['docker compose', 'docker-compose']) : undefined;
  const [project] = fields.anyTexts('project');
  const [cwd] = fields.anyTexts('cwd');
  return given({ form: call, services, files: fields.anyTexts('file'), project, cwd, program });
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
