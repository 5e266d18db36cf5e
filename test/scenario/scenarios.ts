// A small runbook and the scenarios that tests write about it.

import { type Played, play } from '../../src/scenario/play.ts';
import { readScenarios } from '../../src/scenario/read.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { planOfText } from '../support/engine/simulated-run.ts';

/** A runbook with everything that a scenario may speak of. */
export const RUNBOOK = `firebreak: 1
id: test
title: The shop is down
severity: high
inputs:
  manager: { choices: [docker, systemd], default: docker }
diagnose:
  - id: ping
    redis: { command: PING, url: redis://localhost:6379 }
  - id: container
    docker: { inspect: shop-redis }
    if: inputs.manager == "docker"
  - id: api
    http: GET http://localhost:3000/readyz
causes:
  - id: stopped
    title: The container is stopped
    when:
      - "!ping.ok"
      - container.exists && !container.running
    resolve:
      - id: tell
        ask: { question: May it be started?, choices: [yes, no] }
      - id: start
        docker: { start: shop-redis }
        on_failure: continue
        goal: ping.ok
        within: 30s
      - id: restart
        docker: { restart: shop-redis }
        goal: ping.ok
        within: 30s
  - id: api_down
    title: The API is down
    when: ping.ok && !api.ok
verify:
  - title: Redis answers
    goal: ping.ok
  - title: The API answers
    goal: api.status == 200
escalate:
  - when: cause == null
    to: on-call
`;

/** The plan of that runbook. */
export const PLAN = planOfText(RUNBOOK);

const HEAD = `firebreak: 1
test: test
readings:
  ping: { ok: true, reply: PONG }
  container: { exists: true, running: true, status: running }
  api: { status: 200, json: { ready: true, version: 7 } }
scenarios:
`;

/** Reads scenarios that are written as a list under the file's own readings. */
export const readList = (list: string) => readScenarios({ file: 'shop.test.yaml', text: HEAD + list }, PLAN);

/** The only scenario of a list; throws with what is wrong. */
export function scenarioIn(list: string): Scenario {
  const { scenarios, diagnostics } = readList(list);
  const [one] = scenarios ?? [];
  if (one === undefined) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return one;
}

/** Plays the only scenario of a list. */
export const played = (list: string): Played =>
  play(PLAN, scenarioIn(list), { inputs: { manager: 'docker', ...scenarioIn(list).inputs }, secrets: {} });
