// The first page: what waits for a person, what is led, what ended last, and alerts that started nothing.

import { type Html, html, NONE, when } from '../report/html/markup.ts';
import { csrfField, type Reader } from './frame.ts';
import { moment, questionCards, type RunLine, runTable } from './lines.ts';
import { type Workers, workersHtml } from './workers.ts';

/** An alert that started nothing. */
export interface KeptLine {
  readonly id: string;
  readonly at: string;
  readonly to: string;
  readonly why: 'unmatched' | 'offered';
  readonly alert: { readonly title: string; readonly labels: Readonly<Record<string, string>> };
  readonly fits: readonly { readonly runbook: string; readonly title: string; readonly truth: string }[];
  readonly more: number;
}

/** What the first page shows. */
export interface Now {
  readonly asked: readonly RunLine[];
  readonly live: readonly RunLine[];
  /** Stopped, cut off, or not readable: nobody leads them, and nobody is asked. */
  readonly left: readonly RunLine[];
  readonly ended: readonly RunLine[];
  readonly kept: readonly KeptLine[];
  /** What is wrong with serve itself, and what could not be begun. */
  readonly problems: readonly string[];
  /** Workers on other hosts; null: there is no queue. */
  readonly workers: Workers | null;
  readonly now_ms: number;
  readonly reader: Reader;
  /** No alert can come in, because no address is configured. */
  readonly takesNoAlerts: boolean;
}

/** Its content. */
export function nowHtml(now: Now): Html {
  const { asked, live, left, ended, kept, problems, reader } = now;
  return html`<h1>${asked.length === 0 ? 'Nobody is asked for anything' : asked.length === 1 ? 'One question waits' : `${asked.length} questions wait`}</h1>
${when(problems.length > 0, () => html`<section aria-label="Problems">${problems.map((line) => html`<p class="verdict bad">${line}</p>`)}</section>`)}${when(
  asked.length > 0,
  () => html`<section><h2>Open questions</h2>${questionCards(asked, now.now_ms)}</section>`,
)}${when(live.length > 0, () => html`<section><h2>Under way</h2>${runTable(live, 'Runs under way')}</section>`)}${when(
  left.length > 0,
  () => html`<section><h2>Left as they are</h2>${runTable(left, 'Runs that nobody leads')}</section>`,
)}${when(
  kept.length > 0,
  () =>
    html`<section><h2>Alerts that started nothing</h2><ul class="cards">${kept.map((one) => keptCard(one, reader))}</ul></section>`,
)}<section><h2>Ended last</h2>${
    ended.length === 0 ? html`<p class="soft">No run has ended yet.</p>` : runTable(ended, 'Runs that ended last')
  }<p><a href="/runs">All runs</a></p></section>${now.workers === null ? NONE : workersHtml(now.workers)}
${when(now.takesNoAlerts, () => html`<p class="soft">No alerts come in here: the configuration names nobody who may send any.</p>`)}`;
}

function keptCard({ id, at, to, why, alert, fits, more }: KeptLine, reader: Reader): Html {
  const labels = Object.entries(alert.labels)
    .slice(0, 8)
    .map(([name, value]) => `${name}=${value}`);
  const fitting = fits.filter(({ truth }) => truth === 'true');
  return html`<li class="card"><h3>${alert.title}</h3><p class="soft">${moment(at)} UTC, by ${to}${when(more > 0, () => html`, and ${more} more like it`)}</p>${when(
    labels.length > 0,
    () => html`<p class="mono">${labels.join(' ')}</p>`,
  )}${
    why === 'offered'
      ? html`<p>Several runbooks fit, and the policy names none of them. Start one:</p><div class="row">${fitting.map(
          ({ runbook, title }) =>
            html`<form method="post" action="/alerts/kept/${id}/start">${csrfField(reader)}<input type="hidden" name="runbook" value="${runbook}"><button>${title}</button></form>`,
        )}</div>`
      : html`<p>No runbook has a trigger that fits it.</p>`
  }<form method="post" action="/alerts/kept/${id}/drop">${csrfField(reader)}<button class="plain">Put it away<span class="unseen">: ${alert.title}</span></button></form></li>`;
}
