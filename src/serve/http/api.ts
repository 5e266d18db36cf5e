// What programs of people ask: the open question of a run, and an answer to it, as JSON.

import type { App } from '../app.ts';
import { seenIn } from '../people/approvals.ts';
import { type Exchange, sendJson } from './exchange.ts';

/** Sends the open question of a run. */
export function questionJson(app: App, exchange: Exchange, run: string): void {
  const standing = app.board.of(run);
  const record = standing === undefined ? null : app.desk.record(run);
  if (record === null || !record.ok) return sendJson(exchange, 404, { error: 'there is no such run' });
  const { question } = record.value.run;
  const seen = seenIn(record.value);
  if (question === null || seen === null)
    return sendJson(exchange, 404, { error: 'the run asks nothing at this moment' });
  const shown = 'proposal' in question ? question.proposal.shown : null;
  sendJson(exchange, 200, {
    run,
    ...seen,
    kind: question.kind,
    choices: question.choices,
    risk: 'proposal' in question ? question.proposal.risk : null,
    title: shown?.title ?? standing?.question?.title ?? '',
    command: shown?.command ?? null,
    target: shown?.target ?? null,
    step: 'proposal' in question ? question.proposal.step : null,
    host: shown?.host ?? null,
  });
}

/** An object of texts; null where it is none. */
export function jsonOf(text: string): Readonly<Record<string, string>> | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
    const texts = Object.entries(value).map(([name, one]) => [name, typeof one === 'number' ? String(one) : one]);
    return texts.every(([, one]) => typeof one === 'string')
      ? (Object.fromEntries(texts) as Record<string, string>)
      : null;
  } catch {
    return null;
  }
}
