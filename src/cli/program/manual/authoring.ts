// Pages of the commands of those who write runbooks.

import { type ManualPage, RUN, RUNBOOK } from './page.ts';

const SCENARIO_FILES = {
  heading: 'Files',
  lines: ['runbooks/mine.yaml         the runbook', 'runbooks/mine.test.yaml    its scenarios'],
};

/** By command. */
export const AUTHORING: Readonly<Record<string, ManualPage>> = {
  new: {
    about: [
      'Writes a runbook and its scenarios, valid and tested as they stand, and the schemas that editors complete by. It never writes over a file. In a terminal it asks for what no option says.',
    ],
    arguments: { id: 'name of the runbook and its file: small letters, digits and dashes' },
    exits: { 0: 'written' },
    examples: [
      ['firebreak new queue-stuck --from queue', 'from a template'],
      ["firebreak new login-fails --title 'Nobody can log in' --owner 'team web'", 'from the blank one'],
    ],
    see: ['validate', 'test', 'docs/tutorial.md', 'docs/cookbook.md'],
  },
  import: {
    about: [
      'Makes a draft of a runbook from a page in Markdown, from the rules of Prometheus, from an automation document of AWS Systems Manager, or from a CACAO playbook. The draft is valid as it stands. Commands become probes and steps, conditions become causes, and what has no place of its own is kept as a note with its lines.',
      'What is not known to only look is never a probe, and nothing that warns, prevents or is printed becomes a step. The importer decides by rules: the same page always gives the same draft. It never writes over a file.',
    ],
    arguments: { file: 'files, folders with pages in them, or - for standard input' },
    exits: {
      0: 'imported',
      2: 'a file is in the way, or several drafts have no folder to go to',
      3: 'a file is no page of a runbook, or cannot be read; the others are imported',
    },
    examples: [
      ['firebreak import redis-down.md --report > redis-down.yaml', 'look at a draft, and at what became of each line'],
      ['firebreak import wiki/ --out runbooks', 'all pages of a folder'],
      ['firebreak import alerts.md --split --out runbooks', 'a page with a runbook for each alert'],
    ],
    see: ['validate', 'explain', 'new', 'docs/import.md'],
  },
  validate: {
    about: [
      'Reads runbooks, scenarios and drills without running anything, and reports every problem of every file with its place and the cure: misspelt keys, fields that a reading does not have, shell traps, steps that change something among the probes. Warnings and notes do not fail it.',
    ],
    arguments: { file: 'files, folders, or - for standard input' },
    exits: { 0: 'all are valid', 3: 'something is wrong with one, or it cannot be read' },
    examples: [
      ['firebreak validate runbooks/', 'a folder'],
      ['firebreak validate runbooks/ --watch', 'beside an editor'],
      ['firebreak validate runbooks/*.yaml --format github', 'in CI, as annotations'],
      ['firebreak validate - < draft.yaml', 'what is not in a file'],
    ],
    see: ['test', 'explain', 'lsp', 'docs/reference.md'],
  },
  eval: {
    about: [
      'Evaluates an expression over what a run saw: its value, the value of every part, and what is unknown and why. The quickest way to write a condition. Nothing is looked at again.',
    ],
    arguments: { run: `${RUN}; with --scenario a runbook or a file of scenarios`, expression: 'in CEL, in quotes' },
    exits: { 0: 'evaluated, also to unknown', 2: 'the expression is wrong', 3: 'the file of scenarios is invalid' },
    examples: [
      ["firebreak eval k3f7 'ping.ok && write.ok'", 'at the end of a run'],
      ["firebreak eval k3f7 'server.info.used_memory' --at 40", 'as it was after an event'],
      ["firebreak eval runbooks/mine.yaml --scenario 'Memory is full' 'server.info.maxmemory > 0'", 'over a scenario'],
    ],
    see: ['show', 'test', 'docs/reference.md'],
  },
  explain: {
    about: [
      'Says in words what a runbook would do: what it looks at, which evidence tells each cause, and each step with its command, risk, goal and undo. Nothing is looked at and nothing is run. What only a run can see stays ${{ … }}.',
    ],
    arguments: { runbook: RUNBOOK },
    exits: { 0: 'explained', 3: 'the runbook is invalid' },
    examples: [
      ['firebreak explain redis-connectivity-loss --input container=shop-redis', 'with the commands of your system'],
      ['firebreak explain redis-connectivity-loss --format md > page.md', 'a page for a wiki'],
      ['firebreak explain redis-connectivity-loss --format mermaid', 'a flowchart'],
    ],
    see: ['run', 'check', 'validate'],
  },
  test: {
    about: [
      'Plays scenarios: what the probes would see, and what must come of it. The engine decides as it does in a run, and no system is touched. A failure shows its first difference with the lines that decided it; coverage says what no scenario tries.',
      'With --from it plays nothing, and makes a scenario of a record instead, without its secrets.',
    ],
    arguments: { file: 'files of scenarios, runbooks, or folders; by default those in ./runbooks' },
    more: [SCENARIO_FILES],
    exits: { 0: 'all pass', 3: 'a file is invalid', 4: 'one fails, or too little is tried' },
    examples: [
      ['firebreak test runbooks/mine.yaml --watch', 'beside an editor'],
      ['firebreak test --min-coverage 90 --junit report.xml', 'in CI'],
      ["firebreak test --from k3f7 --title 'The night of the full disk'", 'a test of an incident'],
    ],
    see: ['validate', 'replay', 'drill', 'docs/authoring.md'],
  },
  lsp: {
    about: [
      'The language server: an editor starts it, to check, complete, explain and rename while a runbook or its scenarios are written. It speaks over standard input and output, and ends with the editor.',
    ],
    exits: { 0: 'the editor has ended it' },
    examples: [['firebreak lsp --stdio', 'what an editor is told to start']],
    see: ['validate', 'schema', 'docs/editors.md'],
  },
  check: {
    about: [
      'Asks whether a runbook still fits its systems, before the night on which it is needed: runs every probe now, outside of any incident, and looks for what its steps would need. Nothing is changed and no run is opened. Each run says afterwards how long ago this was.',
    ],
    arguments: { runbook: RUNBOOK },
    exits: {
      0: 'everything can be seen, and nothing lacks',
      4: 'a probe is blind or sees bad news, a step lacks something, or a review is due',
    },
    examples: [
      ['firebreak check redis-connectivity-loss --input manager=systemd', 'one runbook'],
      ['firebreak check --all runbooks', 'a folder, as a table'],
      ['firebreak check redis-connectivity-loss --max-age 30d', 'look at nothing: was it checked?'],
    ],
    see: ['run', 'drill', 'docs/checks.md'],
  },
  drill: {
    about: [
      'Starts a sandbox, breaks it on purpose, runs the runbook on it, and keeps the score: whether it named the right cause, repaired it, and touched nothing else. Nothing outside of the sandbox is touched.',
    ],
    arguments: { runbook: RUNBOOK },
    more: [
      {
        heading: 'Files',
        lines: ['runbooks/mine.yaml          the runbook', 'runbooks/mine.drill.yaml    its drills'],
      },
    ],
    exits: { 0: 'all came to what they must', 3: 'a file is invalid', 4: 'one did not' },
    examples: [
      ['firebreak drill redis-connectivity-loss --list', 'what there is'],
      ['firebreak drill redis-connectivity-loss --fault killed --fault maxmemory', 'two of them'],
      ['firebreak drill runbooks/mine.yaml --repeat 3 --jobs 2', 'does it always?'],
      ['firebreak drill redis-connectivity-loss --fault frozen --guided', 'training: you lead'],
    ],
    see: ['test', 'check', 'demo', 'docs/drills.md'],
  },
  completion: {
    about: [
      'Prints what a shell reads to complete commands, options, runbooks, runs, inputs of the chosen runbook and their values, causes, answers, faults and scenarios. The shell then asks the program for each word, so that what is offered is what is there. Secrets are never offered.',
    ],
    arguments: { shell: 'bash, zsh or fish' },
    exits: { 0: 'printed', 2: 'another shell' },
    examples: [
      ['firebreak completion bash', 'in ~/.bashrc: source <(firebreak completion bash)'],
      ['firebreak completion zsh', 'in ~/.zshrc: source <(firebreak completion zsh)'],
      ['firebreak completion fish > ~/.config/fish/completions/firebreak.fish', 'once'],
    ],
    see: ['lsp', 'run'],
  },
  schema: {
    about: [
      'Prints a JSON Schema (draft 2020-12), for editors and other tools. firebreak new puts those of runbooks and scenarios beside what it writes.',
    ],
    arguments: { name: 'runbook, transcript, test (scenarios) or drill' },
    exits: { 0: 'printed' },
    examples: [['firebreak schema runbook > runbook.schema.json', 'and name it in the first line of the runbook']],
    see: ['lsp', 'new', 'docs/editors.md'],
  },
};
