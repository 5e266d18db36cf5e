// The runbooks that are measured with. Small, so that what is measured is Firebreak and not what they do.

const head = (id, title) => `firebreak: 1
id: ${id}
title: ${title}
severity: low
summary: Something to measure with.
`;

/** One probe that runs a program, and its cause. */
export function oneStep() {
  return `${head('one', 'One step')}diagnose:
  - id: look
    title: Look
    shell: "true"
causes:
  - id: broken
    title: It is broken
    when: "!look.ok"
verify:
  - title: It works
    goal: look.ok
`;
}

/** Ten probes and ten changes, with conditions, templates and goals. */
export function twentySteps() {
  const ten = Array.from({ length: 10 }, (_, n) => n);
  return `${head('twenty', 'Twenty steps')}inputs:
  redis_url: { env: REDIS_URL, default: redis://localhost:6379, secret: true }
defaults:
  redis: { url: "\${{ inputs.redis_url }}" }
diagnose:
${ten.map((n) => `  - id: probe_${n}\n    title: Probe ${n}\n    ${n % 2 ? 'redis: PING' : 'shell: [uptime]'}\n    timeout: 2s\n`).join('')}causes:
  - id: broken
    title: It is broken
    when:
${ten.map((n) => `      - "!probe_${n}.ok"\n`).join('')}    resolve:
${ten.map((n) => `      - id: step_${n}\n        title: Step ${n}\n        shell: [echo, "\${{ probe_${n}.ok ? 1 : 2 }}"]\n        goal: probe_${n}.ok\n        within: 30s\n`).join('')}verify:
  - title: It works
    goal: probe_0.ok && probe_1.ok
`;
}

/** Six hundred lines as people write them: probes of several kinds, facts, causes with conditions, scripts and goals. */
export function longRunbook() {
  const probes = Array.from({ length: 24 }, (_, n) => n);
  const causes = Array.from({ length: 22 }, (_, n) => n);
  const LOOKS = [
    'redis: INFO',
    'http: "GET http://localhost:8080/ready"',
    'docker: { inspect: "${{ inputs.container }}" }',
    'shell: df --output=pcent /srv | tail -1 | tr -d " %"',
  ];
  const FAILS = [
    (id) => `"${id}.info.used_memory > ${id}.info.maxmemory * 0.9"`,
    (id) => `"!${id}.ok || ${id}.status in [502, 503, 504]"`,
    (id) => `"${id}.exists && !${id}.running"`,
    (id) => `"${id}.number > inputs.most"`,
  ];
  return `${head('long', 'A long runbook')}inputs:
  redis_url: { env: REDIS_URL, default: redis://localhost:6379, secret: true }
  container: { default: shop }
  most: { type: number, default: 90 }
defaults:
  redis: { url: "\${{ inputs.redis_url }}" }
diagnose:
${probes
  .map(
    (n) => `  - id: probe_${n}
    title: What probe ${n} of the long runbook looks at
    ${LOOKS[n % 4]}
    timeout: 5s
    note: |
      What it says is known from the last outage, and
      whom to ask when it says something else.
`,
  )
  .join('')}facts:
${probes.map((n) => `  well_${n}: ${n % 4 === 2 ? `probe_${n}.running` : `probe_${n}.ok`}\n`).join('')}causes:
${causes
  .map(
    (n) => `  - id: cause_${n}
    title: What is wrong in case ${n}
    when:
      - ${FAILS[n % 4](`probe_${n}`)}
      - "!well_${(n + 1) % 24} || well_${(n + 2) % 24}"
      - "well_${(n + 3) % 24} || !well_${(n + 5) % 24}"
    because: "Probe ${n} says so: \${{ probe_${n}.ok }}."
    resolve:
      - id: step_${n}
        title: Restart what case ${n} is about
        shell: |
          set -e
          systemctl restart shop-${n}
          for i in 1 2 3; do curl -sf http://localhost:8080/ready && exit 0; sleep 1; done
          exit 1
        risk: disrupt
        goal: well_${(n + 7) % 24}
        within: 30s
`,
  )
  .join('')}verify:
  - title: It works
    goal: well_1
escalate:
  - when: cause == null
    to: platform on-call
    say: Nothing was found.
`;
}

/** Probes of several kinds, of which a sleeping program is the slowest. */
export function severalProbes() {
  return `${head('several', 'Several probes')}inputs:
  redis_url: { default: redis://localhost:6379, secret: true }
defaults:
  redis: { url: "\${{ inputs.redis_url }}" }
diagnose:
  - { id: ping, redis: PING }
  - { id: info, redis: INFO }
  - { id: clients, redis: CLIENT LIST }
  - { id: write, redis: { check: write } }
  - { id: port, tcp: "\${{ inputs.redis_url }}" }
  - { id: address, dns: "\${{ inputs.redis_url }}" }
  - { id: host, system: {} }
  - { id: slowest, shell: [sleep, "0.25"] }
causes:
  - id: broken
    title: Redis does not work
    when: "!(ping.ok && info.ok && clients.ok && write.ok && port.ok && address.ok && host.ok && slowest.ok)"
verify:
  - title: It works
    goal: ping.ok
`;
}

/** One command that writes so many bytes: as a probe, whose output comes through pipes, or as a change, through its spool. */
export function loudStep(id, command, how) {
  const probe = how === 'probe' ? command : 'true';
  const steps = how === 'probe' ? '' : `    resolve:\n      - id: say\n        shell: ${JSON.stringify(command)}\n`;
  return `${head(id, 'A loud step')}diagnose:
  - id: look
    shell: ${JSON.stringify(probe)}
causes:
  - id: quiet
    title: Nothing was said
    when: look.ok
${steps}verify:
  - title: It was said
    goal: look.ok
`;
}
