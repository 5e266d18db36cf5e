// What a command does, as far as tables know it. Only what is known to look is a probe: what no table has counts as a change.

import { optionsOf } from '../../kinds/deeds/option-table.ts';
import { readOptions } from '../../kinds/deeds/options.ts';
import { knownOfArguments, knownOfScript } from '../../kinds/deeds/verbs.ts';
import { unwrapped } from '../../kinds/deeds/wrapped.ts';
import { parseShell } from '../../kinds/scripts/parse.ts';
import { isWrapper, nameOf } from '../../kinds/scripts/runs-text.ts';
import { type Command, eachCommand, type Simple, textOf } from '../../kinds/scripts/syntax.ts';
import type { Risk } from '../../model/risk.ts';
import { words } from './looks/look-rules.ts';
import { looks } from './looks/looks.ts';

/** What a command does. `unknown` is asked about as a change is. */
export type Effect = Risk | 'unknown';

/** The effect of a script, the worst of all that it runs. */
export function effectOf(script: string): Effect {
  const list = parseShell(script);
  if (list === null) return 'unknown';
  let onlyLooks = true;
  eachCommand(list, (command) => {
    onlyLooks &&= commandLooks(command);
  });
  const known = knownOfScript(script)?.risk ?? 'read';
  if (known !== 'read') return known;
  return onlyLooks ? 'read' : 'unknown';
}

const NOWHERE = /^(?:\/dev\/(?:null|stdout|stderr|tty)|&?\d|-)$/;

function commandLooks(command: Command): boolean {
  const writes = command.redirects.some(
    ({ sign, target }) =>
      sign.includes('>') &&
      !(sign.includes('&') && /^\d|-$/.test(textOf(target) ?? '')) &&
      !NOWHERE.test(textOf(target) ?? '?'),
  );
  if (writes) return false;
  if (
    command.kind === 'simple' &&
    command.assignments.some(({ name, value }) => isSteering(`${name}=${textOf(value) ?? '\0'}`))
  )
    return false;
  if (command.kind === 'compound') return command.keyword !== 'function';
  return wordsLook(
    command.words.map((word) => textOf(word) ?? '\0'),
    0,
  );
}

const MOST_LEVELS = 5;

// A place that is filled in with options, or with a command, may hold anything.
const isAnything = (word: string): boolean =>
  /FBHOLE[AV]\w*?(?:opts?|options?|args?|flags?|cmd|command|sql|query)ELOH/.test(word);

/**
 * Whether an assignment may make a program run another one: a pager, an editor, a library that is loaded. A pager that only
 * prints is none.
 */
const isSteering = (word: string): boolean =>
  /^(?:LD_\w*|GIT_\w*|\w*PAGER|\w*EDITOR|PATH|LESSOPEN|LESSCLOSE|BASH_ENV|ENV|PROMPT_COMMAND|\w*OPTIONS)=/.test(word) &&
  !/^\w*PAGER=(?:cat)?$/.test(word);

/** Whether a command of these words only looks; `\0` stands for what is not known. */
function wordsLook(argv: readonly string[], level: number): boolean {
  if (argv.length === 0) return true;
  if (level > MOST_LEVELS || (argv[0] ?? '').includes('\0') || argv.some(isAnything)) return false;
  if (knownOfArguments(argv.map((word) => (word.includes('\0') ? null : word))) !== null) return false;
  const name = nameOf(argv[0]);
  const rest = argv.slice(1);
  if (!TRANSPARENT.has(name)) return (!isWrapper(name) || JUDGED.has(name)) && looks(name, rest);
  const { commands, scripts } = unwrapped(argv);
  if (commands.length === 0 && scripts.length === 0) return name === 'xargs' || looks(name, rest);
  // An option of ssh may run a command here.
  const isOptioned = name === 'ssh' && rest.some((word) => /(?:Proxy|Local)Command/i.test(word));
  if (isOptioned || argv.some(isSteering)) return false;
  // What xargs reads becomes arguments.
  const given = name === 'xargs' ? ['\0'] : [];
  return (
    commands.every((command) => command.length > 0 && wordsLook([...command, ...given], level + 1)) &&
    scripts.every((script) => script !== '' && effectOf(script) === 'read')
  );
}

/** Wrappers that do nothing besides to run what they are given: what that does is all that they do. */
const TRANSPARENT = new Set(
  words(
    'sudo doas env nice ionice nohup time stdbuf setsid command watch xargs timeout chroot ssh sh bash ash dash zsh docker podman nerdctl docker-compose kubectl oc',
  ),
);
/** Wrappers that the table of programs that look knows by itself. */
const JUDGED = new Set(words('find crictl lxc strace ltrace'));

/** Why a command cannot be run with nobody at its keyboard. */
export type Attended = 'interactive' | 'editor';

/** Whether a command waits for somebody who types, as far as tables know it. */
export function attended(script: string): Attended | null {
  const list = parseShell(script);
  if (list === null) return null;
  let found: Attended | null = null;
  eachCommand(list, (command, { pipeline, index }) => {
    if (command.kind !== 'simple' || index < pipeline.commands.length - 1) return;
    found ??= wordsAttended(command, pipeline.commands.length > 1);
  });
  return found;
}

function wordsAttended({ words, redirects }: Simple, isFed: boolean): Attended | null {
  const all = words.map((word) => textOf(word) ?? '\0');
  const argv = all[0] === 'sudo' ? (unwrapped(all).commands[0] ?? []) : all;
  const name = nameOf(argv[0]);
  const rest = argv.slice(1);
  const fed = isFed || redirects.some(({ sign }) => sign.startsWith('<'));
  const text = rest.join(' ');
  if (/^(?:vi|vim|nvim|nano|emacs|visudo|vipw)$/.test(name)) return 'editor';
  if (/^(?:kubectl|oc)$/.test(name) && /(?:^| )edit(?: |$)/.test(text)) return 'editor';
  if (name === 'crontab' && /-e\b/.test(text)) return 'editor';
  if (name === 'systemctl' && rest[0] === 'edit') return 'editor';
  if (fed) return null;
  if (
    /^(?:psql|mysql|mariadb)$/.test(name) &&
    !/(?:^| )(?:-[a-zA-Z]*[cefl]|--(?:command|execute|file|list|version)\b)/.test(text)
  )
    return 'interactive';
  if (/^(?:mongosh?|sqlplus|cqlsh)$/.test(name) && !/--eval|-e\b|-f\b|--version/.test(text)) return 'interactive';
  if (
    /^(?:redis-cli|valkey-cli)$/.test(name) &&
    !rest.some((word, at) => !word.startsWith('-') && !/^-[hpsanut]$/.test(rest[at - 1] ?? '')) &&
    !/--(?:scan|bigkeys|memkeys|hotkeys|latency|stat|version|pipe|rdb|intrinsic)/.test(text)
  )
    return 'interactive';
  if (/^(?:telnet|ftp|sftp|screen|tmux|htop|less|more|irb|gdb)$/.test(name)) return 'interactive';
  if (/^(?:bash|sh|ash|dash|zsh|fish|python3?|node|toolbox)$/.test(name) && rest.length === 0) return 'interactive';
  if (all[0] === 'sudo' && /^(?:-[is]+|--(?:login|shell))$/.test(all.slice(1).join(' '))) return 'interactive';
  if (name === 'chroot' && rest.filter((word) => !word.startsWith('-')).length < 2) return 'interactive';
  if (name === 'virtctl' && /^(?:console|vnc|ssh)$/.test(rest[0] ?? '')) return 'interactive';
  if (name === 'minikube' && rest[0] === 'ssh' && rest.length === 1) return 'interactive';
  if (name === 'gcloud' && /(?:^| )ssh(?: |$)/.test(text) && !/--command\b/.test(text)) return 'interactive';
  if (name === 'su' && !/-c\b/.test(text)) return 'interactive';
  if (name === 'ssh' && readOptions(rest, optionsOf('ssh')).operands.length < 2 && !/-[NVGQ]\b/.test(text))
    return 'interactive';
  if (
    /^(?:docker|podman|kubectl|oc|docker-compose)$/.test(name) &&
    /(?:^| )(?:exec|run|debug|attach)(?: |$)/.test(text) &&
    /(?:^| )(?:\/bin\/|\/usr\/bin\/)?(?:bash|sh|ash|zsh|psql|mysql|redis-cli|mongosh|mongo|python3?|rails c(?:onsole)?)(?: -[il])?$/.test(
      text,
    )
  )
    return 'interactive';
  if (/^(?:kubectl|oc)$/.test(name) && /(?:^| )(?:port-forward|proxy|attach|rsh)(?: |$)/.test(text))
    return 'interactive';
  if (name === 'oc' && rest[0] === 'debug') return 'interactive';
  if (name === 'aws' && /ssm start-session|ecs execute-command/.test(text)) return 'interactive';
  if (name === 'rails' && /^(?:c|console|db)/.test(text)) return 'interactive';
  return null;
}
