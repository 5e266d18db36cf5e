// What an agent may do to a run: leave a note, name a possible cause, and put a question to people. It decides nothing by any of them.

import type { Actor } from '../../model/event.ts';
import { err, ok } from '../../model/result.ts';
import type { RecordRead, Saying } from '../../serve/ports.ts';
import { lineFrom } from '../../views/agents/data.ts';
import { runForAgent } from '../../views/agents/run.ts';
import { takenAnswer } from '../../views/screen/given-answer.ts';
import type { Workbench } from '../ports.ts';
import { sayTo } from '../say.ts';
import { RUN, type Tool, tool } from '../tool.ts';
import { recordOf } from './runs.ts';

const MOST_WORDS = 2000;

/** The tools. */
export const DEED_TOOLS: readonly Tool[] = [
  tool({
    name: 'add_note',
    description: 'Leaves a note in the record of a run, under your name. People read it there and in the report.',
    fields: { run: RUN, text: { type: 'string', description: 'The note', most: MOST_WORDS } },
    looks: false,
    call: async (bench, { run, text }, caller) => {
      const known = recordOf(bench, run);
      if (!known.ok) return known;
      const put = await sayTo(bench, run, () => ok(noteBy(caller.actor, { text: cleaned(text) })), caller);
      return put.ok ? ok({ run, noted: true, seq: seqOf(bench, run) }) : put;
    },
  }),
  tool({
    name: 'choose_cause',
    description:
      'Takes up one of the possible causes, where a run asks which it is. Changes nothing by itself: whatever would, waits for a person. One that the evidence rules out is refused.',
    fields: {
      run: RUN,
      cause: { type: 'string', description: 'Id of the cause', most: 100 },
      reason: { type: 'string', description: 'Why you take it for the right one; it goes on record', most: MOST_WORDS },
    },
    looks: false,
    call: async (bench, { run, cause, reason }, caller) => {
      const known = recordOf(bench, run);
      if (!known.ok) return known;
      const { actor } = caller;
      const put = await sayTo(bench, run, (record) => choice(record, actor, cause), caller);
      if (!put.ok) return put;
      const why = `Takes "${lineFrom(cause, 100)}" for the cause: ${cleaned(reason)}`;
      await sayTo(bench, run, () => ok(noteBy(actor, { text: why })), caller);
      if (!put.value.isLed) bench.crew.take({ do: 'take_up', run, approve: 'read', by: actor });
      return ok({ run, cause, seq: seqOf(bench, run), next: 'wait_for_run waits for what comes of it' });
    },
  }),
  tool({
    name: 'ask_for_approval',
    description:
      'Puts the open question of a run to people, with your reason. It approves nothing: a person answers, and wait_for_run sees it.',
    fields: {
      run: RUN,
      reason: { type: 'string', description: 'Why it should be done, and what speaks for it', most: MOST_WORDS },
    },
    looks: false,
    call: async (bench, { run, reason }, caller) => {
      const known = recordOf(bench, run);
      if (!known.ok) return known;
      const put = await sayTo(bench, run, (record) => asking(record, caller.actor, cleaned(reason)), caller);
      if (!put.ok) return put;
      const record = recordOf(bench, run);
      if (!record.ok) return record;
      const resume = bench.resumeCommand(run);
      const { plan, run: state, events } = record.value;
      const { question, seq } = runForAgent(plan, state, events, { isLed: put.value.isLed, resume });
      return ok({
        run,
        asked: question,
        seq,
        approved: false,
        a_person_types: put.value.isLed ? 'nothing: the run is led at a terminal, where they read it' : resume,
        next: `wait_for_run with since ${seq} waits until somebody has answered and the run needs you again or is over`,
      });
    },
  }),
];

const noteBy = (actor: Actor, data: { readonly text: string; readonly question?: string }): Saying => ({
  observation: { type: 'note.added', data },
  actor,
});

function asking({ run }: RecordRead, actor: Actor, text: string) {
  const { question } = run;
  if (question === null || question.kind === 'waiting') return err('the run asks nothing of people now');
  return ok(noteBy(actor, { text, question: question.id }));
}

function choice({ plan, run }: RecordRead, actor: Actor, cause: string) {
  const { question } = run;
  if (question === null) return err('the run asks nothing now');
  const data = { question: question.id, choice: 'cause', cause, via: 'mcp' } as const;
  // What it may not answer the engine refuses, and that goes on record.
  if (question.kind === 'cause') {
    const taken = takenAnswer(plan, run, question, { choice: 'cause', cause });
    if (!taken.ok) return err(`"${lineFrom(cause, 100)}" is no cause that can be chosen here`);
  }
  return ok({ observation: { type: 'answer.given', data }, actor } as const);
}

// Line breaks and tabs stay; nothing else that is not seen does.
const cleaned = (text: string): string =>
  text
    .split('\n')
    .map((line) => lineFrom(line, MOST_WORDS).trimEnd())
    .join('\n')
    .trim();

function seqOf(bench: Workbench, run: string): number | null {
  const record = bench.desk.record(run);
  return record.ok ? record.value.run.seq : null;
}
