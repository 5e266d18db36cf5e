// A step that destroys says why it counts as that, and what is lost by it where that was seen; both are kept with the question,
// with the start, and in the report.

import { expect, test } from 'vitest';
import { EMPTY, type Run } from '../../src/engine/state.ts';
import type { RunEvent } from '../../src/model/event.ts';
import type { Proposal } from '../../src/model/question.ts';
import { blocksOfBatch } from '../../src/views/blocks/of-event.ts';
import { plainLines } from '../../src/views/plain/plain.ts';
import { reportMarkdown } from '../../src/views/report/markdown.ts';
import { reportOf } from '../../src/views/report/report.ts';
import { optionsFrom, optionsOf } from '../../src/views/screen/choices.ts';
import { bad, good, simulate } from '../support/engine/simulated-run.ts';
import { down, GUIDED, planWith, responder } from '../support/engine/story.ts';

const LOSES = 'loses: "${{ api.status }} keys"';

/** The run up to its question, or to its end where that is answered. */
function led(step: string, answers: Parameters<typeof responder>[0] = () => undefined, status: number | null = 7) {
  const plan = planWith(`[{ id: act, ${step} }]`);
  const { events, state } = simulate(plan, {
    opened: { ...GUIDED, host: 'web-1', account: 'ana' },
    perform: (key) => (key === 'api' ? (status === null ? bad('http') : good({ status })) : (down(key) ?? good())),
    answer: responder(answers),
  });
  return { plan, events, state };
}

function proposed({ question }: Run): Proposal {
  if (question?.kind !== 'approve') throw new Error(`no approval is asked, but ${question?.kind}`);
  return question.proposal;
}

const lines = ({
  plan,
  events,
}: {
  plan: ReturnType<typeof planWith>;
  events: readonly RunEvent[];
}): readonly string[] =>
  blocksOfBatch({ plan, transcript: '', folder: '' }, EMPTY, events)
    .flatMap((block) => plainLines(block, 'full'))
    .map((line) => line.slice(10));

test('a command that is known to destroy is named', () => {
  const run = led(`shell: [rm, -rf, /srv/data], ${LOSES}`);
  const { risk, shown } = proposed(run.state);
  expect(risk).toBe('destroy');
  expect(shown).toMatchObject({
    target: 'host web-1, as ana',
    host: 'web-1',
    destroys: { code: 'known', deed: 'rm -rf' },
    loses: '7 keys',
  });
  expect(lines(run)).toEqual(
    expect.arrayContaining([
      'risk      because rm -rf is known to lose data',
      'lost      7 keys',
      'target    host web-1, as ana',
    ]),
  );
});

test('what was seen stands beside a risk that follows from it', () => {
  const step = `shell: [act], risk: "\${{ api.status == 7 ? 'destroy' : 'change' }}", ${LOSES}`;
  expect(proposed(led(step).state).shown.destroys).toEqual({
    code: 'seen',
    source: "api.status == 7 ? 'destroy' : 'change'",
    saw: [{ name: 'api.status', value: 7 }],
  });
  const unseen = led(step, () => undefined, null);
  expect(proposed(unseen.state).shown).toMatchObject({ destroys: { code: 'not_known' }, loses: '? keys' });
  expect(lines(unseen).join('\n')).toContain(
    'whether data is kept is not known, so the worst is assumed: api.status ?',
  );
  const calm = proposed(led(step, () => undefined, 8).state);
  expect(calm.risk).toBe('change');
  expect(calm.shown).not.toHaveProperty('loses');
  expect(calm.shown).not.toHaveProperty('destroys');
});

test('the word of its author is called that', () => {
  expect(proposed(led('shell: [act], risk: destroy').state).shown.destroys).toEqual({ code: 'declared' });
});

test('what is lost by a command is not said of another one', () => {
  const run = led(`shell: [rm, -rf, /srv/data], ${LOSES}`, (question, nth) =>
    question.kind === 'approve' && nth === 1 ? { choice: 'edit', edited: 'rm -rf /srv' } : undefined,
  );
  const { shown } = proposed(run.state);
  expect(shown).toMatchObject({ command: 'rm -rf /srv', destroys: { code: 'known', deed: 'rm -rf' } });
  expect(shown).not.toHaveProperty('loses');
});

test('the name of the host is typed where it acts on the host, else the id of the step', () => {
  const word = (step: string): unknown => {
    const { plan, state } = led(step);
    if (state.question === null) throw new Error('no question');
    return optionsOf(plan, state.question, optionsFrom(plan, state)).find(({ choice }) => choice === 'run')?.needs;
  };
  expect(word('shell: [rm, -rf, /srv/data]')).toEqual({ type: 'word', word: 'web-1' });
  expect(word('docker: { restart: cache }, risk: destroy')).toEqual({ type: 'word', word: 'act' });
});

test('the start and the report keep it', () => {
  const run = led(`shell: [rm, -rf, /srv/data], ${LOSES}`, (question, nth) =>
    question.kind === 'approve' && nth === 1 ? { choice: 'run' } : undefined,
  );
  const started = run.events.find((event) => event.type === 'step.started' && event.data.purpose === 'action');
  expect(started?.data).toMatchObject({
    shown: { target: 'host web-1, as ana', destroys: { code: 'known', deed: 'rm -rf' }, loses: '7 keys' },
  });
  const markdown = reportMarkdown(reportOf(run.plan, run.events, { head: { seq: 0, hash: '' } }));
  expect(markdown).toContain('target: host web-1, as ana');
  expect(markdown).toContain('because rm -rf is known to lose data');
  expect(markdown).toContain('lost by it: 7 keys');
});
