// Past runs with filters, and what many of them tell together.

import { type Html, html, when } from '../report/html/markup.ts';
import type { Statistics } from '../report/statistics.ts';
import { count, took } from '../text/text.ts';
import { type RunLine, runTable } from './lines.ts';

/** Which runs are shown; "" is any. */
export interface RunFilter {
  readonly runbook: string;
  readonly outcome: string;
  /** A date. */
  readonly since: string;
}

/** What the page of runs shows. */
export interface RunsPage {
  readonly filter: RunFilter;
  readonly runbooks: readonly { readonly id: string; readonly title: string }[];
  readonly lines: readonly RunLine[];
  /** How many fit in all, and which page of them this is, from 1. */
  readonly total: number;
  readonly page: number;
  readonly pages: number;
  /** Of the runbook that is chosen; null where none is. */
  readonly statistics: Statistics | null;
  /** How many runs the statistics are of. */
  readonly counted: number;
}

const OUTCOMES = [
  ['resolved', 'resolved'],
  ['healthy', 'healthy'],
  ['escalated', 'escalated'],
  ['handed_over', 'handed over'],
  ['not_resolved', 'not resolved'],
  ['closed', 'closed'],
  ['waiting', 'waits for a person'],
  ['stopped', 'stopped'],
  ['under_way', 'under way'],
  ['open', 'cut off'],
] as const;

/** Its content. */
export function runsHtml(page: RunsPage): Html {
  const { filter, runbooks, lines, total, statistics } = page;
  const selected = (is: boolean): Html => ({ $html: is ? ' selected' : '' });
  return html`<h1>Runs</h1>
<form method="get" action="/runs" class="card row" role="search" aria-label="Which runs">
<p><label for="runbook">Runbook</label><select id="runbook" name="runbook"><option value="">any</option>${runbooks.map(
    ({ id, title }) => html`<option value="${id}"${selected(id === filter.runbook)}>${title}</option>`,
  )}</select></p>
<p><label for="outcome">Stands</label><select id="outcome" name="outcome"><option value="">any</option>${OUTCOMES.map(
    ([word, name]) => html`<option value="${word}"${selected(word === filter.outcome)}>${name}</option>`,
  )}</select></p>
<p><label for="since">Since</label><input id="since" name="since" type="date" value="${filter.since}"></p><button>Show</button></form>
<p>${count(total, 'run')}</p>${lines.length === 0 ? html`<p class="soft">No run fits.</p>` : runTable(lines, 'Runs, newest first')}${pagesHtml(page)}${when(
    statistics !== null,
    () => statisticsHtml(statistics as Statistics, page.counted),
  )}`;
}

function pagesHtml({ page, pages, filter }: RunsPage): Html {
  if (pages < 2) return html``;
  const to = (n: number): string => `/runs?${new URLSearchParams({ ...filter, page: String(n) }).toString()}`;
  return html`<nav aria-label="Pages of runs"><ul class="row">${when(page > 1, () => html`<li><a href="${to(page - 1)}" rel="prev">Newer</a></li>`)}<li>Page ${page} of ${pages}</li>${when(page < pages, () => html`<li><a href="${to(page + 1)}" rel="next">Older</a></li>`)}</ul></nav>`;
}

function statisticsHtml(statistics: Statistics, counted: number): Html {
  const { causes, unknown, steps, outcomes } = statistics;
  const span = (ms: number | null): string => (ms === null ? '' : took(ms));
  const ends = Object.entries(outcomes).map(([outcome, times]) => `${times} ${outcome.replaceAll('_', ' ')}`);
  return html`<section><h2>Together</h2><p>Of the newest ${count(counted, 'run')}: ${ends.join(', ')}.</p>
<div class="wide" role="region" aria-label="Causes" tabindex="0"><table><caption class="unseen">Causes, and how long things took in the middle of their runs</caption><thead><tr><th scope="col">Cause</th><th scope="col" class="num">Runs</th><th scope="col" class="num">To the cause</th><th scope="col" class="num">To the fix</th><th scope="col" class="num">Until all held</th></tr></thead><tbody>${causes.map(
    (one) =>
      html`<tr><th scope="row">${one.cause ?? one.other ?? ''}</th><td class="num">${one.runs}</td><td class="num">${span(one.to_cause_ms)}</td><td class="num">${span(one.to_fix_ms)}</td><td class="num">${span(one.to_verified_ms)}</td></tr>`,
  )}${when(unknown > 0, () => html`<tr><th scope="row">not known</th><td class="num">${unknown}</td><td></td><td></td><td></td></tr>`)}</tbody></table></div>${when(
    steps.length > 0,
    () =>
      html`<h3>Steps that failed, did not help or were left out</h3><ul>${steps
        .slice(0, 10)
        .map(
          ({ step, failed, skipped, did_not_help }) =>
            html`<li><code>${step}</code>: ${failed} failed, ${skipped} left out, ${did_not_help} did not help</li>`,
        )}</ul>`,
  )}</section>`;
}
