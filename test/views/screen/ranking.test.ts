// A ranking as people read it: what holds and what may hold with all its evidence, what is ruled out in one line.

import { expect, test } from 'vitest';
import type { Evidence, Seen, Truth } from '../../../src/model/expression.ts';
import type { RankedCause } from '../../../src/model/ranked-cause.ts';
import type { Ranking } from '../../../src/views/blocks/block.ts';
import { againstLine, evidenceLine, sawLine } from '../../../src/views/blocks/evidence-lines.ts';
import { plainLines } from '../../../src/views/plain/plain.ts';
import { rankingRows, type Telling } from '../../../src/views/screen/ranking-rows.ts';
import { glyphsFor } from '../../../src/views/text/glyphs.ts';
import { pageOf } from '../../../src/views/text/layout.ts';
import { rowText } from '../../../src/views/text/row.ts';

const line = (source: string, truth: Truth, ...saw: readonly Seen[]): Evidence => ({ source, truth, saw });

const cause = (title: string, verdict: RankedCause['verdict'], ...lines: readonly Evidence[]) => ({
  id: title.toLowerCase().replaceAll(' ', '_'),
  title,
  verdict,
  lines,
  tried: false,
  holds: [],
  unseen: [],
  against: '',
});

const REFUSED = line(
  'not_reached',
  'true',
  { name: 'not_reached', value: true },
  { name: 'ping.error.kind', value: 'refused' },
);
const NOT_DOCKER = line(
  'in_docker',
  'false',
  { name: 'in_docker', value: false },
  { name: 'inputs.manager', value: 'command' },
);
const SKIPPED = line('!container.exists', 'unknown', {
  name: 'container',
  unknown: { code: 'if_false', source: 'in_docker' },
});

const RANKING: Ranking = {
  type: 'ranking',
  triggers: [
    {
      title: 'The API is not ready',
      truth: 'true',
      evidence: line('api.status == 503', 'true', { name: 'api.status', value: 503 }),
    },
  ],
  causes: [
    { ...cause('Server down', 'confirmed', REFUSED), because: 'Nothing answers.' },
    cause(
      'Network cut',
      'possible',
      REFUSED,
      line(
        'near_answers',
        'unknown',
        { name: 'near_answers', unknown: { code: 'needs', name: 'status' } },
        { name: 'status', unknown: { code: 'not_looked_at' } },
      ),
    ),
    cause(
      'No container',
      'ruled_out',
      SKIPPED,
      NOT_DOCKER,
      line('ping.ok', 'false', { name: 'ping.ok', value: false }),
    ),
  ],
  apart: [],
};

test('in plain mode what is open is shown with every line, and what is ruled out with the one that rules it out', () => {
  const lines = plainLines({ ...RANKING, seq: 1, at: '2026-03-02T21:17:44Z' }, 'full').map((text) => text.slice(10));
  expect(lines).toEqual([
    'trigger   true: The API is not ready: api.status == 503 (api.status 503)',
    'cause     1. confirmed: Server down',
    'because   1. Nothing answers.',
    'evidence  1. true: not_reached (ping.error.kind refused)',
    'cause     2. possible, 1 of 2 lines hold, 1 unknown: Network cut',
    'evidence  2. true: not_reached (ping.error.kind refused)',
    'evidence  2. unknown: near_answers (status ? (it was not looked at))',
    'cause     3. ruled out: No container: in_docker is false (inputs.manager command)',
  ]);
});

const rows = (columns: number, telling?: Telling, ranking = RANKING): readonly string[] =>
  rankingRows(pageOf(columns, glyphsFor({ LANG: 'C.UTF-8' })), ranking, telling).map((one) => rowText(one).trimEnd());

test('on the screen what is ruled out takes one line, by its title', () => {
  for (const columns of [80, 56])
    expect(rows(columns).slice(-2)).toEqual(['  ruled out; w shows by what', '    No container']);
});

test('where all evidence is asked for, every line of every cause is there', () => {
  const text = rows(80, 'expressions').join('\n');
  for (const { lines } of RANKING.causes) for (const { source } of lines) expect(text).toContain(source);
  expect(text).toContain('container ? (its condition is false: in_docker)');
});

test('unless expressions are asked for, none stands on the screen', () => {
  for (const telling of ['brief', 'words'] as const) {
    const text = rows(80, telling).join('\n');
    for (const { lines } of RANKING.causes) for (const { source } of lines) expect(text).not.toContain(source);
  }
});

test('what rules several causes out is said once, with all of them below it', () => {
  const out = (title: string, against: string) => ({ ...cause(title, 'ruled_out'), against });
  const causes = [
    out('Cut', '"PING" (ok)'),
    out('No container', 'the input manager (command)'),
    out('Busy', '"PING" (ok)'),
  ];
  expect(rows(80, 'words', { ...RANKING, causes })).toEqual([
    '  Ruled out by "PING" (ok)',
    '    Cut',
    '    Busy',
    '  Ruled out by the input manager (command)',
    '    No container',
  ]);
});

test('what is unknown for the same reason is said with that reason once', () => {
  const why = 'connect ECONNREFUSED 127.0.0.1:6379';
  const evidence = line(
    'server.info.used_memory / server.info.maxmemory > 0.9 || down',
    'unknown',
    { name: 'server.info.used_memory', unknown: { code: 'no_value', shown: why } },
    { name: 'server.info.maxmemory', unknown: { code: 'no_value', shown: why } },
    { name: 'status', unknown: { code: 'not_looked_at' } },
  );
  expect(sawLine(evidence)).toBe(
    `server.info.used_memory, server.info.maxmemory ? (${why}), status ? (it was not looked at)`,
  );
});

test('a line that says itself what it saw does not say it twice', () => {
  expect(evidenceLine(line('!ping.ok', 'true', { name: 'ping.ok', value: false }))).toBe('true: !ping.ok');
  expect(againstLine(cause('Busy', 'ruled_out', line('ping.ok', 'false', { name: 'ping.ok', value: false })))).toBe(
    'ping.ok is false',
  );
  expect(againstLine(cause('Busy', 'possible', SKIPPED))).toBe('');
});
