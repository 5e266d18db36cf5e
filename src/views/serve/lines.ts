// Runs in a line each: those that wait for a person, those that are led, and those that are over.

import type { Risk } from '../../model/risk.ts';
import { riskText } from '../blocks/names.ts';
import { type Html, html, when } from '../report/html/markup.ts';
import { duration } from '../text/text.ts';

/** What a line says of a run. */
export interface RunLine {
  readonly run: string;
  readonly runbook: string;
  readonly title: string;
  readonly outcome: string;
  readonly isOver: boolean;
  readonly opened_at: string;
  readonly duration_ms: number;
  readonly cause: string | null;
  readonly by: string;
  readonly alert: { readonly title: string } | null;
  readonly question: { readonly title: string; readonly risk: Risk | null; readonly asked_at: string } | null;
  readonly problem: string | null;
}

const TONES: Readonly<Record<string, string>> = {
  resolved: 'ok',
  healthy: 'ok',
  escalated: 'warn',
  handed_over: 'warn',
  waiting: 'warn',
  stopped: 'warn',
  open: 'warn',
  under_way: 'act',
  not_resolved: 'bad',
  unreadable: 'bad',
};

const WORDS: Readonly<Record<string, string>> = {
  under_way: 'under way',
  handed_over: 'handed over',
  not_resolved: 'not resolved',
  waiting: 'waits for a person',
  open: 'cut off',
};

/** How a run stands or ended, in a word with its colour. */
const outcomeHtml = (outcome: string): Html =>
  html`<span class="tone ${TONES[outcome] ?? 'quiet'}">${WORDS[outcome] ?? outcome}</span>`;

/** A moment, short enough for a table. */
export const moment = (at: string): string => at.slice(0, 16).replace('T', ' ');

/** Runs that wait for an answer, as cards: those that have waited longest first. */
export function questionCards(lines: readonly RunLine[], now_ms: number): Html {
  if (lines.length === 0) return html`<p class="soft">Nobody is asked for anything.</p>`;
  return html`<ul class="cards">${lines.map(
    ({ run, title, question, alert, cause }) =>
      html`<li class="card"><h3><a href="/runs/${run}">${question?.title ?? title}</a></h3><p>${title}${cause === null ? '' : html`: ${cause}`}</p><p class="soft">${when(
        question?.risk !== null && question?.risk !== undefined,
        () => html`Risk: <b>${riskText(question?.risk ?? 'read')}</b> <span aria-hidden="true">·</span> `,
      )}asked ${since(question?.asked_at ?? '', now_ms)} ago${alert === null ? '' : html` <span aria-hidden="true">·</span> ${alert.title}`}</p></li>`,
  )}</ul>`;
}

/** How long ago it was, in words. */
const since = (at: string, now_ms: number): string => duration(Math.max(0, now_ms - Date.parse(at)));

/** Runs as a table. */
export function runTable(lines: readonly RunLine[], caption: string): Html {
  return html`<div class="wide" role="region" aria-label="${caption}" tabindex="0"><table><caption class="unseen">${caption}</caption><thead><tr><th scope="col">Began (UTC)</th><th scope="col">Runbook</th><th scope="col">Stands</th><th scope="col">Cause</th><th scope="col">By</th><th scope="col" class="num">Took</th></tr></thead><tbody>${lines.map(
    ({ run, title, runbook, outcome, opened_at, duration_ms, cause, by, problem }) =>
      html`<tr><td><a href="/runs/${run}">${opened_at === '' ? run : moment(opened_at)}</a></td><td>${title === '' ? runbook : title}</td><td>${outcomeHtml(outcome)}${problem === null ? '' : html`<br><small>${problem}</small>`}</td><td>${cause ?? ''}</td><td>${by}</td><td class="num">${duration(duration_ms)}</td></tr>`,
  )}</tbody></table></div>`;
}
