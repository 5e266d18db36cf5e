// What a whole run leaves in the scrollback, and the same run as plain lines.

import { expect, test } from 'vitest';
import { actionsOf } from '../../../src/engine/state.ts';
import type { RunEvent } from '../../../src/model/event.ts';
import { blocksOf, blocksOfBatch } from '../../../src/views/blocks/of-event.ts';
import { plainLines } from '../../../src/views/plain/plain.ts';
import { blockRows } from '../../../src/views/screen/block-rows.ts';
import { glyphsFor } from '../../../src/views/text/glyphs.ts';
import { pageOf } from '../../../src/views/text/layout.ts';
import { fit } from '../../../src/views/text/row.ts';
import { width } from '../../../src/views/text/text.ts';
import { guidedStory } from '../../support/screen/guided-story.ts';

const story = guidedStory();
const context = { plan: story.plan, transcript: '/home/ana/runs/r1/transcript.jsonl', folder: '/home/ana/runs/r1' };
const blocks = story.moments.flatMap(({ before, events }) => blocksOfBatch(context, before, events));

function scrollback(columns: number): readonly string[] {
  const page = pageOf(columns, glyphsFor({ LANG: 'C.UTF-8' }));
  return blocks
    .flatMap((block) => blockRows(page, block))
    .map((row) =>
      fit(row, page.columns)
        .map(({ text }) => text)
        .join(''),
    );
}

test('the scrollback tells the run from its opening to its end', () => {
  const text = scrollback(80)
    .map((line) => line.replace(/^\d\d:\d\d:\d\dZ /, ''))
    .join('\n');
  const told = [
    'Payments cannot use Redis',
    'Alert       RedisOutOfMemory on redis-main',
    '→ Diagnosed  3 ok, 1 not ok, 1 blind, 1 still running',
    '? container  blind   permission denied on /var/run/docker.sock',
    '✓ Likely causes  1 confirmed',
    '1 Redis has reached its memory limit                                 confirmed',
    '? container: permission denied on /var/run/docker.sock',
    '› ana approved  Give Redis more memory  CHANGE',
    '✗ Goal missed',
    '› ana approved  Drop the page cache of the shop  DESTROY',
    "    redis-cli -u redis://redis-main:6379 --scan --pattern 'page cache:*' unlink",
    '? In doubt: Restart Redis',
    '── ✓ Resolved in 10s',
    'Done        Give Redis more memory',
    'Now         every goal holds:',
    'Redis accepts writes',
    'Next        firebreak report r1',
    '1 follow-up in that report',
  ];
  let from = 0;
  for (const line of told) {
    const at = text.indexOf(line, from);
    expect(at, `"${line}" in its place of\n${text}`).toBeGreaterThanOrEqual(0);
    from = at;
  }
});

test('no line of the scrollback is wider than the window, and none of a command is clipped', () => {
  for (const columns of [120, 80, 50, 40]) {
    const lines = scrollback(columns);
    for (const line of lines) expect(width(line)).toBeLessThanOrEqual(columns);
    const flat = lines
      .join('\n')
      .replaceAll(' \\\n', ' ')
      .replaceAll(/[\s↪]+/g, '');
    expect(flat).toContain("redis-cli-uredis://redis-main:6379--scan--pattern'pagecache:*'unlink");
  }
});

test('what was changed but failed is not left out at the end', () => {
  const finish = blocks.find(({ type }) => type === 'finish');
  expect(finish).toMatchObject({
    changed: expect.arrayContaining(['Restart the exporter (failed; what it changed is not known)']),
  });
});

test('plain lines say one fact each: time, tag, text, and no escape', () => {
  const lines = blocks.flatMap((block) => plainLines(block, 'full'));
  for (const line of lines) expect(line).toMatch(/^\d\d:\d\d:\d\dZ [a-z]+ *( \S.*)?$/);
  expect(lines.join('\n')).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/);
  const text = lines.map((line) => line.slice(10)).join('\n');
  for (const said of [
    'probe     write: not ok: oom: it says oom (1ms)',
    'cause     1. confirmed: Redis has reached its memory limit',
    'evidence  2. unknown: container.restarts > 5 (container ? (permission denied on /var/run/docker.sock))',
    'step      4/5 Drop the page cache of the shop',
    'risk      destroy: data is lost',
    'preview   41200 keys',
    "command   redis-cli -u redis://redis-main:6379 --scan --pattern 'page cache:*' unlink",
    'doubt     it did not end within 5.0s',
    'result    Resolved in 10s',
    'record    /home/ana/runs/r1/transcript.jsonl',
  ]) {
    expect(text).toContain(said);
  }
});

test.each(['probe', 'action'] as const)(
  'that the record has less of the output of one %s than came is said beside it',
  (purpose) => {
    const purposes = new Map(
      story.moments.flatMap(({ events }) =>
        events.flatMap((event) =>
          event.type === 'step.started' ? [[event.data.exec, event.data.purpose] as const] : [],
        ),
      ),
    );
    const lines = story.moments.flatMap(({ before, events }) => {
      const at = events.findIndex(
        (event) => event.type === 'step.finished' && purposes.get(event.data.exec) === purpose,
      );
      const event = events[at];
      if (event?.type !== 'step.finished') return [];
      const outputs = [
        { stream: 'stdout', bytes: 9e9, stored_bytes: 2 ** 26, sha256: '0'.repeat(64), cut: true },
        { stream: 'stderr', bytes: 5000, stored_bytes: 0, cut: true, not_stored: 'ENOSPC: no space left on device' },
      ] as const;
      const full = { ...event, data: { ...event.data, outputs } };
      return blocksOfBatch(context, before, events.with(at, full)).flatMap((block) => plainLines(block, 'full'));
    });
    const text = lines.join('\n');
    expect(text).toMatch(/record +Output cut: stdout of .+: the first 64.0 MB of 8.4 GB are on record/);
    expect(text).toMatch(/record +Output not stored: stderr of .+: ENOSPC: no space left on device/);
  },
);

test('plain lines say everything that a responder has to approve', () => {
  const lines = blocks.flatMap((block) =>
    block.type === 'asked' && block.question.kind === 'approve'
      ? (['brief', 'full'] as const).map((detail) => plainLines(block, detail).map((line) => line.slice(10, 20).trim()))
      : [],
  );
  expect(lines.length).toBeGreaterThan(3);
  for (const tags of lines)
    expect(tags).toEqual(expect.arrayContaining(['step', 'risk', 'target', 'why', 'undo', 'command']));
});

test('probes that come in together are listed once', () => {
  const last = story.moments.findIndex(
    ({ before, after }) =>
      before.opened !== null &&
      before.look.done_ms === null &&
      after.look.done_ms !== null &&
      actionsOf(after).length > 0,
  );
  const moment = story.moments[last];
  const previous = story.moments[last - 1];
  if (moment === undefined || previous === undefined) throw new Error('no look in the story');
  const together = blocksOfBatch(context, previous.before, [...previous.events, ...moment.events]);
  expect(together.filter((block) => block.type === 'fact' && block.tag === 'again')).toHaveLength(1);
});

test('a type of a newer version is left out, not an error', () => {
  const [opened] = story.moments;
  const [event] = opened?.events ?? [];
  if (opened === undefined || event === undefined) throw new Error('no story');
  const { after } = opened;
  const newer = { ...event, type: 'run.blessed', data: {} } as unknown as RunEvent;
  expect(blocksOf(context, after, newer, after)).toEqual([]);
});
