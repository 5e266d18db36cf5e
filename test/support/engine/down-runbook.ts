// The runbook and the world of the engine's stories: a Redis that is down, or hangs, and an API that needs it.

import { bad, good, planOfText, type World } from './simulated-run.ts';

/** What the runbooks of these stories begin with. */
export const HEAD = `
firebreak: 1
id: test
title: Test
severity: high
triggers:
  - title: The API is not ready
    when: api.status != 200
diagnose:
  - { id: ping, redis: PING }
  - { id: api, http: "GET http://localhost:3000/readyz" }
defaults:
  redis: { url: redis://localhost:6379 }
`;

/** One cause with a step, one without. */
export const DOWN = planOfText(`${HEAD}
causes:
  - id: down
    title: Redis is down
    when: ping.error.kind == "refused"
    resolve:
      - id: start
        title: Start Redis
        shell: systemctl start redis
        risk: change
        goal: ping.ok
        within: 10s
        undo:
          - { id: stop_again, shell: systemctl stop redis, risk: disrupt }
  - id: hangs
    title: Redis hangs
    when: ping.error.kind == "timeout"
    escalate:
      - { to: the platform team, say: Redis hangs. }
verify:
  - { title: Redis works, goal: ping.ok, within: 20s }
  - { title: The API is ready, goal: api.status == 200, within: 20s }
escalate:
  - { when: cause == null, to: on-call, say: Nothing is confirmed. }
  - { title: Too long, after: 15m, to: the lead }
`);

/** A Redis that works once \`start\` has run. */
export function brokenUntilStarted(kind = 'refused'): World & { readonly starts: () => number } {
  let starts = 0;
  return {
    starts: () => starts,
    perform: (step) => {
      if (step === 'down/start') {
        starts += 1;
        return good({ exit_code: 0 });
      }
      if (step === 'ping') return starts > 0 ? good({ text: 'PONG' }) : bad(kind);
      return starts > 0 ? good({ status: 200 }) : bad('http', { status: 503 });
    },
  };
}
