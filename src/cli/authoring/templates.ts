// What a new runbook starts from: runbooks with their scenarios, shipped in runbooks/templates, each valid and tested as it
// stands.

import { readdir, readFile } from 'node:fs/promises';
import { packageFile } from '../package-folder.ts';

/** A template's two files, still under its own name. */
export interface RunbookTemplate {
  readonly runbook: string;
  readonly scenarios: string;
}

/** What the new runbook is called. */
export interface Naming {
  readonly id: string;
  /** Absent: the template's own. */
  readonly title?: string;
  readonly severity?: string;
  readonly owner?: string;
}

/** Names of all templates, `blank` first. */
export async function templateNames(): Promise<readonly string[]> {
  const names = (await readdir(packageFile('runbooks', 'templates')))
    .filter((name) => name.endsWith('.yaml') && !name.endsWith('.test.yaml'))
    .map((name) => name.replace(/\.yaml$/, ''));
  return names.toSorted((a, b) => Number(b === 'blank') - Number(a === 'blank') || a.localeCompare(b));
}

/** Reads a template. */
export async function readTemplate(name: string): Promise<RunbookTemplate> {
  const file = (ending: string): Promise<string> =>
    readFile(packageFile('runbooks', 'templates', `${name}${ending}`), 'utf8');
  return { runbook: await file('.yaml'), scenarios: await file('.test.yaml') };
}

/** A template under a new name. `schemas` is the folder of the schemas, as seen from the runbook. */
export function named(
  template: RunbookTemplate,
  { id, title, severity, owner }: Naming,
  schemas: string,
): RunbookTemplate {
  const modeline = (text: string): string => text.replace(/^(# yaml-language-server: \$schema=).*\//, `$1${schemas}/`);
  const set = (text: string, key: string, value: string | undefined): string =>
    value === undefined ? text : text.replace(new RegExp(`^${key}: .*$`, 'm'), () => `${key}: ${scalar(value)}`);
  const runbook = set(set(set(template.runbook, 'id', id), 'title', title), 'severity', severity);
  return {
    runbook: modeline(
      owner === undefined ? runbook : runbook.replace(/^severity: .*$/m, (line) => `${line}\nowner: ${scalar(owner)}`),
    ),
    scenarios: modeline(set(template.scenarios, 'test', id)),
  };
}

// A word or two stand as they are; anything that YAML could read otherwise is quoted, as JSON is.
const scalar = (text: string): string =>
  /^[A-Za-z][\w ./-]*$/.test(text) && !/^(true|false|null|yes|no|on|off)$/i.test(text)
    ? text.trim()
    : JSON.stringify(text);
