// What runs on the other host: small POSIX scripts, for dash, bash and BusyBox alike. They come on standard input, so that no
// process list shows a value, here or there. `$p` is the folder of a command, `$N` its name.

import { Unable } from '../failure.ts';
import { SHIM } from '../process/shim.ts';

/**
 * The whole command line of a call: every login shell understands it, fish and csh too. It takes the place of the shell,
 * and reads the rest.
 */
export const BOOT = `exec /bin/sh -c 'IFS= read -r a && eval "$a"'`;

/** A value as a shell reads it. Throws `Unable` for what no program can be given. */
export function quoted(value: string): string {
  if (value.includes('\0')) throw new Unable('invalid', 'a value holds a NUL byte, which no program can be given');
  return `'${value.replaceAll("'", "'\\''")}'`;
}

/**
 * A script as it is sent: a line that reads it to its end, and `mark`, which is said on both streams before it begins. What a
 * login shell had to say stands before the mark. A script whose end did not come is not begun.
 */
export function sent(mark: string, script: string): string {
  const loader = `n=\${IFS#??}; s=; while IFS= read -r l && [ "$l" != ${mark} ]; do s=$s$l$n; done; [ "$l" = ${mark} ] && eval "$s"`;
  return `${loader}\nM=${mark}; unset CDPATH; echo "$M"; echo "$M" >&2\n${script}\n${mark}\n`;
}

/** Keeps the connection until our side is gone: nothing of it is left behind there. */
export const LIFELINE = 'exec cat >/dev/null';

/** Of the environment there a program gets these, as it does here. */
const CLEAN = `while IFS=' =' read -r a v l; do
  [ "$a" = export ] && case $v in
    PATH|HOME|LANG|TERM|TZ|M|F) ;;
    *[!A-Za-z0-9_]*|'') ;;
    *) command unset "$v" 2>/dev/null ;;
  esac
done <<END
$(export -p)
END`;

/** A program there. */
export interface ThereProgram {
  readonly file: string;
  readonly args: readonly string[];
  /** "" for the folder that a login begins in. */
  readonly cwd: string;
  /** What it gets besides the short list, or the whole environment of a login. */
  readonly env: Readonly<Record<string, string>>;
  readonly whole: boolean;
  /** Bytes of its standard input, which follow the script. */
  readonly stdin_bytes: number;
}

const exported = (env: ThereProgram['env']): string =>
  Object.entries(env)
    .map(([name, value]) => `export ${name}=${quoted(value)}\n`)
    .join('');

const words = ({ file, args }: ThereProgram): string => [file, ...args].map(quoted).join(' ');

const cleaned = ({ whole }: ThereProgram): string => (whole ? '' : `${CLEAN}\n`);

const folder = ({ cwd }: ThereProgram, otherwise: string): string =>
  cwd === '' ? '' : `cd ${quoted(cwd.startsWith('-') ? `./${cwd}` : cwd)} 2>/dev/null || { ${otherwise}; exit; }\n`;

/** The group of a process, as `kill` takes it, from its line of /proc; where that is another name space's, the process. */
const OWN_GROUP = 'group() { l=${1%% *}; set -- ${1##*) }; [ "$3" -gt 0 ] && echo "-$3" || echo "$l"; }';

/**
 * Runs a program that only looks. Its streams are those of the call; how it ended is said on standard error, after the mark.
 * When our side is gone, or lets go, its group is ended.
 */
export function lookScript(program: ThereProgram): string {
  const { stdin_bytes: bytes } = program;
  const feed = bytes === 0 ? '' : `head -c ${bytes} <&3; exec >&-;`;
  const run = 'run() { (exec "$@" 3<&-); c=$?; echo "$M exit $c" >&2; kill -KILL "$g"; kill -KILL "$w"; }';
  return `${cleaned(program)}${folder(program, 'echo "$M folder" >&2')}${exported(program.env)}set -- ${words(program)}
command -v "$1" >/dev/null 2>&1 || { case $1 in */*) [ -e "$1" ];; *) false;; esac; } || { echo "$M missing" >&2; exit; }
exec 3<&0
g=$$; { read -r w </proc/$$/stat; } 2>/dev/null && g=$(${OWN_GROUP}; group "$w")
w() { ${feed} exec >/dev/null 2>&1; cat <&3; trap '' TERM; kill -TERM "$g"; kill -CONT "$g"; sleep 1; kill -KILL "$g"; }
${run}
${bytes === 0 ? 'w & w=$!; run "$@" </dev/null' : 'w | run "$@"'}`;
}

/**
 * Where commands that change something leave their output and their end: not in memory, and not in a folder of the login, both
 * of which a logout may empty. Others may write in the second half of the list: there a folder has to be our own, and private.
 */
const PLACES = `h() { case $HOME in *[!A-Za-z0-9_./-]*) d=;; /*) d=$HOME/.local/state/firebreak/there;; *) d=;; esac; }
each() { h; for d in $d /var/tmp/firebreak-\${LOGNAME:-us} /tmp/firebreak-\${LOGNAME:-us} /dev/shm/firebreak-\${LOGNAME:-us}; do "$1" && return 0; done; return 1; }
own() { [ -d "$d" ] && [ -O "$d" ] || return 1; case $d in "$HOME"/*) return;; esac; [ ! -L "$d" ] && case $(ls -ld "$d") in drwx------*) ;; *) false;; esac; }
has() { p=$d/$N; [ -d "$p" ] && [ ! -L "$p" ] && own; }
make() { { [ -d "$d" ] || mkdir -p "$d"; } 2>/dev/null; own || return 1; p=$d/$N
  mkdir "$p" 2>/dev/null || return 1
  { printf '%4096s' '' >"$p/room"; } 2>/dev/null && return 0
  rm -rf "$p"; return 1; }
b=; { read -r b </proc/sys/kernel/random/boot_id; } 2>/dev/null`;

/**
 * Tells of a command until it has ended: `began <pid> <line of /proc/<pid>/stat>`, `out <bytes>` and `err <bytes>` with the bytes,
 * `.` when there is nothing to tell, and one last word. It waits for nothing that the command could wait for.
 */
const FOLLOW = `${OWN_GROUP}
start() { set -- \${1##*) }; echo "\${20}"; }
led() { kill -0 "$1" 2>/dev/null || return 1; [ "$I" ] && return; y=; { IFS= read -r y </proc/$1/stat; } 2>/dev/null || return 0; [ "$(start "$y")" = "$(start "$s1")" ]; }
follow() {
  trap '' HUP INT QUIT; trap D=1 USR1; D=
  o=$1 e=$2 w=\${I:+40} q=0 k=0 x= z=0
  while :; do
    r=1 s1= s2= s3=
    { { IFS= read -r s1 || s1=; IFS= read -r s2 || s2=; IFS= read -r s3 || s3=; } <"$p/status"; } 2>/dev/null
    l=\${s1#began }; l=\${l%% *}
    case $s1 in began*) [ -z "$D" ] && led "$l" || r=0;; esac
    { { IFS= read -r s1 || s1=; IFS= read -r s2 || s2=; IFS= read -r s3 || s3=; } <"$p/status"; } 2>/dev/null
    case $s1 in began*) [ "$x" ] || { echo "$s1"; x=1; };; esac
    a=$o c=$e n=
    if [ -s "$p/out" ] || [ -s "$p/err" ]; then
      set -- $(cd "$p" && wc -c out err 2>/dev/null)
      while [ $# -gt 1 ]; do case $2 in out) a=$1;; err) c=$1;; esac; shift 2; done
      [ "$a" -gt "$o" ] && { echo "out $((a-o))"; tail -c +$((o+1)) "$p/out" | head -c $((a-o)); o=$a n=1; }
      [ "$c" -gt "$e" ] && { echo "err $((c-e))"; tail -c +$((e+1)) "$p/err" | head -c $((c-e)); e=$c n=1; }
    fi
    [ "$n" ] && q=0
    case $s1 in
      forbidden) echo forbidden; return;;
      began*)
        case $s2 in refused|ended*) [ $r = 0 ] || [ $q -ge 300 ] && { echo "$s2"; return; };;
        *) [ $r = 0 ] && { z=$((z+1)); [ $z -gt 3 ] && { [ "$l" = "$$" ] && return; kill -0 "$(group "\${s1#began * }")" 2>/dev/null || { echo lost; return; }; }; };;
        esac;;
      *) [ "$I" ] && kill -0 $$ 2>/dev/null || { z=$((z+1)); [ $z -gt 3 ] && { echo none; return; }; };;
    esac
    [ $k -ge 2000 ] && { echo .; k=0; }
    w=\${w:-8}; case $w in ?) s=0.00$w;; ??) s=0.0$w;; *) s=0.$w;; esac
    # The shim wakes it when all is written.
    { sleep $s || sleep 1; } >/dev/null 2>&1 & wait $!
    q=$((q+w)) k=$((k+w)) w=$((w*3/2)); [ $w -gt 250 ] && w=250
  done
}`;

const named = (name: string): string => `N=${quoted(name)}; umask 077\n${PLACES}\n`;

/**
 * Makes the folder of a command, waits for a word, and runs the command in it under the shim, which outlives the call.
 * `again`: only where the folder is there already. Two of these start a command once: who makes its `status` runs it.
 */
export function launchScript(name: string, program: ThereProgram, again: boolean): string {
  const { stdin_bytes: bytes } = program;
  const input =
    bytes === 0
      ? 'exec 4</dev/null'
      : `i=$p/stdin.$$; head -c ${bytes} >"$i"; [ "$(wc -c <"$i")" -eq ${bytes} ] || { rm -f "$i"; echo noinput; exit; }; exec 4<"$i"; rm -f "$i"`;
  const room = again ? 'each has || { echo gone; exit; }' : 'each has || each make || { echo noplace; exit; }';
  return `u=$(umask)
${named(name)}${room}
[ -f "$p/boot" ] || echo "$b" >"$p/boot"
B=; read -r B <"$p/boot"; [ "$B" = "$b" ] || { echo reboot; exit; }
${FOLLOW}
t=$(command -v tee) || { echo notee; exit; }
echo "ready $b"
IFS= read -r g && [ "$g" = go ] || exit
${input}
${folder(program, 'echo nofolder')}I=1; follow 0 0 & F=$!
exec 0<&4 1>/dev/null 2>/dev/null 4<&-
set -- "$p" "$u" "$t" ${words(program)}
${cleaned(program)}${exported(program.env)}${SHIM}
x=; { read -r x </proc/$F/stat; } 2>/dev/null; set -- \${x##*) }; [ "$2" = "$$" ] && kill -USR1 "$F"`;
}

/** Tells on of a command, from so many bytes of its output. `forbid`: what has not begun never will. */
export function followScript(
  name: string,
  { out, err, forbid }: { readonly out: number; readonly err: number; readonly forbid: boolean },
): string {
  const settle = forbid ? '( set -C; echo forbidden >"$p/status" ) 2>/dev/null\n' : '';
  return `${named(name)}each has || { echo gone; exit; }
B=; { read -r B <"$p/boot"; } 2>/dev/null; [ "$B" = "$b" ] || { grep -q '^ended' "$p/status" 2>/dev/null || { echo reboot; exit; }; }
${settle}${FOLLOW}
I=; follow ${out} ${err}`;
}

/** Ends the group of a command, if it is certain that it is still that one. */
export const endScript = (name: string): string => `${named(name)}each has || exit
${FOLLOW}
s1=; { read -r s1 <"$p/status"; } 2>/dev/null; l=\${s1#began }; l=\${l%% *}; case $l in ''|*[!0-9]*) exit;; esac
led "$l" || exit
g=$(group "\${s1#began * }"); kill -TERM "$g"; kill -CONT "$g"; i=0
while kill -0 "$g" 2>/dev/null && [ $i -lt 50 ]; do sleep 0.1 2>/dev/null || sleep 1; i=$((i+1)); done
kill -KILL "$g" 2>/dev/null`;

/** Removes the folders of commands, and those that others left a month ago. */
export const removeScript = (names: readonly string[]): string => `${PLACES}
for N in ${names.map(quoted).join(' ')}; do each has && rm -rf "$p" && w=$d; done
[ "$w" ] || exit
find "$w" -mindepth 1 -maxdepth 1 -mtime +30 -exec rm -rf {} + 2>/dev/null
rmdir "$w" 2>/dev/null`;
