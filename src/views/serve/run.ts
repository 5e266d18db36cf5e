// One run: its question on top, then what the report says of it, and what a person may do at any time.

import { type Html, html, when } from '../report/html/markup.ts';
import { csrfField, type Reader } from './frame.ts';

/** What the page of a run shows besides its report. */
export interface RunPage {
  readonly run: string;
  readonly isOver: boolean;
  readonly isLed: boolean;
  readonly sandbox: boolean;
  /** The open question as HTML; null where there is none. */
  readonly question: Html | null;
  /** Why it cannot be read, begun or taken up; null: nothing is wrong. */
  readonly problem: string | null;
  /** What came of the form that was sent last; null: none was. */
  readonly said: string | null;
  /** What there is to know of the workers that lead it, a sentence each. */
  readonly about: readonly string[];
  readonly reader: Reader;
}

/** What stands above the report. */
export function aboveReport({ run, isLed, isOver, question, problem, said, about }: RunPage): Html {
  return html`${when(said !== null, () => html`<p class="verdict warn" role="alert">${said ?? ''}</p>`)}${when(
    problem !== null,
    () => html`<p class="verdict bad">${problem ?? ''}</p>`,
  )}${about.map((line) => html`<p class="soft">${line}</p>`)}${question ?? html``}${when(
    isLed && !isOver && question === null && about.length === 0,
    () =>
      html`<p class="soft">This run is under way; the page follows it. <code>firebreak watch ${run}</code> does so in a terminal.</p>`,
  )}`;
}

/** What stands below it: a note, and the end of an open run. */
export function belowReport({ run, isOver, isLed, sandbox, reader }: RunPage): Html {
  if (isOver || sandbox) return html``;
  return html`<section class="acts"><h2>For the record</h2>
<form method="post" action="/runs/${run}/note" class="stack">${csrfField(reader)}<label for="note">Note</label><input id="note" name="text" required maxlength="2000" autocomplete="off"><button>Add the note</button></form>${when(
    !isLed,
    () =>
      html`<details><summary>End this run</summary><form method="post" action="/runs/${run}/close" class="stack">${csrfField(reader)}<label for="reason">Why is it ended? Nothing is changed by it.</label><input id="reason" name="reason" required maxlength="2000" autocomplete="off"><button>Close the run</button></form></details>`,
  )}</section>`;
}
