// What a command does, as far as tables know it. Only what is known to look is a probe: what no table has counts as a change.

import { knownOfArguments, knownOfScript } from '../../kinds/deeds/verbs.ts';
import { parseShell } from '../../kinds/scripts/parse.ts';
import { isWrapper, nameOf } from '../../kinds/scripts/runs-text.ts';
import { type Command, eachCommand, type Simple, textOf } from '../../kinds/scripts/syntax.ts';
import type { Risk } from '../../model/risk.ts';
import { verbsOf, words } from './looks/look-rules.ts';
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
  const inner = innerOf(argv);
  if (inner !== null && argv.some(isSteering)) return false;
  if (inner === null) return looks(nameOf(argv[0]), argv.slice(1));
  if (typeof inner === 'string') return inner !== '' && effectOf(inner) === 'read';
  return inner.length > 0 && wordsLook(inner, level + 1);
}

// Options of wrappers that take a word.
const VALUED: Readonly<Record<string, RegExp>> = {
  sudo: /^-[ugpCDhRTU]$/,
  doas: /^-[uC]$/,
  env: /^-[uCS]$/,
  nice: /^-n$/,
  ionice: /^-[cnp]$/,
  timeout: /^-[ks]$/,
  xargs: /^-[IEadLlnPs]$/,
  watch: /^-[nqs]$/,
  chroot: /^$/,
  ssh: /^-[BbcDEeFIiJLlmOopQRSWw]$/,
  exec: /^-(?:[euw]|-env|-user|-workdir|-env-file|-index|n|-namespace|c|-container|-context|-kubeconfig|f|-file|p|-project-name)$/,
};

/** What a wrapper runs: words, or a text for a shell; null where it is none; empty where it runs nothing of its own. */
function innerOf(argv: readonly string[]): readonly string[] | string | null {
  const name = nameOf(argv[0]);
  const rest = argv.slice(1);
  switch (name) {
    case 'sudo':
    case 'doas':
    case 'env':
    case 'nice':
    case 'ionice':
    case 'nohup':
    case 'time':
    case 'stdbuf':
    case 'setsid':
    case 'command':
    case 'watch':
    case 'xargs': {
      const left = behindOptions(rest, VALUED[name] ?? /^$/).filter(
        (word, at, all) => !isAssignment(word, all.slice(0, at)),
      );
      if (name === 'env' && left.length === 0) return null;
      if (name === 'xargs') return left.length === 0 ? ['echo'] : [...left, '\0'];
      if (name === 'watch' && left.length === 1) return left[0] ?? '';
      if (name === 'command' && rest.some((word) => /^-[vV]$/.test(word))) return null;
      return left;
    }
    case 'timeout':
    case 'chroot':
      return behindOptions(rest, VALUED[name] ?? /^$/).slice(1);
    case 'ssh': {
      if (rest.some((word) => /(?:Proxy|Local)Command/i.test(word))) return '';
      const [, ...left] = behindOptions(rest, VALUED['ssh'] ?? /^$/);
      return left.join(' ');
    }
    case 'sh':
    case 'bash':
    case 'ash':
    case 'dash':
    case 'zsh': {
      const at = rest.findIndex((word) => /^-[a-z]*c$/.test(word));
      return at < 0 ? '' : (rest[at + 1] ?? '');
    }
    case 'docker':
    case 'podman':
    case 'nerdctl':
    case 'docker-compose': {
      const { said, sure } = verbsOf(rest, BEFORE_EXEC);
      const path = name !== 'docker-compose' && /^(?:compose|container)$/.test(said[0] ?? '') ? 1 : 0;
      if (said[path] !== 'exec' || sure <= path) return null;
      return behindOptions(rest.slice(rest.indexOf('exec') + 1), VALUED['exec'] ?? /^$/).slice(1);
    }
    case 'kubectl':
    case 'oc': {
      const { said, sure } = verbsOf(rest, BEFORE_EXEC);
      if (said[0] !== 'exec' || sure === 0) return null;
      const at = rest.indexOf('exec');
      const dashes = rest.indexOf('--', at);
      if (dashes >= 0) return rest.slice(dashes + 1);
      return behindOptions(rest.slice(at + 1), VALUED['exec'] ?? /^$/).slice(1);
    }
    default:
      return isWrapper(name) && !KNOWN_WRAPPERS.has(name) ? [] : null;
  }
}

// Options that take a word in front of `exec`.
const BEFORE_EXEC = new Set(
  words('-f --file -p --project-name -n --namespace --context --kubeconfig -H --host --profile -c --container'),
);
// Wrappers that the table of programs that look knows by itself.
const KNOWN_WRAPPERS = new Set(['find', 'crictl', 'time', 'lxc', 'strace', 'ltrace']);

const isAssignment = (word: string, before: readonly string[]): boolean =>
  /^[A-Za-z_]\w*=/.test(word) && before.every((one) => /^[A-Za-z_]\w*=/.test(one));

function behindOptions(words: readonly string[], valued: RegExp): readonly string[] {
  let at = 0;
  while (at < words.length && (words[at] ?? '').startsWith('-')) {
    if (words[at] === '--') return words.slice(at + 1);
    at += valued.test(words[at] ?? '') ? 2 : 1;
  }
  return words.slice(at);
}

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
  const argv = all.slice(all[0] === 'sudo' ? behindSudo(all) : 0);
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
  if (name === 'su' && !/-c\b/.test(text)) return 'interactive';
  if (name === 'ssh' && behindOptions(rest, VALUED['ssh'] ?? /^$/).length < 2 && !/-[NVGQ]\b/.test(text))
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

function behindSudo(words: readonly string[]): number {
  const left = behindOptions(words.slice(1), VALUED['sudo'] ?? /^$/);
  return words.length - left.length;
}
