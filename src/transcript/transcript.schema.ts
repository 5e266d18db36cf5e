// The JSON Schema of a line of a transcript, for people and tools that read records. The types in model are the truth;
// a test does not compile when this file differs from them. Read by the build and by tests alone.

import { type Static, type TSchema, Type } from 'typebox';
import { FORMAT } from '../model/event.ts';
import type { SkipReason, WhySettled } from '../model/reasons/why.ts';
import { RISKS } from '../model/risk.ts';
import { COMPOSE_PROGRAMS } from '../model/step.ts';
import { choice, kind, PARTS, risk, stakes } from './parts.schema.ts';
import { entering, whyDoubt, whyDropped, whyFinished, whyLook } from './why.schema.ts';
import { about, closed, count, digest, json, list, ms, record, ref, string } from './words.schema.ts';

type Parts = typeof PARTS;
const part = <K extends keyof Parts>(name: K) => ref<Static<Parts[K]>>(name);

const writer = {
  pid: count('Process that writes.'),
  process_start: string('Start time of the process as the system tells it; "" where unknown.'),
  boot_id: string('Identity of this boot; "" where unknown.'),
};
const worker = closed({
  name: string('Name of the worker.'),
  host: string('Its host.'),
  home: string('Folder of its records.'),
});
const mode = {
  mode: Type.Enum(
    ['guided', 'unattended', 'agent'],
    about('Whether a person answers, nobody, or whoever an agent calls.'),
  ),
  approve: Type.Enum([...RISKS], about('The highest risk allowed without a person.')),
};
const purpose = Type.Enum(['probe', 'action', 'preview', 'undo', 'escalation'], about('What it is carried out for.'));
const look = Type.Optional(count('The look that it belongs to.'));
const step = string('Key of the step.');
const exec = string('Names one execution: <step>#<n>.');
const cause = string('Id of the cause.');
const way = Type.Enum(
  ['watch', 'web', 'approve', 'mcp'],
  about('From a second terminal, the page of `serve`, `firebreak approve`, or an agent.'),
);
const nullable = (description: string) => Type.Union([Type.String(), Type.Null()], { description });

const seenGoal = closed({ title: string('The goal.'), goal: part('evidence') });
const seenGoals = {
  watch: count('Number of the watch.'),
  goals: list(seenGoal, 'What was seen.'),
};

/** The data of every event, by type. */
export const EVENT_DATA = {
  'run.opened': closed({
    ...writer,
    ...mode,
    format: count('Version of the transcript format.'),
    rules: Type.Optional(
      count('Version of the rules that the run is led by; absent: 1 in a record of format 1, else 2.'),
    ),
    engine: string('Version of firebreak.'),
    runbook: closed({
      id: string('Its id.'),
      path: string('Where it was read.'),
      text: string('Its text: what a resumed run goes on with.'),
      sha256: digest('Of the text.'),
    }),
    inputs: record(json('A value.'), 'Inputs that are not secret.'),
    secrets: record(part('text'), 'What may be shown of secret inputs.'),
    answers: record(json('An answer.'), 'Answers given in advance.'),
    cause: nullable('The cause named in advance.'),
    alert: Type.Unsafe<Static<Parts['alert']> | null>({ oneOf: [part('alert'), { type: 'null' }] }),
    dry_run: Type.Boolean(),
    write_probe: Type.Boolean(about('Whether the write check may run.')),
    host: string('Name of the machine.'),
    user: string('Who started the run.'),
    account: Type.Optional(string('The account that programs are run as.')),
    docker: Type.Optional(string('Address of the Docker engine, where it is not the usual one.')),
    cwd: Type.Optional(string('Folder that every program of the run is started in.')),
    compose: Type.Optional(Type.Enum([...COMPOSE_PROGRAMS], about('How Docker Compose is called.'))),
    sandbox: Type.Optional(Type.Literal(true, about('It works on a sandbox that ends with its process.'))),
    served: Type.Optional(Type.Literal(true, about('It was begun by `firebreak serve`.'))),
    where: Type.Optional(string('The place whose workers lead it.')),
    worker: Type.Optional(worker),
    checked: Type.Optional(
      closed({
        at: string('When the runbook was last checked here, RFC 3339.'),
        ok: Type.Boolean(about('Whether every probe could look, and nothing was lacking.')),
        changed: Type.Boolean(about('Whether its text has changed since.')),
      }),
    ),
    again: Type.Optional(
      closed({ run: string('The earlier run whose decisions are repeated.'), head: digest('The head of its record.') }),
    ),
    variables: Type.Optional(list(Type.String(), 'Names of the variables that programs were given.')),
  }),
  'run.resumed': closed({
    ...writer,
    ...mode,
    engine: string('Version of firebreak.'),
    worker: Type.Optional(worker),
  }),
  'run.recovered': closed({
    bytes: count('Bytes that were set aside.'),
    sha256: digest('Of those bytes.'),
    file: string('Where they are kept, beside the transcript.'),
  }),
  'step.spawned': closed({
    exec,
    spawned: closed({
      ...writer,
      pgid: count('Process group.'),
      spool: Type.Optional(string('Folder of its output.')),
    }),
  }),
  'step.finished': closed({ exec, outcome: part('outcome'), outputs: list(part('output'), 'What it said.') }),
  'timer.fired': closed({ timer: string('Name of the timer.'), due_ms: ms('When it was due, in run time.') }),
  'answer.given': closed({
    question: string('Id of the question.'),
    choice,
    reason: Type.Optional(string('Why.')),
    cause: Type.Optional(cause),
    edited: Type.Optional(string('The edited template.')),
    value: Type.Optional(json('The answer to an `ask` step.')),
    via: Type.Optional(way),
  }),
  'approval.added': closed({
    question: string('Id of the question.'),
    count: closed({
      so_far: count('How many have approved, this one included.'),
      needed: count('How many have to.'),
    }),
    via: way,
  }),
  'note.added': closed({
    text: string('A remark of a responder, or of an agent.'),
    question: Type.Optional(string('Id of the question that people are asked to answer.')),
  }),
  'agent.refused': closed({
    wanted: string('What an agent wanted: a choice, the type of an event, or the name of a tool.'),
    question: Type.Optional(string('Id of the question that it meant.')),
    why: Type.Enum(
      ['for_people', 'not_offered', 'ruled_out'],
      about('A person does that, nobody does it here, or the evidence speaks against it.'),
    ),
    said: Type.Optional(string('What else it said, cut.')),
  }),
  'alert.received': closed({ alert: part('alert') }),
  'alert.cleared': closed({ alert: part('alert') }),
  'clock.jumped': closed({ by_ms: ms('How far the wall clock moved against the monotonic one.') }),
  'stop.requested': closed({ how: Type.Enum(['after_step', 'abort']), by: string('Who or what.') }),
  'close.requested': closed({ reason: string('Why the run is ended.') }),
  'run.annotated': closed({
    of: closed({ seq: count('Number of that line.'), hash: digest('Of that line.') }),
    cause: Type.Optional(string('What the cause really was: the id of one.')),
    other: Type.Optional(string('The same in words, where no cause of the runbook is it.')),
    helped: Type.Optional(record(Type.Boolean(), 'By id of a step: whether it helped.')),
    note: Type.Optional(string('What else was learned.')),
  }),
  'run.sealed': closed({ count: count('Lines before this one.'), hash: digest('Of the line before this one.') }),

  'phase.entered': entering,
  'look.started': closed({
    look: count('Number of the look.'),
    probes: list(Type.String(), 'Probes that are looked at.'),
    needed: list(Type.String(), 'Those that something waits for.'),
    why: whyLook,
  }),
  'step.started': closed({
    exec,
    step,
    purpose,
    kind,
    attempt: count('From 1.'),
    look,
    items: Type.Optional(
      list(
        json('One.'),
        'What it is carried out for: of a probe all at once, with a command for each; of an action one.',
      ),
    ),
    rendered: json('The command as data, secrets still holes.'),
    risk,
    shown: closed({
      title: string('Its title.'),
      command: string('The command as people write it, secrets masked.'),
      target: Type.Optional(string('What it acts on, of what changes something.')),
      ...stakes,
    }),
    timeout_ms: ms('Its time.'),
    sensitive: Type.Boolean(about('Whether only sizes of its output are kept.')),
    approved: Type.Enum(['read', 'person', 'policy', 'repeatable', 'escalation'], about('What allowed it.')),
  }),
  'step.spread': closed({ step, items: list(json('One.'), 'What it is to be carried out for, one after another.') }),
  'step.skipped': closed({ step, purpose, look, reason: ref<SkipReason>('skip') }),
  'step.settled': closed({
    step,
    result: Type.Enum(['done', 'failed', 'planned']),
    via: Type.Enum(['exit', 'goal', 'person', 'simulated']),
    why: ref<WhySettled>('settled'),
  }),
  'step.in_doubt': closed({ step, exec, why: whyDoubt }),
  'step.retrying': closed({ step, attempt: count('The one that comes, from 2.'), after_ms: ms('Pause before it.') }),
  'watch.started': closed({
    watch: count('Number of the watch.'),
    for: Type.Enum(['step', 'doubt', 'verify']),
    every_ms: ms('Pause between looks.'),
    goals: list(
      closed({
        title: string('The goal.'),
        due_ms: ms('Its time to become true, in run time.'),
        for_ms: Type.Optional(ms('How long it must hold then.')),
      }),
      'What is waited for.',
    ),
  }),
  'goal.held': closed({
    watch: count('Number of the watch.'),
    since_ms: list(
      Type.Union([ms('Run time.'), Type.Null()]),
      'Since when each goal has held in every look; null: it does not.',
    ),
  }),
  'goal.reached': closed(seenGoals),
  'goal.missed': closed(seenGoals),
  'causes.ranked': closed({
    look: count('The look that was judged.'),
    complete: Type.Boolean(about('Whether every probe of the look was in.')),
    triggers: list(
      closed({
        title: string('The trigger.'),
        when: Type.Optional(part('evidence')),
        alert: Type.Optional(Type.Enum(['true', 'false', 'unknown'])),
      }),
      'The triggers.',
    ),
    causes: list(part('ranked'), 'The causes, first to last.'),
    facts: record(json('A value.'), 'Readings of facts.'),
  }),
  'cause.chosen': closed({ cause, by: Type.Enum(['rule', 'person', 'flag', 'agent']) }),
  'cause.dropped': closed({ cause, why: whyDropped }),
  'question.asked': part('question'),
  'escalation.raised': closed({
    key: string('Names the escalation.'),
    title: string('Its title.'),
    to: string('Who is told.'),
    say: string('What they are told.'),
    failing: Type.Optional(
      closed({ triggers: list(seenGoal, 'Triggers that hold.'), goals: list(seenGoal, 'Goals that do not.') }),
    ),
  }),
  'run.parked': closed({ why: Type.Enum(['waiting', 'stopped']), on: string('What it waits for.') }),
  'run.finished': closed({
    outcome: Type.Enum(['resolved', 'healthy', 'escalated', 'handed_over', 'not_resolved', 'planned', 'closed']),
    by: Type.Optional(Type.Literal('person', about('A person said so; what was seen did not.'))),
    cause: nullable('The cause, if one was taken up.'),
    why: whyFinished,
    runbook: Type.Optional(string('The runbook that it was handed over to.')),
  }),
};

const actor = closed({
  kind: Type.Enum(['human', 'engine', 'alert', 'automation', 'agent']),
  name: string('Who or what.'),
});

const envelope = {
  v: Type.Literal(FORMAT, about('Version of the format.')),
  run: string('Id of the run.'),
  seq: Type.Integer({ minimum: 1, description: 'From 1, without gaps. Order is this, never time.' }),
  type: string('What kind of event it is.'),
  at: Type.String({
    pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$',
    description: 'RFC 3339, UTC, three decimals.',
  }),
  mono_ms: Type.Integer({ description: 'Monotonic milliseconds since this process opened the run.' }),
  actor,
  data: Type.Unsafe({ type: 'object', description: 'What happened; its keys follow from the type.' }),
  prev: digest('Of the line before, without its line feed; 64 zeros in the first.'),
};

/** One type of event and its data. */
const body = (type: TSchema, data: TSchema) => Type.Unsafe({ type: 'object', properties: { type, data } });

const known = Object.entries(EVENT_DATA).map(([type, data]) => body(Type.Literal(type), data));
/** Readers keep and show events of types that they do not know. */
const unknown = body(Type.Unsafe({ not: { enum: Object.keys(EVENT_DATA) } }), Type.Unsafe({ type: 'object' }));

/** The schema of one line. */
export const transcriptSchema = Type.Unsafe({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Firebreak transcript, one line of format 2',
  description:
    'transcript.jsonl holds one such object a line, UTF-8, ended by LF. What stands under a key `shown` is words as people read them; lines of format 1 are described by transcript-1.schema.json.',
  ...closed(envelope),
  oneOf: [...known, unknown],
  $defs: PARTS,
});
