// Questions as the engine asks them, for tests of what is shown and what is answered.

import type { Proposal, Question } from '../../../src/model/question.ts';

/** A step that destroys; change what matters to the test. */
export function proposal(change: Partial<Proposal> = {}): Proposal {
  return {
    step: 'memory/drop_cache',
    title: 'Drop the page cache',
    kind: 'shell',
    rendered: {},
    command: 'redis-cli -h redis-main --scan --pattern "page:*" unlink',
    template: 'redis-cli -h redis-main --scan --pattern "page:*" unlink',
    target: 'this host',
    risk: 'destroy',
    why: ['Redis has reached its memory limit (confirmed)', 'true: write.error.kind == "oom"'],
    undo: [],
    number: 2,
    of: 3,
    ...change,
  };
}

/** A question whether a step may run. */
export const approval = (change: Partial<Proposal> = {}, id = 'q1'): Question => ({
  id,
  kind: 'approve',
  proposal: proposal(change),
  choices: ['run', 'skip', 'edit', 'done', 'diagnose', 'escalate', 'stop'],
});
