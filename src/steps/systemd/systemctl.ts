// Asks the programs of systemd, and tells why one could not answer. Their words are the same in every language: C is asked
// for, and times in UTC.

import { Cancelled, Failure, Unable } from '../failure.ts';
import type { Surroundings } from '../performer.ts';
import type { Ended } from '../process/end.ts';
import { runPiped } from '../process/piped.ts';
import { environment, locate, type Program } from '../process/program.ts';
import { lookThere } from '../ssh/look.ts';
import type { There } from '../ssh/there.ts';

/** One look: who may end it, and when its time is over (as `performance.now` counts). */
export interface Asking {
  readonly surroundings: Surroundings;
  readonly until: number;
  /** The host whose systemd is asked; absent: this one's. */
  readonly on?: string;
}

type Name = 'systemctl' | 'journalctl';

/** Times in UTC, and words of no language. */
const VARIABLES = { LANG: 'C', LC_ALL: 'C', TZ: 'UTC', SYSTEMD_COLORS: '0', SYSTEMD_PAGER: '' };

const all = (args: readonly string[]): readonly string[] => ['--no-pager', ...args];

/** A program of systemd with its arguments; throws `Unable` where this host has none. */
export function systemdProgram(name: Name, args: readonly string[], cwd: string): Program {
  const file = locate(name);
  if (file === null) throw notInstalled(name, 'this host');
  return { file, args: all(args), env: environment(VARIABLES), cwd };
}

/** The same on another host. */
export const farSystemd = (host: string, name: Name, args: readonly string[]): There => ({
  host,
  program: { file: name, args: all(args), env: VARIABLES, cwd: '' },
});

const notInstalled = (name: string, host: string): Unable =>
  new Unable('not_installed', `\`${name}\` is not installed: ${host} is not run by systemd`);

/** What it prints. Throws `Unable` where it could not look, and `Failure` where what came is no answer. */
export async function asked(name: Name, args: readonly string[], { surroundings, until, on }: Asking): Promise<Ended> {
  const left_ms = Math.max(0, until - performance.now());
  // Nothing of it belongs in the record but what is made of it.
  const quietly: Surroundings = { ...surroundings, spawned() {}, output() {} };
  const ended =
    on === undefined
      ? await runPiped(systemdProgram(name, args, surroundings.cwd), left_ms, quietly)
      : await lookThere(farSystemd(on, name, args), left_ms, quietly);
  const { ending, stdout, stderr } = ended;
  switch (ending.kind) {
    case 'timed_out': {
      const message = 'systemd did not answer in time';
      throw new Failure({ kind: 'timeout', code: '', message }, 'none');
    }
    case 'cancelled':
      throw new Cancelled(ending.by, 'none');
    case 'exited': {
      const why = ending.code === 0 ? null : troubleIn(stderr.text);
      if (why !== null && why.kind !== 'not_found')
        throw new Unable(why.blind, on === undefined ? why.message : why.message.replace('this host', on));
      if (stdout.cut) throw new Unable('invalid', 'systemd says more than can be kept; ask for less');
      return ended;
    }
    case 'not_spawned':
      if (on !== undefined && ending.code === 'ENOENT') throw notInstalled(name, on);
      throw new Unable('not_answered', `${name} could not be asked`);
    default:
      throw new Unable('not_answered', `${name} could not be asked`);
  }
}

/** Why systemd would not: no job was begun, and nothing was seen. */
export interface Trouble {
  readonly kind: 'not_found' | 'denied' | 'no_systemd';
  readonly blind: 'no_permission' | 'no_engine' | 'invalid';
  readonly message: string;
}

/** What systemctl says when it never got as far as the unit; null where it did. */
export function troubleIn(stderr: string): Trouble | null {
  const line = firstLine(stderr);
  if (/not been booted with systemd|Host is down/.test(stderr)) {
    return { kind: 'no_systemd', blind: 'no_engine', message: 'systemd does not run this host' };
  }
  if (/Access denied|authentication required|Permission denied|Operation not permitted/i.test(stderr)) {
    const message = `systemd refuses this user: ${line}; root may, or who has a rule of polkit`;
    return { kind: 'denied', blind: 'no_permission', message };
  }
  if (/Failed to (?:connect to|get) .*(?:bus|D-Bus)/i.test(stderr)) {
    return {
      kind: 'no_systemd',
      blind: 'no_engine',
      message: `systemd cannot be reached: ${line}; root needs no D-Bus`,
    };
  }
  if (/Unit \S+ (?:not found|could not be found|not loaded|is masked)/.test(stderr)) {
    return { kind: 'not_found', blind: 'invalid', message: line };
  }
  return null;
}

/** The first line, which says what; those after it say where to read more. */
export const firstLine = (text: string): string => (text.trim().split('\n')[0] ?? '').trim().slice(0, 300);
