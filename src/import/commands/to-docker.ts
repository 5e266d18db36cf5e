// `docker` and `docker compose` to steps of kind docker and compose.

import { effectOf } from './effect.ts';
import type { Call, Given } from './given.ts';
import { optionsOf } from './options.ts';

/** A call of docker; null where it is another program, or asks for more than the kind can say. */
export function toDocker(words: readonly string[], filters: readonly Call[]): Given | null {
  const program = words[0];
  const rest = words.slice(words[1] === 'container' ? 2 : 1);
  if (program !== 'docker') return null;
  const [verb = '', ...args] = rest;
  switch (verb) {
    case 'ps':
    case 'ls':
      return listOf(args, filters);
    case 'inspect': {
      const read = optionsOf(args, { valued: ['-f', '--format'], flags: [] });
      return named(read?.operands, (name) => ({
        kind: 'docker',
        value: { inspect: name },
        effect: 'read',
        readsWhole: true,
      }));
    }
    case 'logs':
      return logsOf(args);
    case 'start':
    case 'unpause':
      return named(args, (name) => ({ kind: 'docker', value: { [verb]: name }, effect: 'change' }));
    case 'stop':
    case 'restart': {
      const read = optionsOf(args, { valued: [], flags: [] });
      return named(read?.operands, (name) => ({ kind: 'docker', value: { [verb]: name }, effect: 'disrupt' }));
    }
    case 'exec':
      return execOf(args);
    default:
      return null;
  }
}

function named(names: readonly string[] | undefined, make: (name: string) => Given): Given | null {
  const [name, ...others] = names ?? [];
  return name === undefined || name.startsWith('-') || others.length > 0 ? null : make(name);
}

function listOf(args: readonly string[], filters: readonly Call[]): Given | null {
  const read = optionsOf(args, {
    valued: ['-f', '--filter', '--format', '-n', '--last'],
    flags: ['-a', '--all', '--no-trunc', '-s'],
  });
  if (read === null || read.operands.length > 0) return null;
  const given = [...(read.options.get('-f') ?? []), ...(read.options.get('--filter') ?? [])];
  const name = given.map((one) => /^name=(.+)$/.exec(one)?.[1]).find((one) => one !== undefined);
  const label = given.map((one) => /^label=(.+)$/.exec(one)?.[1]).find((one) => one !== undefined);
  if (given.some((one) => !/^(?:name|label|status)=/.test(one))) return null;
  const grep = filters.length === 1 ? filters[0]?.words : undefined;
  const searched =
    grep?.[0] === 'grep' &&
    grep.length >= 2 &&
    /^[\w-]+$/.test(grep.at(-1) ?? '') &&
    !(grep.at(-1) ?? '').startsWith('-')
      ? grep.at(-1)
      : undefined;
  const list = {
    ...((name ?? searched) === undefined ? {} : { name: name ?? searched }),
    ...(label === undefined ? {} : { label }),
  };
  return { kind: 'docker', value: { list }, effect: 'read', readsWhole: true };
}

function logsOf(args: readonly string[]): Given | null {
  const read = optionsOf(args, { valued: ['--tail', '-n', '--since'], flags: ['-t', '--timestamps', '--details'] });
  if (read === null) return null;
  const tail = read.options.get('--tail')?.[0] ?? read.options.get('-n')?.[0];
  const since = read.options.get('--since')?.[0];
  if ((tail !== undefined && !/^\d+$/.test(tail)) || (since !== undefined && !/^\d+(?:s|m|h|d)$/.test(since)))
    return null;
  return named(read.operands, (name) => ({
    kind: 'docker',
    value: {
      logs: name,
      ...(tail === undefined ? {} : { tail: Number(tail) }),
      ...(since === undefined ? {} : { since }),
    },
    effect: 'read',
    readsWhole: true,
  }));
}

function execOf(args: readonly string[]): Given | null {
  const read = optionsOf(args, { valued: [], flags: ['-i', '-t'] }, true);
  const [name, ...command] = read?.operands ?? [];
  if (name === undefined || command.length === 0) return null;
  return { kind: 'docker', value: { exec: name, command }, effect: effectOf(command.map(quoted).join(' ')) };
}

const quoted = (word: string): string => (/^[\w./:@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);

/** A call of Docker Compose; null where it is another program, or asks for more than the kind can say. */
export function toCompose(words: readonly string[]): Given | null {
  const rest =
    words[0] === 'docker-compose'
      ? words.slice(1)
      : words[0] === 'docker' && words[1] === 'compose'
        ? words.slice(2)
        : null;
  if (rest === null) return null;
  const at = rest.findIndex(
    (word, n) => !word.startsWith('-') && !/^(?:-f|--file|-p|--project-name)$/.test(rest[n - 1] ?? ''),
  );
  const before = optionsOf(rest.slice(0, Math.max(0, at)), {
    valued: ['-f', '--file', '-p', '--project-name'],
    flags: [],
  });
  if (at < 0 || before === null) return null;
  const file = [...(before.options.get('-f') ?? []), ...(before.options.get('--file') ?? [])];
  const project = (before.options.get('-p') ?? before.options.get('--project-name'))?.[0];
  const where = {
    ...(file.length === 0 ? {} : { file: file.length === 1 ? file[0] : file }),
    ...(project === undefined ? {} : { project }),
  };
  const verb = rest[at] ?? '';
  const flags = {
    up: ['-d', '--detach', '--no-deps', '--no-recreate'],
    restart: [],
    stop: [],
    ps: ['-a', '--all'],
    start: [],
  }[verb];
  if (flags === undefined) return null;
  const read = optionsOf(rest.slice(at + 1), { valued: [], flags });
  if (read === null || (verb === 'up' && !read.options.has('-d') && !read.options.has('--detach'))) return null;
  // The kind starts what is named and nothing else, and never makes anew what runs; without these options Compose does both.
  if (verb === 'up' && !(read.options.has('--no-deps') && read.options.has('--no-recreate'))) return null;
  const call = verb === 'start' ? 'up' : verb;
  const started = verb === 'up' && read.operands.length === 0 ? [] : read.operands;
  const effect = ({ up: 'change', start: 'change', restart: 'disrupt', stop: 'disrupt', ps: 'read' } as const)[
    verb as 'up'
  ];
  const left =
    verb === 'start' ? 'The page says `start`; `up` starts what is there already, and makes what is not.' : undefined;
  return {
    kind: 'compose',
    value: { [call]: started, ...where },
    effect,
    readsWhole: verb === 'ps',
    ...(left === undefined ? {} : { left }),
  };
}
