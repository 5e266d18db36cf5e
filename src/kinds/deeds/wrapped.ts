// What a command runs besides itself: `sudo -u x rm`, `docker exec web sh -c '…'`, `find -exec rm {} +`, `ssh host '…'`. Each
// is judged like a command, or a script, of its own.

import { nameOf } from '../scripts/runs-text.ts';
import { optionsOf } from './option-table.ts';
import { type OptionTable, readOptions } from './options.ts';

/** A command apart from what it runs. */
export interface Unwrapped {
  /** What is its own: its name, and its arguments as far as they are no part of another command. */
  readonly own: readonly string[];
  readonly commands: readonly (readonly string[])[];
  /** Texts that a shell is given. */
  readonly scripts: readonly string[];
}

type Unwrap = (args: readonly string[], name: string) => Omit<Unwrapped, 'own'> & { readonly own?: readonly string[] };

const NOTHING = { commands: [], scripts: [] };

/** The words from the operand of that number on; where an option is not known, both as it takes a word and as it does not. */
function behind(args: readonly string[], table: OptionTable, number: number): readonly (readonly string[])[] {
  const starts = (['flag', 'valued'] as const).flatMap((unknown) => {
    const { operands } = readOptions(args, table, { operands: number + 1, unknown });
    return operands[number]?.at ?? [];
  });
  return [...new Set(starts)].map((at) => args.slice(at));
}

const after =
  (number: number, table?: string): Unwrap =>
  (args, name) => {
    const commands = behind(args, optionsOf(table ?? name), number);
    return { commands, scripts: [], own: args.slice(0, args.length - (commands[0]?.length ?? 0)) };
  };

// `flock file -c 'text'`, `su - redis -c 'text'`, `vagrant ssh -c 'text'`.
const givenBy =
  (options: RegExp): Unwrap =>
  (args, name) => ({
    commands: [],
    scripts: readOptions(args, optionsOf(name)).options.flatMap((one) => (options.test(one.name) ? [one.value] : [])),
  });

const both =
  (one: Unwrap, other: Unwrap): Unwrap =>
  (args, name) => {
    const [first, second] = [one(args, name), other(args, name)];
    return { ...first, scripts: [...first.scripts, ...second.scripts] };
  };

const joined =
  (number: number): Unwrap =>
  (args, name) => ({ commands: [], scripts: behind(args, optionsOf(name), number).map((words) => words.join(' ')) });

const dashes: Unwrap = (args) => {
  const at = args.indexOf('--');
  return at < 0 ? NOTHING : { commands: [args.slice(at + 1)], scripts: [], own: args.slice(0, at) };
};

const ofShell: Unwrap = (args) => {
  const { options, operands } = readOptions(
    args.map((arg) => arg.replace(/^\+(?=[a-z])/i, '-')),
    SHELL,
    { operands: 1 },
  );
  const [text] = operands;
  const isText = options.some(({ name }) => name === 'c' || name === 'command');
  return { commands: [], scripts: isText && text !== undefined ? [text.word] : [] };
};

const SHELL: OptionTable = { letters: 'oO', names: new Set(['rcfile', 'init-file']) };

const ofEnv: Unwrap = (args, name) => {
  const plain = after(0)(args, name);
  const { scripts } = givenBy(/^(?:S|split-string)$/)(args, name);
  const commands = plain.commands.flatMap((words) => {
    const at = words.findIndex((word) => !/^[A-Za-z_]\w*=/.test(word));
    return at < 0 ? [] : [words.slice(at)];
  });
  return { commands, scripts };
};

const ofWatch: Unwrap = (args, name) => {
  const commands = behind(args, optionsOf(name), 0);
  const isExec = args.some((arg) => /^(?:-[a-z]*x|--exec)$/.test(arg));
  return isExec ? { commands, scripts: [] } : { commands: [], scripts: commands.map((words) => words.join(' ')) };
};

// `parallel 'rm {}' ::: a b`, and `parallel ::: 'rm a' 'rm b'`.
const ofParallel: Unwrap = (args, name) => {
  const at = args.findIndex((arg) => arg.startsWith(':::'));
  const scripts = joined(0)(at < 0 ? args : args.slice(0, at), name).scripts;
  return { commands: [], scripts: scripts.length > 0 || at < 0 ? scripts : args.slice(at + 1) };
};

const ofFind: Unwrap = (args) => {
  const own: string[] = [];
  const commands: string[][] = [];
  for (let at = 0; at < args.length; at++) {
    if (!/^-(?:exec|ok)(?:dir)?$/.test(args[at] ?? '')) {
      own.push(args[at] ?? '');
      continue;
    }
    const end = args.findIndex(
      (arg, index) => index > at && (arg === ';' || (arg === '+' && args[index - 1] === '{}')),
    );
    const stop = end < 0 ? args.length : end;
    commands.push(args.slice(at + 1, stop));
    at = stop;
  }
  return { own, commands, scripts: [] };
};

// A verb, and behind it the command of it that runs another one.
function ofContainers(args: readonly string[], table: string, unknown: 'flag' | 'valued' = 'flag'): ReturnType<Unwrap> {
  const { operands } = readOptions(args, optionsOf(table), { operands: 1, unknown });
  const [verb] = operands;
  const rest = verb === undefined ? [] : args.slice(verb.at + 1);
  switch (verb?.word) {
    case 'container':
    case 'compose':
    case 'pod': {
      const inner = ofContainers(rest, verb.word === 'compose' ? 'compose' : 'container');
      return { ...inner, own: inner.own === undefined ? args : [...args.slice(0, verb.at + 1), ...inner.own] };
    }
    case 'exec': {
      return { ...after(1, 'container-exec')(rest, ''), own: args.slice(0, verb.at + 1) };
    }
    case 'run':
    case 'create': {
      const own = args.slice(0, verb.at + 1);
      const { options } = readOptions(rest, optionsOf('container-run'), { operands: 1 });
      const entry = options.find(({ name }) => name === 'entrypoint')?.value;
      const commands = behind(rest, optionsOf('container-run'), 0).flatMap(([image = '', ...words]) => [
        entry === undefined ? words : [entry, ...words],
        // Images like `bitnami/kubectl` run the program of their name.
        [
          nameOf(image)
            .replace(/[:@].*$/, '')
            .replace(/-cli$/, (end) => (image.includes('redis') ? end : '')),
          ...words,
        ],
      ]);
      return { commands, scripts: [], own };
    }
    default:
      return unknown === 'flag' ? ofContainers(args, table, 'valued') : NOTHING;
  }
}

const ofKube: Unwrap = (args, name) => {
  const { operands } = readOptions(args, optionsOf(name), { operands: 1 });
  const [verb] = operands;
  if (verb === undefined || !/^(?:exec|rsh|run|debug)$/.test(verb.word)) return NOTHING;
  const marked = dashes(args, name);
  if (marked.commands.length > 0) return marked;
  const own = args.slice(0, verb.at + 1);
  if (/^(?:run|debug)$/.test(verb.word)) return NOTHING;
  return { ...after(1, 'kubectl-exec')(args.slice(verb.at + 1), ''), own };
};

// Commands of a program that run another one: `lxc exec c -- rm`, `ip netns exec n rm`.
const verbed =
  (verbs: string, number: number): Unwrap =>
  (args, name) => {
    const { operands } = readOptions(args, optionsOf(name));
    const words = verbs.split(' ');
    if (!words.every((word, at) => operands[at]?.word === word)) return NOTHING;
    const marked = dashes(args, name);
    const at = (operands[words.length - 1]?.at ?? 0) + 1;
    if (marked.commands.length > 0) return marked;
    return { ...after(number)(args.slice(at), name), own: args.slice(0, at) };
  };

// `system("…")` and its like, with a text that is written out.
const ofProgramText: Unwrap = (args) => ({
  commands: [],
  scripts: args.flatMap((arg) =>
    [
      ...arg.matchAll(
        /\b(?:system|popen|exec|execSync|shell_exec|call|run|check_output|check_call|Popen)\s*\(?\s*(["'])((?:(?!\1)[^\\]|\\.)*)\1/g,
      ),
    ].map(([, , text = '']) => text.replace(/\\(.)/g, '$1')),
  ),
});

const ofAnsible: Unwrap = (args, name) => {
  const { options } = readOptions(args, optionsOf(name));
  const of = (pattern: RegExp): string => options.find((one) => pattern.test(one.name))?.value ?? '';
  const module = of(/^(?:m|module-name)$/) || 'command';
  return {
    commands: [],
    scripts: /^(?:shell|command|raw|ansible\.builtin\.\w+)$/.test(module) ? [of(/^(?:a|args)$/)] : [],
  };
};

const named = (names: string, unwrap: Unwrap): readonly (readonly [string, Unwrap])[] =>
  names.split(' ').map((name) => [name, unwrap] as const);

const WRAPPERS: ReadonlyMap<string, Unwrap> = new Map<string, Unwrap>([
  ...named(
    'sudo doas nohup time nice ionice exec builtin stdbuf setsid unbuffer firejail proot torsocks proxychains4 xargs systemd-run systemd-inhibit nsenter unshare chpst setpriv busybox toybox strace ltrace entr sshpass dumb-init tini caffeinate setarch numactl cgexec',
    after(0),
  ),
  ...named('timeout chroot gosu su-exec chrt taskset', after(1)),
  ['command', (args, name) => (/^-[pvV]*[vV]/.test(args[0] ?? '') ? NOTHING : after(0)(args, name))],
  ['env', ofEnv],
  ['flock', both(after(1), givenBy(/^(?:c|command)$/))],
  ['su', givenBy(/^(?:c|command|session-command)$/)],
  ['runuser', both(after(0), givenBy(/^(?:c|command|session-command)$/))],
  ['script', givenBy(/^(?:c|command)$/)],
  ['watch', ofWatch],
  ['parallel', ofParallel],
  ['ssh', joined(1)],
  ...named('pdsh clush', joined(0)),
  ['find', ofFind],
  ['eval', joined(0)],
  ['trap', (args) => ({ commands: [], scripts: args.slice(0, 1) })],
  ...named('sh bash dash ash ksh mksh zsh fish rbash', ofShell),
  ...named('docker podman nerdctl', (args, name) => ofContainers(args, name)),
  ['docker-compose', (args) => ofContainers(args, 'compose')],
  ...named('kubectl oc', ofKube),
  ['crictl', verbed('exec', 1)],
  ...named('lxc incus', verbed('exec', 1)),
  ['pct', verbed('exec', 1)],
  ['machinectl', verbed('shell', 1)],
  ['ip', verbed('netns exec', 1)],
  ['nomad', verbed('alloc exec', 1)],
  ['direnv', verbed('exec', 1)],
  ['vagrant', givenBy(/^(?:c|command)$/)],
  ['gcloud', givenBy(/^command$/)],
  ...named('aws-vault op doppler chamber infisical teleport tsh', dashes),
  ...named('awk gawk mawk nawk perl ruby python python2 python3 php node', ofProgramText),
  ['ansible', ofAnsible],
]);

/** Takes a command apart from what it runs. */
export function unwrapped(words: readonly string[]): Unwrapped {
  const [program = '', ...args] = words;
  const name = nameOf(program);
  const found = WRAPPERS.get(name)?.(args, name);
  if (found === undefined) return { own: words, commands: [], scripts: [] };
  return { ...found, own: [program, ...(found.own ?? args)] };
}
