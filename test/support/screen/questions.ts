// Questions as the engine asks them, for tests of what is shown and what is answered.

import type { Proposal, Question } from '../../../src/model/question.ts';

/** What matters to the test: of the step, or of what is shown of it. */
type Change = Partial<Proposal & Proposal['shown']>;

/** A step that destroys; change what matters to the test. */
export function proposal({ title, command, target, template, note, ...change }: Change = {}): Proposal {
  const page = 'redis-cli -h redis-main --scan --pattern "page:*" unlink';
  return {
    step: 'memory/drop_cache',
    kind: 'shell',
    rendered: {},
    risk: 'destroy',
    why: {
      id: 'memory',
      verdict: 'confirmed',
      lines: [{ source: 'write.error.kind == "oom"', truth: 'true', saw: [] }],
      tried: false,
    },
    undo: [],
    number: 2,
    of: 3,
    shown: {
      title: title ?? 'Drop the page cache',
      command: command ?? page,
      target: target ?? 'this host',
      template: template ?? page,
      ...(note === undefined ? {} : { note }),
    },
    ...change,
  };
}

/** A question whether a step may run. */
export const approval = (change: Change = {}, id = 'q1'): Question => ({
  id,
  kind: 'approve',
  proposal: proposal(change),
  choices: ['run', 'skip', 'edit', 'done', 'diagnose', 'escalate', 'stop'],
});
