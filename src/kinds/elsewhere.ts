// `on`: steps that the system's OpenSSH carries out on another host. The host stands beside what the kind itself is given, in
// its shape and in its specification, so that an approval, a record and a replay are bound to it as to any other part.

import type { Rendered, TemplateTree } from '../model/expression.ts';
import { err, ok } from '../model/result.ts';
import type { PerformedKind } from '../model/step.ts';
import { operatorsAlone } from './address.ts';
import { quoteArguments } from './command-line.ts';
import { field, isMapping, isText } from './forms.ts';
import type { Host, KindDefinition, ShapeProblem } from './kind.ts';
import { partsOf } from './words.ts';

/** Where a step is carried out. */
export interface Elsewhere {
  /** A host as `ssh` is given it; absent: the host of the run. */
  readonly on?: string;
}

/** The key of a step, and of `defaults`, that names the host. */
export const ON = 'on';

/** A kind whose steps may be carried out on another host. */
export function reachable<K extends PerformedKind>(kind: KindDefinition<K>): KindDefinition<K> {
  return {
    ...kind,
    goesElsewhere: true,
    spec(rendered) {
      const spec = kind.spec(rendered);
      const host = field(rendered, ON);
      // An input that is empty leaves it here.
      if (!spec.ok || host === undefined || host === '') return spec;
      if (typeof host !== 'string') return err('`on` must be the name of a host');
      const problem = hostProblem(host);
      return problem === null ? ok({ ...spec.value, on: host }) : err(problem);
    },
    describe(spec) {
      const { on } = spec as Elsewhere;
      const command = kind.describe(spec);
      return on === undefined ? command : quoteArguments(['ssh', on, command]);
    },
    target(spec, host) {
      const { on } = spec as Elsewhere;
      return kind.target(spec, on === undefined ? host : hostAt(on));
    },
    // What it means there does not hang on a folder here.
    isRelative: (spec) => (spec as Elsewhere).on === undefined && (kind.isRelative?.(spec) ?? false),
    here: (rendered, host) => (goesAway(rendered) ? rendered : (kind.here?.(rendered, host) ?? rendered)),
  };
}

/** What is known of a host by the name that `ssh` is given. */
export function hostAt(on: string): Host {
  const [, account, name = on] = /^(?:ssh:\/\/)?(?:(.+)@)?(.+?)\/?$/.exec(on) ?? [];
  return { name, ...(account === undefined ? {} : { account }) };
}

function goesAway(rendered: Rendered): boolean {
  const host = isMapping(rendered) ? field(rendered, ON) : undefined;
  return host !== undefined && host !== '';
}

/** A user, and a name or an address, as ssh(1) has it: nothing that an option or a command could be made of. */
const USER = String.raw`(?:[\w.+][\w.+-]*@)?`;
const NAME = String.raw`[\w.][\w.-]*`;
const HOST = new RegExp(`^${USER}(?:${NAME}|[\\da-fA-F]*:[\\da-fA-F:.]+(?:%\\w+)?)$`);
const HOST_URL = new RegExp(`^ssh://${USER}(?:${NAME}|\\[[\\da-fA-F:.]+(?:%\\w+)?\\])(?::\\d+)?/?$`);

/** What is wrong with the name of a host; null when nothing is. */
const hostProblem = (host: string): string | null =>
  HOST.test(host) || HOST_URL.test(host)
    ? null
    : '`on` is no host as ssh is given it: a name, an address, or user@name';

/** What is wrong with `on` as it was written; null when nothing is. */
export function onProblem(written: TemplateTree): ShapeProblem | null {
  if (!isText(written)) return { path: [], message: '`on` must be the name of a host', help: HOW };
  const parts = partsOf(written);
  const stranger = parts.find((part) => typeof part !== 'string' && !operatorsAlone(part));
  if (stranger !== undefined && typeof stranger !== 'string')
    return {
      path: [],
      message: `\`${stranger.expression.source}\` may not supply the host`,
      help: 'take it from an input: what a system or an alert says must not decide where a command runs',
    };
  if (parts.some((part) => typeof part !== 'string' && part.secret !== undefined))
    return { path: [], message: 'a secret may not supply the host: it is shown wherever the step is', help: HOW };
  const plain = parts.map((part) => (typeof part === 'string' ? part : 'x')).join('');
  const problem = plain === '' ? null : hostProblem(plain);
  return problem === null ? null : { path: [], message: problem, help: HOW };
}

const HOW = 'write it like db-1, ops@db-1 or "ops@${{ inputs.redis_host }}"';
