// A run that meets every kind of question, one happening at a time: what the views and the guided screen are tested on.
// The engine is the real one; the world is given.

import type { Plan } from '../../../src/engine/plan.ts';
import { EMPTY, type Run, type State } from '../../../src/engine/state.ts';
import type { Observations, RunEvent } from '../../../src/model/event.ts';
import type { Outcome } from '../../../src/model/outcome.ts';
import type { Question } from '../../../src/model/question.ts';
import { bad, begin, good, planOfText, type World } from '../engine/simulated-run.ts';

const RUNBOOK = `
firebreak: 1
id: test
title: Payments cannot use Redis
severity: critical
owner: payments on-call
reviewed: 2026-02-20
review_every: 90d
inputs:
  redis_url: { default: "redis://redis-main:6379", secret: true }
  container: { default: redis-main }
triggers:
  - title: Redis refuses writes
    when: "!ping.ok || !write.ok"
symptoms:
  - Checkout logs "OOM command not allowed"
diagnose:
  - id: ping
    redis: { command: PING, url: "\${{ inputs.redis_url }}" }
  - id: write
    redis: { check: write, url: "\${{ inputs.redis_url }}" }
  - id: server
    redis: { command: INFO, url: "\${{ inputs.redis_url }}" }
  - id: container
    docker: { inspect: "\${{ inputs.container }}" }
  - id: region
    ask: { question: Which region is on fire?, choices: [eu-west-1, us-east-1] }
  - id: slow
    shell: sleep 3; echo late
causes:
  - id: memory
    title: Redis has reached its memory limit
    when:
      - ping.ok
      - write.error.kind == "oom"
    because: Redis uses \${{ server.info.used_memory }} of \${{ server.info.maxmemory }} bytes.
    resolve:
      - id: raise
        title: Give Redis more memory
        redis: { command: [CONFIG, SET, maxmemory, "2gb"], url: "\${{ inputs.redis_url }}" }
        goal: write.ok
        within: 6s
        note: Lost at the next restart.
        on_failure: ask
        undo:
          - id: lower
            title: Set maxmemory back
            redis: { command: [CONFIG, SET, maxmemory, "1gb"], url: "\${{ inputs.redis_url }}" }
      - id: tell_owner
        title: Tell the owner of the cache
        manual: Call the owner of the cache and say that its keys will go.
      - id: maybe
        title: Restart the exporter
        shell: systemctl restart redis_exporter
        if: container.running
      - id: drop_cache
        title: Drop the page cache of the shop
        shell: [redis-cli, -u, "redis://redis-main:6379", --scan, --pattern, "page cache:*", unlink]
        risk: destroy
        preview:
          redis: { scan: "page cache:*", url: "\${{ inputs.redis_url }}" }
      - id: restart
        title: Restart Redis
        shell: docker restart redis-main
        risk: disrupt
        timeout: 5s
  - id: pool
    title: The pool of connections is too small
    when:
      - ping.ok
      - region.answer != "us-east-1"
      - container.restarts > 5
  - id: dns
    title: The name of Redis does not resolve
    when: ping.error.kind == "dns"
verify:
  - title: Redis accepts writes
    goal: write.ok
    within: 10s
escalate:
  - title: Nothing helped
    when: cause == null
    to: platform on-call
    say: No known cause is confirmed.
prevent:
  - Set an alert on used_memory.
`;

/** One happening: the events that came of it, and the states around them. */
export interface Moment {
  readonly before: State;
  readonly events: readonly RunEvent[];
  readonly after: Run;
}

/** A whole run. */
export interface Story {
  readonly plan: Plan;
  readonly moments: readonly Moment[];
}

const server = { info: { role: 'master', used_memory: 1073741800, maxmemory: 1073741824, used_memory_human: '1.00G' } };

// Writes are refused until the cache was dropped and Redis restarted.
function perform(step: string, nth: number, isFixed: boolean): Outcome {
  switch (step) {
    case 'ping':
      return good({ text: 'PONG', reply: 'PONG' });
    case 'write':
      return isFixed ? good() : bad('oom');
    case 'server':
      return good(server);
    case 'container':
      return {
        status: 'blind',
        reason: { kind: 'no_permission', message: 'permission denied on /var/run/docker.sock' },
      };
    case 'memory/drop_cache/preview':
      return good({ count: 41200, sample: ['page cache:1'], complete: true });
    case 'memory/restart':
      return nth === 1
        ? { status: 'failed', reason: { kind: 'timed_out', after_ms: 5000 } }
        : good({ exit_code: 0, stdout: 'redis-main\n' });
    case 'memory/maybe':
      return {
        status: 'failed',
        reason: {
          kind: 'not_ok',
          error: { kind: 'exit', code: '5', message: 'Unit redis_exporter.service not found.' },
        },
      };
    default:
      return good({ text: 'OK' });
  }
}

type Given = ReturnType<NonNullable<World['answer']>>;

function answer(question: Question): Given {
  switch (question.kind) {
    case 'cause':
      return { choice: 'cause', cause: question.best ?? 'pool' };
    case 'approve':
      return { choice: 'run' };
    case 'unknown_if':
      return { choice: 'run' };
    case 'cause_changed':
      return { choice: 'run' };
    case 'failed':
      return { choice: 'skip', reason: 'not needed for this' };
    case 'in_doubt':
      return { choice: 'run' };
    // The world sees to it.
    case 'waiting':
    case 'not_verified':
    case 'by_hand':
      return undefined;
    case 'ask':
      return question.choices.includes('done') ? { choice: 'done' } : { choice: 'answer', value: 'eu-west-1' };
  }
}

/** How the run is opened. */
export const OPENED: Partial<Observations['run.opened']> = {
  mode: 'guided',
  approve: 'read',
  inputs: { container: 'redis-main' },
  secrets: { redis_url: 'redis://redis-main:6379' },
  alert: {
    source: 'alertmanager',
    status: 'firing',
    title: 'RedisOutOfMemory on redis-main',
    fingerprint: 'f',
    url: '',
    labels: { alertname: 'RedisOutOfMemory', cluster: 'prod-eu1' },
    annotations: {},
    starts_at: '2026-03-02T21:10:00Z',
  },
};

/** The plan of the run. */
export const storyPlan = (): Plan => planOfText(RUNBOOK);

/** How its steps end; Redis takes writes again once it was restarted for the second time. */
export function storyWorld(): (step: string, nth: number) => Outcome {
  let isFixed = false;
  return (step, nth) => {
    if (step === 'memory/restart' && nth === 2) isFixed = true;
    return perform(step, nth, isFixed);
  };
}

/** The run from its opening to its end, with a person who agrees to everything. */
export function guidedStory(): Story {
  const plan = storyPlan();
  const outcome = storyWorld();
  const run = begin(plan, {
    perform: (step, { nth }) => outcome(step, nth),
    takes: (step) => (step === 'slow' ? 3000 : 400),
    answer,
    opened: OPENED,
  });
  const moments: Moment[] = [];
  let before: State = EMPTY;
  let seen = 0;
  do {
    const { events, state: after } = run.done();
    moments.push({ before, events: events.slice(seen), after });
    before = after;
    seen = events.length;
  } while (run.step());
  const { events, state: after } = run.done();
  if (events.length > seen) moments.push({ before, events: events.slice(seen), after });
  return { plan, moments: moments.filter((moment) => moment.events.length > 0) };
}
