// Steps of kind `compose`: one subcommand of Docker Compose over services.

import { showText, type TemplateObject, type TemplateTree } from '../../model/expression.ts';
import { ok } from '../../model/result.ts';
import type { Risk } from '../../model/risk.ts';
import type { ComposeSpec } from '../../model/step.ts';
import { quoteArgument, quoteArguments } from '../command-line.ts';
import { type Fields, given } from '../fields.ts';
import { field, forming, isText } from '../forms.ts';
import type { KindDefinition } from '../kind.ts';

const CALLS = ['up', 'restart', 'stop', 'ps'] as const;
type Call = (typeof CALLS)[number];

const RISKS: Readonly<Record<Call, Risk>> = { up: 'change', restart: 'disrupt', stop: 'disrupt', ps: 'read' };

/** The kind `compose`. */
export const compose: KindDefinition<'compose'> = {
  kind: 'compose',
  fields: [...CALLS, 'file', 'project'],
  ...forming<ComposeSpec>({ long: (written) => ok(withLists(written)), decode }),
  risk: (shape) => RISKS[callOf(shape)],
  // Whether users notice depends on the service; that something changes does not.
  floor: (shape) => (callOf(shape) === 'ps' ? 'read' : 'change'),
  repeatable: (shape) => callOf(shape) === 'up' || callOf(shape) === 'ps',
  reading: () => ({ exit_code: 'number', stdout: 'string', stderr: 'string' }),
  describe({ form, services, file, project }) {
    const where = [
      file === undefined ? '' : `-f ${quoteArgument(file)} `,
      project === undefined ? '' : `-p ${quoteArgument(project)} `,
    ];
    const options = { up: ' -d --no-recreate --no-deps', restart: '', stop: '', ps: ' --all' }[form];
    return `docker compose ${where.join('')}${form}${options} ${quoteArguments(services)}`.trimEnd();
  },
  isRelative: ({ file }) => file === undefined || !showText(file).startsWith('/'),
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
  return given({ form: call, services, file: fields.optionalText('file'), project: fields.optionalText('project') });
}

const callOf = (shape: TemplateTree): Call => CALLS.find((call) => field(shape, call) !== undefined) ?? 'stop';
