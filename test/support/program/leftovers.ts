// What a program may leave behind: processes, files, and a secret in a place where it does not belong.

import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive } from './processes.ts';

/** Living processes but `known` whose command line holds one of the words; none where there is no /proc. */
export function processesNaming(words: readonly string[], known: readonly number[]): readonly string[] {
  if (!existsSync('/proc/self')) return [];
  const pids = readdirSync('/proc').map(Number).filter(Number.isInteger);
  return pids.flatMap((pid) => {
    const line = commandLine(pid);
    return !known.includes(pid) && words.some((word) => line.includes(word)) && isAlive(pid) ? [`${pid} ${line}`] : [];
  });
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}

/** Files below a folder that hold the text, as it is or as base64. */
export function filesHolding(folder: string, text: string): readonly string[] {
  const wanted = [text, Buffer.from(text).toString('base64').replaceAll('=', '')].map((one) => Buffer.from(one));
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return files.filter((file) => {
    const bytes = readFileSync(file);
    return wanted.some((one) => bytes.includes(one));
  });
}

/** Living processes that work in a folder, or below it; none where there is no /proc. */
export function processesIn(folder: string): readonly string[] {
  if (!existsSync('/proc/self')) return [];
  const pids = readdirSync('/proc').map(Number).filter(Number.isInteger);
  return pids.flatMap((pid) => (placeOf(pid).startsWith(folder) && isAlive(pid) ? [`${pid} ${commandLine(pid)}`] : []));
}

function placeOf(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return '';
  }
}
