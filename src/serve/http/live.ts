// What changes is told to pages that are looked at, by server-sent events: which run, and no more. The page loads itself anew.

import type { App } from '../app.ts';
import type { Exchange } from './exchange.ts';

/** Pages that are looked at. */
export interface Live {
  /** Keeps an exchange open. `isStill`: whether whoever looks is still signed in. */
  open(exchange: Exchange, isStill: () => boolean): boolean;
  close(): void;
}

const MOST = 200;
const BEAT_MS = 15_000;

/** The script of the pages. */
export const LIVE_SCRIPT = `'use strict';
(() => {
  const main = document.getElementById('main');
  const newer = document.getElementById('newer');
  const said = document.getElementById('said');
  const path = location.pathname;
  const busy = () => {
    const at = document.activeElement;
    if (at && main.contains(at) && at !== main && at.matches('input,textarea,select,button,summary')) return true;
    return [...main.querySelectorAll('input:not([type=hidden]),textarea')].some((one) => one.value !== one.defaultValue);
  };
  let loading = false, again = false;
  const load = async () => {
    if (loading) { again = true; return; }
    loading = true;
    try {
      const answer = await fetch(location.href, { headers: { accept: 'text/html' } });
      if (!answer.ok || answer.redirected) { newer.hidden = false; return; }
      const next = new DOMParser().parseFromString(await answer.text(), 'text/html');
      if (next.getElementById('main').innerHTML === main.innerHTML) return;
      if (busy()) { newer.hidden = false; said.textContent = 'This page has newer content.'; return; }
      const opened = [...main.querySelectorAll('details')].map((one) => one.open);
      main.replaceChildren(...next.getElementById('main').childNodes);
      main.querySelectorAll('details').forEach((one, n) => { if (opened[n]) one.open = true; });
      const top = document.querySelector('header.top nav'), now = next.querySelector('header.top nav');
      if (top && now) top.replaceChildren(...now.childNodes);
      if (document.title !== next.title) { document.title = next.title; }
      newer.hidden = true;
      said.textContent = main.querySelector('.question') ? 'A question waits for an answer.' : 'The page is up to date.';
    } catch { newer.hidden = false; } finally {
      loading = false;
      if (again) { again = false; void load(); }
    }
  };
  const source = new EventSource('/events');
  source.addEventListener('changed', (event) => {
    if (path === '/' || path.startsWith('/runs/' + event.data)) void load();
  });
  let lost = false;
  source.onerror = () => { lost = true; };
  source.onopen = () => { if (lost) { lost = false; void load(); } };
})();
`;

/** Opens it. */
export function openLive({ board, log }: App): Live {
  const open = new Set<{ readonly exchange: Exchange; readonly isStill: () => boolean }>();
  const send = (text: string): void => {
    for (const one of open) {
      const { response } = one.exchange;
      // Whoever does not read is not waited for, and whoever has signed out hears nothing more.
      if (!one.isStill() || response.writableLength > 64 * 1024) response.destroy();
      else response.write(text);
    }
  };
  board.onChange(({ run }) => send(`event: changed\ndata: ${run}\n\n`));
  const beat = setInterval(() => send(': still here\n\n'), BEAT_MS);
  beat.unref();
  return {
    open: (exchange, isStill) => {
      if (open.size >= MOST) return false;
      const { response } = exchange;
      response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
      response.write('retry: 2000\n\n');
      const one = { exchange, isStill };
      open.add(one);
      log.count('live_pages', {}, 1);
      response.on('close', () => {
        open.delete(one);
        log.count('live_pages', {}, -1);
      });
      return true;
    },
    close: () => {
      clearInterval(beat);
      for (const { exchange } of open) exchange.response.end();
    },
  };
}
