// Pages of the commands that carry a run out and read its record.

import { DAMAGED, type ManualPage, RUN, RUNBOOK, STOPPED } from './page.ts';

const RISKS = {
  heading: 'Risks, from low to high',
  lines: [
    'read       changes nothing',
    'change     can be undone',
    'disrupt    users will notice',
    'destroy    data is lost',
  ],
};

const ENDS = {
  0: 'resolved, healthy, or planned (a dry run)',
  10: 'not resolved: a step failed, or there was nobody to tell; or closed by a person',
  11: 'escalated: people were told; or handed over to another runbook',
} as const;

const INVALID = { 3: 'the runbook is invalid, or others may change it' } as const;

/** By command. */
export const RUNS: Readonly<Record<string, ManualPage>> = {
  run: {
    about: [
      'Leads through an incident: looks at everything at once, ranks the causes by what was seen, proposes what to do with its exact command, risk and undo, asks, does it at most once, and verifies that it has helped. Everything goes on record before it happens.',
      'With a terminal on standard input and output it is guided: you are asked. Without one it acts alone, on confirmed causes only and up to the risk that --approve allows, and waits where it needs a person.',
    ],
    arguments: { runbook: RUNBOOK },
    more: [RISKS],
    exits: { ...ENDS, ...INVALID, ...STOPPED },
    examples: [
      ['firebreak run redis-connectivity-loss --dry-run', 'look and plan, change nothing: the way to begin'],
      ['firebreak run redis-connectivity-loss --input manager=systemd', 'guided, in a terminal'],
      ['firebreak run ./runbooks/mine.yaml --approve change --json < /dev/null', 'alone, for a machine to read'],
      ['firebreak run redis-connectivity-loss --alert alert.json', 'from the body that a monitoring system has sent'],
    ],
    see: ['resume', 'show', 'explain', 'docs/cli.md', 'docs/guarantees.md'],
  },
  demo: {
    about: [
      'Starts a real Redis, an API, a worker and users of them on this machine, breaks something, and leads the shipped runbook through it. Nothing outside of the sandbox is touched, and all of it is gone afterwards; the record stays.',
      'Without a terminal it runs alone, with --approve disrupt.',
    ],
    exits: { ...ENDS, 4: 'the sandbox does not start, or does not break as it should' },
    examples: [
      ['firebreak demo', 'you choose what breaks'],
      ['firebreak demo --list', 'what can break'],
      ['firebreak demo --fault maxmemory', 'Redis has reached its memory limit'],
      ['firebreak demo --fault killed --remote', 'Redis was killed, and is started again by ssh'],
    ],
    see: ['run', 'show', 'drill', 'docs/redis-connectivity-loss.md'],
  },
  watch: {
    about: [
      'Of a run: follows it where it is led in another terminal, on the same screen, out of its record as it is written. What a step prints is shown when the step has ended.',
      'A second person can leave notes and answer what is asked, under her own name (--as): the first answer counts, and whoever comes later is told. ^C leaves; the run goes on. Only the user who leads the run can do this, for its folder is open to nobody else.',
      'Of a runbook: looks at its triggers every so often, and starts a run when one has held for long enough, once an incident. The run acts alone, on confirmed causes only and up to the risk that --approve allows; what needs a person waits, and is taken up by resume.',
    ],
    more: [RISKS],
    arguments: { what: 'a run, or a runbook' },
    exits: { ...ENDS, 0: 'resolved, healthy or planned; or left', ...INVALID, ...STOPPED },
    examples: [
      ['firebreak watch k3f7 --as bob', 'look on, and answer under the name bob'],
      [
        'firebreak watch redis-connectivity-loss --for 1m --approve change',
        'start a run when something is wrong for a minute',
      ],
      ['firebreak watch k3f7 --json', 'events, for a program, as they are written'],
    ],
    see: ['run', 'resume', 'show', 'docs/guarantees.md'],
  },
  resume: {
    about: [
      'Goes on where a run was stopped, waits or has crashed, with the runbook as it was when the run began. What was asked is asked anew over fresh readings, and a change whose end nobody knows is looked at, never simply done again.',
      'It acts on the host and in the folder that the run was begun in. What --approve allowed before is not kept.',
      'Without a run it is the one that is open. Where several are, a terminal shows them to choose from, as runs does, and Enter goes on with one; with --plain, and without a terminal, it is the newest.',
    ],
    arguments: { run: RUN },
    more: [RISKS],
    exits: { ...ENDS, ...DAMAGED, ...STOPPED },
    examples: [
      ['firebreak resume', 'the run that is open; of several you choose'],
      ['firebreak resume k3f7 --as ana', 'a certain one, taken over by somebody else'],
    ],
    see: ['runs', 'show', 'close', 'docs/guarantees.md'],
  },
  close: {
    about: [
      'Ends an open run for good, as closed: not resolved, and handed to nobody. Nothing is changed by it. It is refused while a change of the run still runs.',
    ],
    arguments: { run: RUN },
    exits: { 0: 'it is closed', 12: 'it is held by another process', ...DAMAGED },
    examples: [['firebreak close k3f7 --reason "the wrong Redis"', 'the reason goes on record']],
    see: ['resume', 'runs'],
  },
  runs: {
    about: [
      'Lists the runs of this host, newest first: how each ended, how long ago, how long it took, its runbook, its cause, and who led it. What a person has said of the cause after the fact counts before what the run found.',
      'In a terminal it is a screen to move in, and runs come while it stands there; the exit code is then that of a run that was gone on with, else 0. With --plain, --limit or --json, and without a terminal, it is printed.',
    ],
    more: [
      {
        heading: 'Keys',
        lines: [
          'up, down, j, k, PgUp, PgDn, Home, End   move',
          'Enter, s   show the run, in your pager (PAGER names it)',
          'R, m       its report, in your pager',
          'r          go on with it, as resume would',
          '/          only runs that have the words you type; Esc: all of them again',
          'q, Esc, ^C leave',
        ],
      },
    ],
    exits: { 0: 'listed, also when there is none' },
    examples: [
      ['firebreak runs', 'the list in a terminal'],
      ['firebreak runs --plain', 'a table, also in a terminal'],
      ['firebreak runs --limit 20', 'the newest twenty'],
      ['firebreak runs --since 7d', 'the last week'],
      ['firebreak runs --runbook redis-connectivity-loss --outcome escalated', 'where a runbook had no answer'],
      ['firebreak runs --json', 'for a program to read'],
    ],
    see: ['runs stats', 'runs prune', 'show', 'report', 'resume'],
  },
  'runs stats': {
    about: [
      'Tells what many runs say together, by runbook: how often each cause was it; how long it took to the cause, to the first change that went well, and until all was verified, in the middle of those runs; steps that failed, did not help or were left out; and runbooks that nobody runs.',
      'A cause counts where it is known: where a person has said it after the fact, or where it was taken up and all was seen to be well. With --suggest it says where the order of the causes does not fit that. Nothing is reordered by itself.',
    ],
    exits: { 0: 'told, also when there is none' },
    examples: [
      ['firebreak runs stats --since 90d', 'the last quarter'],
      ['firebreak runs stats --runbook redis-connectivity-loss --suggest', 'what might stand otherwise in it'],
    ],
    see: ['runs', 'annotate', 'replay', 'docs/learning.md'],
  },
  'runs prune': {
    about: [
      'Deletes the records of runs that are over, with their outputs and with what was said of them. First it lists them and says how much room that makes; then it asks, or wants --yes. What is deleted is gone.',
      'What is not over, cannot be read, is held by a process, or has a file in its folder that is not known stays, and is listed with the reason.',
    ],
    exits: { 0: 'deleted, or nothing to delete', 2: 'it is not said which runs, or nobody is there to be asked' },
    examples: [
      ['firebreak runs prune --older-than 365d --dry-run', 'what would go'],
      ['firebreak runs prune --runbook redis-connectivity-loss --keep 100', 'all but the newest hundred'],
    ],
    see: ['runs', 'audit'],
  },
  annotate: {
    about: [
      'Says after the fact what the cause of a run really was, which of its steps helped and which did not. At a terminal, and without a word of it, you are asked.',
      'It is kept beside the record, in one of its own which names the head of the other: the record of the run stays what it was. Of each thing the newest word counts. The list of runs, the statistics and the backtest go by it.',
    ],
    arguments: { run: RUN },
    exits: { 0: 'written down', 12: 'another process is writing one down', ...DAMAGED },
    examples: [
      ['firebreak annotate k3f7', 'you are asked'],
      ['firebreak annotate k3f7 --cause container_oom_killed --helped compose_up', 'the cause, and what helped'],
      ['firebreak annotate k3f7 --other "the disk of the host was full"', 'a cause that the runbook does not have'],
    ],
    see: ['runs stats', 'replay', 'test', 'docs/learning.md'],
  },
  show: {
    about: [
      'Tells one run again: how it stands, its causes, and what happened in order, in the words of the run itself.',
    ],
    arguments: { run: RUN },
    exits: { 0: 'shown', ...DAMAGED },
    examples: [
      ['firebreak show k3f7', 'what decided'],
      ['firebreak show k3f7 --verbose', 'every probe, expression and value'],
    ],
    see: ['runs', 'report', 'eval'],
  },
  report: {
    about: [
      'Writes an incident for a ticket or a review: how it ended, impact, cause, what was changed and who allowed it, how it was verified, follow-ups and times; then evidence and timeline. Secrets are not in it.',
      'As HTML it is one page that loads and runs nothing, for any browser, a phone or paper. As a cast it is a recording of the screen (asciicast, version 2).',
    ],
    arguments: { run: RUN },
    exits: { 0: 'written', ...DAMAGED },
    examples: [
      ['firebreak report k3f7 --out incident.md', 'a page in Markdown, readable by you alone (0600)'],
      ['firebreak report k3f7 --format html --out incident.html', 'a page with times, durations and values drawn'],
      ['firebreak report k3f7 --format cast --out incident.cast', 'what was on the screen, to be played'],
      ['firebreak report k3f7 --format json', 'for a program to read'],
    ],
    see: ['show', 'audit'],
  },
  replay: {
    about: [
      'Computes every decision of a record again and compares. It touches nothing but the record: what was seen then is in it.',
      'With --runbook it is the backtest: what an edited runbook would have decided in those incidents.',
      'With --live the decisions and answers of one record are repeated in a new run against the real systems, with nobody at the terminal. A command that is not the one approved then is not run, and neither is one above --approve; the run stops there, says why, and can be resumed.',
    ],
    arguments: { transcript: 'a run, the folder of one, a transcript.jsonl, or a folder of any of these' },
    exits: {
      0: 'identical; with --live: it went as it did then',
      3: 'the edited runbook is invalid',
      21: 'another decision, or another cause, step, question or end',
      ...DAMAGED,
    },
    examples: [
      ['firebreak replay k3f7', 'would this version decide in the same way?'],
      [
        'firebreak replay k3f7 --live --approve change',
        'do again what was approved then, as far as it still is the same',
      ],
      ['firebreak replay ./incidents/ --runbook runbooks/mine.yaml', 'what would my edit have done in each of them?'],
    ],
    see: ['test', 'audit', 'eval'],
  },
  audit: {
    about: [
      'Checks that a record is what was written: the chain of its events, its seal, the saved head, the runbook that is pinned in it, and the outputs beside it. Says where it breaks.',
    ],
    arguments: { run: 'a run, the folder of one, a transcript.jsonl, or a folder of any of these' },
    exits: { 0: 'ok, also with remarks on what a crash leaves', ...DAMAGED },
    examples: [
      ['firebreak audit k3f7', 'is it whole?'],
      ['firebreak audit k3f7 --head 0d8b04f45c5b', 'is it the one whose head was kept elsewhere?'],
    ],
    see: ['replay', 'report', 'docs/guarantees.md'],
  },
};
