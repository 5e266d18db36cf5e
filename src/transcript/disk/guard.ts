// Whether a file or folder may be trusted: no links, ours, and nobody else may write to it. Every refusal holds the
// command that cures it.

import { TranscriptError } from '../transcript-error.ts';
import type { Disk, FileFacts } from './disk.ts';

const WRITABLE_BY_OTHERS = 0o022;
const WRITABLE_BY_ALL = 0o002;
const STICKY = 0o1000;

/** Refuses a folder that is a link, is not ours, or may be changed by others. */
export function guardFolder(path: string, facts: FileFacts | null): void {
  if (facts?.kind !== 'folder') throw unsafe(path, facts?.kind === 'link' ? 'is a link' : 'is not a folder', null);
  guardOwner(path, facts);
  if (facts.mode & WRITABLE_BY_OTHERS) throw openToOthers(path, facts);
}

/** Refuses a folder in which others could put another folder in the place of ours. */
export function guardParent(path: string, facts: FileFacts | null): void {
  if (facts === null || !(facts.mode & WRITABLE_BY_ALL) || facts.mode & STICKY) return;
  throw unsafe(path, `may be changed by everybody (mode ${octal(facts)})`, `chmod o-w ${quote(path)}`);
}

/** Refuses an open file that is no plain file, is not ours, has a second name, or may be changed by others. */
export function guardFile(path: string, facts: FileFacts): void {
  if (facts.kind !== 'file') throw unsafe(path, 'is not a plain file', null);
  guardOwner(path, facts);
  if (facts.links > 1) {
    const copy = `cp -p ${quote(path)} ${quote(`${path}.own`)} && mv ${quote(`${path}.own`)} ${quote(path)}`;
    throw unsafe(path, 'has a second name (hard link)', copy);
  }
  if (facts.mode & WRITABLE_BY_OTHERS) throw openToOthers(path, facts);
}

/** Opens an existing file for `use`, guarded; links are refused. */
export function openGuarded(disk: Disk, path: string, how: 'append' | 'change' | 'lock'): number {
  if (disk.look(path)?.kind === 'link') throw unsafe(path, 'is a link', `rm ${quote(path)}`);
  const fd = disk.open(path, how);
  try {
    guardFile(path, disk.facts(fd));
    return fd;
  } catch (error) {
    disk.close(fd);
    throw error;
  }
}

/** A word for a POSIX shell. */
function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

function guardOwner(path: string, facts: FileFacts): void {
  const me = process.getuid?.();
  // root may write anywhere: in a container the folder of the host often belongs to somebody else.
  if (me === undefined || me === 0 || facts.uid === me) return;
  throw unsafe(path, `belongs to another user (uid ${facts.uid})`, `sudo chown -R "$(id -u)" ${quote(path)}`);
}

function openToOthers(path: string, facts: FileFacts): TranscriptError {
  return unsafe(path, `may be changed by others (mode ${octal(facts)})`, `chmod go-w ${quote(path)}`);
}

function unsafe(path: string, why: string, fix: string | null): TranscriptError {
  return new TranscriptError('unsafe', `${path} ${why}`, fix);
}

function octal(facts: FileFacts): string {
  return (facts.mode & 0o777).toString(8).padStart(4, '0');
}
