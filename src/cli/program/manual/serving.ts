// Pages of the commands around `serve`.

import type { ManualPage } from './page.ts';

/** By command. */
export const SERVING: Readonly<Record<string, ManualPage>> = {
  serve: {
    about: [
      'Takes alerts of Alertmanager, Grafana, PagerDuty and others in over HTTP, starts the runbook that each names, and does without a person what the policy allows. What needs a person waits, costs nothing, and is answered on a page: by team, by several people, for exactly what was shown.',
      'Without a configuration it serves the shipped and the local runbooks on 127.0.0.1:7077 to whoever started it, and every run only looks. Runs that were live when it ended are taken up again.',
    ],
    exits: {
      3: 'the configuration cannot be used; every mistake is told before the port opens',
      12: 'another serve works on the same records',
      4: 'the sandbox of --demo does not start, or does not break as it should',
      130: 'ended by ^C, 143 by SIGTERM, 129 by SIGHUP; runs are taken up with the next start',
    },
    examples: [
      ['firebreak serve --demo', 'an alert, a diagnosis and an approval, on a sandbox'],
      ['firebreak serve', 'your own runbooks, looking only'],
      ['firebreak serve --config firebreak.serve.yaml', 'with alerts, people and a policy'],
    ],
    see: ['approve', 'alerts match', 'people add', 'docs/serve.md'],
  },
  worker: {
    about: [
      'Leads the runs that firebreak serve --queue gives to a place, on a host that can reach its systems. The record stands on the disk here and, line by line, in the queue: no change begins before the line that says so is there. When this host goes away, another worker of the place goes on.',
      'It runs only runbooks that it has itself, word for word as serve has them; secrets come from its own environment. Every worker and serve share one key, in FIREBREAK_FLEET_KEY.',
    ],
    exits: {
      2: 'the address of the queue, the key or a name cannot be used',
      3: 'the queue would lose runs',
      12: 'serve or another worker works on the same records',
      130: 'ended by ^C, 143 by SIGTERM, 129 by SIGHUP; other workers go on',
    },
    examples: [['firebreak worker --queue redis://queue:6380 --where db', 'lead the runs of the place db']],
    see: ['serve', 'approve', 'docs/fleet.md'],
  },
  mcp: {
    about: [
      'Speaks the Model Context Protocol over standard input and output. Its tools start runs that only look, tell what was found and why, leave notes, name a possible cause, and ask people for an approval.',
      'No tool approves, edits a command, marks a step as done or raises what a run may do. An agent that tries is refused, and that stands in the record of the run. What waits for a person is answered with firebreak resume, or on the page of firebreak serve.',
    ],
    exits: {
      0: 'the client is gone; runs that it began go on, and wait for people',
      130: 'ended by ^C, 143 by SIGTERM, 129 by SIGHUP',
    },
    examples: [
      ['firebreak mcp', 'what an agent is configured to start'],
      ['firebreak mcp --as night-watch', 'under this name in the records'],
    ],
    see: ['serve', 'resume', 'docs/agents.md'],
  },
  approve: {
    about: [
      'Shows the step that a run on a server asks for, with its command, target and risk, and approves it where you type the word that it asks for. The approval is for that command alone: where the run has moved on meanwhile, it is refused.',
    ],
    arguments: { run: 'the whole id of a run, as the page shows it' },
    exits: { 0: 'it is approved', 12: 'it is not: refused, or left' },
    examples: [
      [
        'firebreak approve 20261130-2101-queue-backlog-k3f7 --server https://firebreak.example.com',
        'with the token in FIREBREAK_TOKEN',
      ],
    ],
    see: ['serve', 'people add', 'docs/serve.md'],
  },
  alerts: {
    about: [
      'Alerts, as monitoring systems send them: which runbook one of them would start, and why it would be that one.',
    ],
    arguments: { command: 'match' },
    exits: { 0: 'they were read' },
    examples: [['firebreak alerts match alert.json', 'which runbook it would start']],
    see: ['serve', 'docs/serve.md'],
  },
  'alerts match': {
    about: [
      'Reads bodies of alerts and says of each alert in them which runbook it would start, by which trigger, and what every other trigger says to it. Nothing is looked at, and nothing is begun.',
    ],
    arguments: { file: 'a body, as it was sent; - is standard input' },
    exits: { 0: 'they were read', 3: 'the configuration is not valid' },
    examples: [
      ['firebreak alerts match alert.json', 'by the runbooks that are known here'],
      ['firebreak alerts match - --json < alert.json', 'for a machine to read'],
    ],
    see: ['serve', 'run', 'docs/serve.md'],
  },
  people: {
    about: [
      'People who may sign in to a server: a token for each of them, of which the server knows the sha256 alone.',
    ],
    arguments: { command: 'add' },
    exits: { 0: 'it is done' },
    examples: [['firebreak people add ana', 'a token for ana']],
    see: ['serve', 'docs/serve.md'],
  },
  'people add': {
    about: [
      'Makes a token for somebody and prints it once, and says which line of the configuration knows it. No file is written; the server reads its configuration when it starts.',
    ],
    arguments: { name: 'her name, as it stands in records' },
    exits: { 0: 'it is made' },
    examples: [['firebreak people add ana --team platform', 'a member of the team platform']],
    see: ['serve', 'approve', 'docs/serve.md'],
  },
};
