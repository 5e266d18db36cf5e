// What a run leaves behind where something did not help, and what other people are told of it.

import { expect, test } from 'vitest';
import { questionOf, type Run } from '../../../src/engine/state.ts';
import { escalationText } from '../../../src/views/blocks/handed-over.ts';
import { blockRows } from '../../../src/views/screen/block-rows.ts';
import { runView } from '../../../src/views/screen/run-view.ts';
import { IDLE, type KeyMode } from '../../../src/views/screen/screen.ts';
import { glyphsFor } from '../../../src/views/text/glyphs.ts';
import { pageOf } from '../../../src/views/text/layout.ts';
import { rowText } from '../../../src/views/text/row.ts';
import { guidedStory } from '../../support/screen/guided-story.ts';

const story = guidedStory();
const glyphs = glyphsFor({ LANG: 'C.UTF-8' });
const context = {
  plan: story.plan,
  transcript: '/runs/r1/transcript.jsonl',
  folder: '/runs/r1',
  elsewhere: ' --home /runs',
};

function shown(state: Run, mode: KeyMode): string {
  const local = { ...IDLE, armed: true, cursor: 0, mode };
  const window = { columns: 80, rows: 24, now: state.at + 1500, beat: 3 };
  return runView({ context, state, local, window, glyphs, tails: {} }).rows.map(rowText).join('\n');
}

test('where a step has failed, what stays applied is said, and u shows the command that undoes it', () => {
  const failed = story.moments.find(({ after }) => questionOf(after)?.kind === 'failed')?.after;
  if (failed === undefined) throw new Error('no failed step in the story');
  const text = shown(failed, { type: 'main' });
  expect(text).toMatch(/^ Applied +"Give Redis more memory" stays applied until you undo it$/m);
  expect(text).toMatch(/u undo/);
  const undo = shown(failed, { type: 'reading', what: 'undo' });
  expect(undo).toMatch(
    /nothing is run from here[^]*^ {4}redis-cli -u redis:\/\/redis-main:6379 CONFIG SET maxmemory 1gb$/m,
  );
});

test('an escalation is ready to be pasted: at the margin, with what is wrong, what was changed, and how it is undone', () => {
  const last = story.moments.at(-1)?.after;
  if (last === undefined) throw new Error('an empty story');
  const said = {
    key: 'e',
    title: 'Nothing helped',
    to: 'platform on-call',
    say: 'No known cause\n  is confirmed.   Look at the host.',
  };
  const paste = escalationText(context, last, said);
  expect(paste).toEqual([
    expect.stringMatching(
      /^platform on-call: help is needed\. Payments cannot use Redis \(critical\), looked at since \d\d:\d\d:\d\dZ from h\.$/,
    ),
    'No known cause is confirmed. Look at the host.',
    'What is wrong: Redis refuses writes.',
    'Cause: Redis has reached its memory limit. Redis uses 1073741800 of 1073741824 bytes.',
    'Changed: Give Redis more memory.',
    'Changed: Tell the owner of the cache.',
    'Changed: Restart the exporter, which failed and may have had an effect.',
    'Changed: Drop the page cache of the shop.',
    'Changed: Restart Redis.',
    'To undo it: redis-cli -u redis://redis-main:6379 CONFIG SET maxmemory 1gb',
    expect.stringMatching(/^All that was seen and done: firebreak report \S+ --home \/runs$/),
  ]);
  const block = {
    type: 'fact',
    tag: 'escalate',
    sign: 'warn',
    title: 'To tell platform on-call',
    text: 'x',
    paste,
    seq: 1,
    at: '2026-03-02T21:17:44Z',
  } as const;
  const rows = blockRows(pageOf(80, glyphs), block).map(rowText);
  for (const line of paste.filter((one) => one.length < 80)) expect(rows).toContain(line);
});
