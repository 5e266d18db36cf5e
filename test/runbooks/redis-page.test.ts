// The whole page is carried by the runbook: given every line of it, then something in the runbook stands for that line.

import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Runbook, Step } from '../../src/model/runbook.ts';
import { parseRunbook } from '../../src/parse/runbook.ts';

interface Mapped {
  readonly line: number;
  readonly text: string;
  readonly by: readonly string[];
  readonly careful?: string;
}

setFlagsFromString('--enable-experimental-regexp-engine');

const page = readFileSync('test/fixtures/redis-page.md', 'utf8').split('\n');
const mapped = parse(readFileSync('test/fixtures/redis-page.map.yaml', 'utf8')) as readonly Mapped[];
const file = 'runbooks/redis-connectivity-loss.yaml';
const { runbook, diagnostics } = parseRunbook({ file, text: readFileSync(file, 'utf8') });

/** Every name by which a part of the runbook can carry a line. */
function carriers(book: Runbook): ReadonlySet<string> {
  const steps = (prefix: string, list: readonly Step[]): readonly string[] => list.map(({ id }) => `${prefix}/${id}`);
  const numbered = (name: string, list: readonly unknown[]): readonly string[] =>
    list.map((_, n) => `${name}.${n + 1}`);
  return new Set([
    'title',
    'severity',
    'triggers',
    'symptoms',
    'causes',
    'diagnose',
    'verify',
    'escalate',
    'prevent',
    ...numbered('triggers', book.triggers),
    ...numbered('symptoms', book.symptoms),
    ...numbered('verify', book.verify),
    ...numbered('prevent', book.prevent),
    ...book.probes.map(({ id }) => `diagnose.${id}`),
    ...book.causes.map(({ id }) => `causes.${id}`),
    ...book.causes.flatMap(({ id, resolve }) => steps(id, resolve)),
  ]);
}

describe('the page about Redis connectivity loss', () => {
  test('is carried by a valid runbook without warnings', () => {
    const doubtful = diagnostics.filter(({ severity }) => severity !== 'note');
    expect(doubtful.map(({ message }) => message)).toEqual([]);
    expect(runbook).toBeDefined();
  });

  test('has no line that nothing in the runbook carries', () => {
    const lines = page.flatMap((text, n) =>
      text.trim() === '' || text.trim() === '```' ? [] : [{ line: n + 1, text: text.trim() }],
    );
    const known = new Map(mapped.map((one) => [one.line, one.text]));
    expect(lines.filter(({ line, text }) => known.get(line) !== text)).toEqual([]);
  });

  test('is carried by parts that exist', () => {
    if (runbook === undefined) throw new Error('the runbook is not valid');
    const known = carriers(runbook);
    const dead = mapped.flatMap(({ line, by }) => by.filter((id) => !known.has(id)).map((id) => `${line}: ${id}`));
    expect(dead).toEqual([]);
  });

  test('has the careful version, with the reason, of each piece of advice that does harm', () => {
    const harmful = [
      'keys "bull',
      'config set maxmemory 512mb',
      'restart api worker',
      'docker-compose up -d redis',
      'docker exec qpp-api',
      'docker ps | grep',
    ];
    for (const advice of harmful) {
      const lines = mapped.filter(({ text }) => text.includes(advice));
      expect(lines.length, advice).toBeGreaterThan(0);
      for (const { careful } of lines) expect(careful?.length, advice).toBeGreaterThan(20);
    }
  });
});
