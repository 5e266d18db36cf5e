// The workers on other hosts: who is there, for which places, and what no one of them can take.

import { type Html, html, when } from '../report/html/markup.ts';
import { moment } from './lines.ts';

/** What is shown of them. */
export interface Workers {
  /** Address of the queue, without user and password. */
  readonly queue: string;
  /** Whether what is in it can be looked at. */
  readonly board: boolean;
  readonly workers: readonly {
    readonly name: string;
    /** Places, as words. */
    readonly where: string;
    readonly version: string;
    readonly leading: readonly string[];
    readonly since: string;
  }[];
  /** Runs that nobody of their place can take, with why, a sentence without a full stop. */
  readonly waiting: readonly { readonly run: string; readonly why: string }[];
  /** Runs of which a change is in doubt: nobody else may change its target. */
  readonly doubted: readonly string[];
  /** How many runs came with something that does not belong to this fleet. */
  readonly strange: number;
}

/** The section. */
export function workersHtml({ queue, board, workers, waiting, doubted, strange }: Workers): Html {
  return html`<section><h2>Workers</h2>${waiting.map(({ run, why }) => html`<p class="verdict warn"><a href="/runs/${run}">${run}</a> waits: ${why}.</p>`)}${doubted.map(
    (run) =>
      html`<p class="verdict warn">Whether a change of <a href="/runs/${run}">${run}</a> took effect is not known; nothing else changes its target until that is settled.</p>`,
  )}${when(strange > 0, () => html`<p class="verdict warn">${strange} ${strange === 1 ? 'run holds' : 'runs hold'} what is not signed by this fleet, or does not fit its record; it is kept aside, and nothing was done by it.</p>`)}${
    workers.length === 0
      ? html`<p class="soft">No worker is there. <code>firebreak worker --queue ${queue} --where …</code> starts one.</p>`
      : html`<div class="wide" role="region" aria-label="Workers" tabindex="0"><table><caption class="unseen">Workers that are there</caption><thead><tr><th scope="col">Worker</th><th scope="col">For</th><th scope="col">Leads</th><th scope="col">Since (UTC)</th><th scope="col">Version</th></tr></thead><tbody>${workers.map(
          ({ name, where, version, leading, since }) =>
            html`<tr><td>${name}</td><td>${where}</td><td>${leading.map((run) => html`<a href="/runs/${run}">${run.slice(-4)}</a> `)}</td><td>${moment(since)}</td><td>${version}</td></tr>`,
        )}</tbody></table></div>`
  }<p class="soft">Queue: ${board ? html`<a href="/queues">${queue}</a>` : queue}</p></section>`;
}
