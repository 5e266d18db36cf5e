// What people change: answers, notes, runs that they begin or end. Each is for what they saw, is written into the record of the
// run with who it was, and is refused with a sentence where it does not fit any more.

import type { Actor } from '../../model/event.ts';
import type { Json } from '../../model/json.ts';
import { ok } from '../../model/result.ts';
import type { GivenAnswer } from '../../views/screen/given-answer.ts';
import type { App } from '../app.ts';
import { ruleFor } from '../config/config.ts';
import { type Answering, sayingFor } from '../people/approvals.ts';
import type { SignedIn } from '../people/sessions.ts';
import type { Saying } from '../ports.ts';

/** What came of a change: null, or why it was refused, a sentence without a full stop. */
export type Refusal = string | null;

/** Takes an answer, and lets the run go on. */
export async function answerRun(app: App, run: string, answering: Answering): Promise<Refusal> {
  const { board, config, desk, crew, log } = app;
  const standing = board.of(run);
  if (standing === undefined) return 'there is no such run';
  if (standing.sandbox) return 'its sandbox is led where it was begun';
  let said: Saying | null = null;
  const appended = await desk.append(run, (record) => {
    const saying = sayingFor(record, answering, config);
    said = saying.ok ? saying.value : null;
    return saying;
  });
  const told = { run, who: answering.who.name, choice: answering.answer.choice };
  if (appended.is === 'written') {
    const isCounted = (said as Saying | null)?.observation.type === 'approval.added';
    log.add('answer', told, { result: 'taken' });
    await board.look();
    if (!isCounted) crew.take({ do: 'take_up', run, approve: ruleFor(config, standing.runbook).approve });
    return null;
  }
  const why = appended.is === 'led' ? 'the run is under way; wait until it asks again' : appended.why;
  log.add('answer', { ...told, why }, { result: 'refused' });
  return why;
}

/** Leaves a note in a run, whoever leads it. */
export async function noteRun(app: App, run: string, text: string, { name }: SignedIn): Promise<Refusal> {
  const words = text.trim();
  if (words === '' || words.length > MOST_WORDS) return `a note has 1 to ${MOST_WORDS} characters`;
  if (app.board.of(run) === undefined) return 'there is no such run';
  const actor: Actor = { kind: 'human', name };
  const saying: Saying = { observation: { type: 'note.added', data: { text: words } }, actor };
  const appended = await app.desk.append(run, ({ run: state }) =>
    state.standing.is === 'finished' ? { ok: false, error: 'the run is over' } : ok(saying),
  );
  if (appended.is === 'written') return null;
  if (appended.is !== 'led') return appended.why;
  const told = await app.desk.tell(run, saying);
  return told.taken ? null : (told.why ?? 'the run did not take it');
}

const MOST_WORDS = 2000;

/** Ends an open run with a reason. */
export async function closeRun(app: App, run: string, reason: string, { name }: SignedIn): Promise<Refusal> {
  const standing = app.board.of(run);
  if (standing === undefined || standing.isOver) return 'the run is over';
  if (reason.trim() === '' || reason.length > MOST_WORDS) return 'a run is closed with a reason; it goes on record';
  const refused = await app.desk.close(run, reason.trim(), { kind: 'human', name });
  app.log.add('close', { run, who: name, why: refused }, { result: refused === null ? 'taken' : 'refused' });
  if (refused === null) await app.board.look();
  return refused;
}

/** Begins a run of a runbook for somebody; gives its id, or why not. */
export async function startRun(
  app: App,
  runbook: string,
  inputs: Readonly<Record<string, Json>>,
  { name }: SignedIn,
): Promise<{ readonly run: string } | { readonly refused: string }> {
  if (app.isDraining()) return { refused: 'this is ending; try again in a moment' };
  const entry = (await app.desk.runbooks()).find(({ id }) => id === runbook);
  if (entry?.plan === undefined || entry.plan === null) return { refused: 'there is no such runbook' };
  const secret = entry.plan.runbook.inputs.filter((one) => one.secret).map((one) => one.name);
  if (Object.keys(inputs).some((one) => secret.includes(one)))
    return { refused: 'secret inputs come from the environment of serve' };
  const rule = ruleFor(app.config, runbook);
  const run = app.launcher.begin({
    runbook,
    inputs: { ...rule.inputs, ...inputs },
    alert: null,
    key: null,
    approve: rule.approve,
    by: { kind: 'human', name },
  });
  app.log.add('start', { run, runbook, who: name }, { by: 'person' });
  return { run };
}

/** Begins a run of one of the runbooks that fit an alert. */
export function startKept(
  app: App,
  id: string,
  runbook: string,
  { name }: SignedIn,
): { readonly run: string } | { readonly refused: string } {
  const kept = app.kept.of(id);
  if (kept === undefined || !kept.fits.some((one) => one.runbook === runbook && one.truth === 'true'))
    return { refused: 'that alert is not here any more' };
  const rule = ruleFor(app.config, runbook);
  const run = app.launcher.begin({
    runbook,
    inputs: rule.inputs,
    alert: kept.alert,
    key: null,
    approve: rule.approve,
    by: { kind: 'human', name },
  });
  app.kept.drop(id);
  app.log.add('start', { run, runbook, who: name }, { by: 'person' });
  return { run };
}

const FIELDS = ['reason', 'cause', 'edited', 'typed', 'value'] as const;

/** An answer out of a form, or out of JSON that holds texts alone. */
export function answeringFrom(field: (name: string) => string | null, who: SignedIn, via: Answering['via']): Answering {
  const answer: Record<string, string> = { choice: field('choice') ?? '' };
  for (const name of FIELDS) {
    const value = field(name);
    // A field that was left empty is none: what must be there is insisted on later.
    if (value !== null && value !== '') answer[name] = value.replace(/\r\n/g, '\n');
  }
  return {
    seen: {
      question: field('question') ?? '',
      seq: Number(field('seq') ?? Number.NaN),
      digest: field('digest') ?? '',
    },
    answer: answer as unknown as GivenAnswer,
    who,
    via,
  };
}
