// How much plain lines tell: by default what decides, in the words of titles; with everything asked for, everything.

import { expect, test } from 'vitest';
import { NO_LOOK } from '../../src/engine/state.ts';
import type { RankedCause } from '../../src/model/ranked-cause.ts';
import type { Block } from '../../src/views/blocks/block.ts';
import { tellersOf } from '../../src/views/blocks/in-words.ts';
import { shownRanking } from '../../src/views/blocks/look-blocks.ts';
import { blocksOfBatch } from '../../src/views/blocks/of-event.ts';
import type { Detail } from '../../src/views/plain/line.ts';
import { plainLines } from '../../src/views/plain/plain.ts';
import { guidedStory } from '../support/screen/guided-story.ts';

const story = guidedStory();
const context = { plan: story.plan, transcript: '/home/ana/runs/r1/transcript.jsonl', folder: '/home/ana/runs/r1' };
const blocks = story.moments.flatMap(({ before, events }) => blocksOfBatch(context, before, events));
const told = (detail: Detail, all: readonly Block[] = blocks): readonly string[] =>
  all.flatMap((block) => plainLines(block, detail)).map((line) => line.slice(10));

test('what decides is told without expressions, every probe that fails by its title', () => {
  const text = told('brief').join('\n');
  for (const { when } of story.plan.runbook.causes)
    for (const { source } of when) if (/[=<>!]/.test(source)) expect(text).not.toContain(source);
  expect(text).toMatch(/^fails {5}\S.*: it says oom/m);
  expect(text).toMatch(/^cause {5}confirmed: Redis has reached its memory limit$/m);
  expect(text).not.toMatch(/^(probe|phase|again|trigger|plan) /m);
});

test('every command that ran, every answer, every change and the end are told either way', () => {
  const tags = /^(command|answer|note|doubt|failed|escalate|changed|undo|result|record) /;
  const kept = told('brief').filter((line) => tags.test(line));
  expect(kept.length).toBeGreaterThan(10);
  const full = new Set(told('full'));
  for (const line of kept.filter((one) => /^(command|answer|note|changed|undo|result) /.test(one)))
    expect([...full], line).toContain(line);
});

test('everything is told where it is asked for, and it is more', () => {
  expect(told('full').length).toBeGreaterThan(told('brief').length * 1.3);
});

test('causes that cannot be told apart say what would tell them: an input left to its default, and what could not be seen', () => {
  const { runbook } = story.plan;
  const plan = {
    ...story.plan,
    runbook: {
      ...runbook,
      inputs: [
        {
          name: 'manager',
          default: 'auto',
          choices: ['auto', 'docker', 'systemd'],
          type: 'string' as const,
          secret: false,
        },
        { name: 'unit', default: 'redis', type: 'string' as const, secret: false },
      ],
    },
  };
  const saw = [
    { name: 'inputs.manager', value: 'auto' },
    { name: 'inputs.unit', value: 'redis' },
    {
      name: 'container',
      unknown: { code: 'blind' as const, blind: { kind: 'no_engine' as const, message: 'no socket' } },
    },
    { name: 'ping', unknown: { code: 'needs' as const, name: 'container' } },
  ];
  const cause = (id: string): RankedCause => ({
    id,
    verdict: 'possible',
    tried: false,
    group: 1,
    lines: [{ source: 'manager == "docker"', truth: 'unknown', saw }],
  });
  const ranking = shownRanking(
    plan,
    { look: 1, complete: true, triggers: [], facts: {}, causes: ['one', 'two'].map(cause) },
    { look: NO_LOOK, probes: {} },
  );
  expect(told('brief', [{ ...ranking, seq: 1, at: '2026-03-02T21:17:44Z' }])).toEqual([
    'cause     possible, and not told apart from here: one; two',
    'tells     --input manager=docker|systemd',
    expect.stringMatching(/^tells {5}where this can be seen: .* \(no socket\)$/),
  ]);
});

test('where the unknown lines name nothing that could be given, whatever could not look is named', () => {
  const blind = { kind: 'no_engine' as const, message: 'no socket' };
  const probes = {
    container: {
      status: 'finished' as const,
      look: 1,
      exec: 'e1',
      outcome: { status: 'blind' as const, reason: blind },
    },
  };
  const line = { source: 'ping.ok', truth: 'unknown' as const, saw: [] };
  expect(tellersOf(story.plan, probes, [line])).toEqual([
    expect.stringMatching(/^where this can be seen: .* \(no socket\)$/),
  ]);
});
