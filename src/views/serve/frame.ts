// The frame of every page of `serve`: what stands around its content, the same everywhere. Nothing foreign is loaded; the one
// script only brings newer content.

import { sanitizeLine } from '../../redact/sanitize.ts';
import { type Html, html, NONE, when } from '../report/html/markup.ts';

/** Who looks at a page. */
export interface Reader {
  readonly name: string;
  readonly team: string | null;
  /** What every form gives back. */
  readonly csrf: string;
}

/** What a page is made of. */
export interface Page {
  readonly title: string;
  /** Which entry of the list of pages it belongs to; null: none. */
  readonly at: 'now' | 'runs' | 'runbooks' | null;
  readonly content: Html;
  /** Null before somebody has signed in. */
  readonly reader: Reader | null;
  /** How many questions wait; shown beside the first entry. */
  readonly waiting: number;
  /** Content is replaced while it is looked at. */
  readonly isLive: boolean;
  /** A proxy has signed the reader on: there is nothing to sign out of. */
  readonly isProxied: boolean;
}

const PAGES = [
  { at: 'now', path: '/', name: 'Now' },
  { at: 'runs', path: '/runs', name: 'Runs' },
  { at: 'runbooks', path: '/runbooks', name: 'Runbooks' },
] as const;

/** A whole page. */
export function pageHtml({ title, at, content, reader, waiting, isLive, isProxied }: Page): string {
  const entries = PAGES.map(
    ({ at: one, path, name }) =>
      html`<li><a href="${path}"${{ $html: one === at ? ' aria-current="page"' : '' }}>${name}${when(
        one === 'now' && waiting > 0,
        () => html` <span class="badge">${waiting}<span class="unseen"> waiting</span></span>`,
      )}</a></li>`,
  );
  const who =
    reader === null
      ? NONE
      : html`<div class="who"><span>${reader.name}${reader.team === null ? '' : `, ${reader.team}`}</span>${when(
          !isProxied,
          () =>
            html`<form method="post" action="/sign-out">${csrfField(reader)}<button class="plain">Sign out</button></form>`,
        )}</div>`;
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex"><link rel="icon" href="data:,"><link rel="stylesheet" href="/style.css">
<title>${waiting > 0 ? `(${waiting}) ` : ''}${sanitizeLine(title)} · Firebreak</title>${when(isLive, () => html`<script src="/live.js" defer></script>`)}</head>
<body><a class="skip" href="#main">Skip to the content</a>
<header class="top"><span class="brand">Firebreak</span>${when(
    reader !== null,
    () => html`<nav aria-label="Pages"><ul>${entries}</ul></nav>`,
  )}${who}</header>
<main id="main" tabindex="-1">
${content}
</main>
<p id="newer" class="newer" hidden>This page has newer content. <a href="">Show it</a></p><p id="said" class="unseen" role="status"></p>
</body></html>
`.$html;
}

/** What every form gives back. */
export const csrfField = ({ csrf }: Reader): Html => html`<input type="hidden" name="csrf" value="${csrf}">`;

/** The page where somebody signs in. */
export function signInHtml(problem: string | null, next: string): string {
  const content = html`<h1>Sign in</h1>
${when(problem !== null, () => html`<p class="verdict bad" role="alert">${problem ?? ''}</p>`)}<form method="post" action="/sign-in" class="card stack">
<input type="hidden" name="next" value="${next}">
<input type="text" name="username" value="firebreak" autocomplete="username" hidden>
<label for="token">Your token</label>
<input id="token" name="token" type="password" autocomplete="current-password" required spellcheck="false">
<p class="soft">serve prints one when it starts without people; <code>firebreak people add</code> makes one for each person.</p>
<button>Sign in</button></form>`;
  return pageHtml({ title: 'Sign in', at: null, content, reader: null, waiting: 0, isLive: false, isProxied: false });
}

/** A page that goes on to another of ours by itself. */
export const onwardHtml = (to: string): string =>
  html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta http-equiv="refresh" content="0;url=${to}"><link rel="stylesheet" href="/style.css"><title>Firebreak</title></head><body><main><h1>Firebreak</h1><p><a href="${to}">Go on</a></p></main></body></html>
`.$html;

/** A page that says why something was not done. */
export function refusalHtml(frame: Omit<Page, 'content' | 'at' | 'isLive'>, why: string, back: string): string {
  const content = html`<h1>${frame.title}</h1><p class="verdict warn" role="alert">${why}</p><p><a href="${back}">Go back</a></p>`;
  return pageHtml({ ...frame, at: null, content, isLive: false });
}
