// Debian's Chromium, where it is installed: pages are looked at as a reader sees them, and every request is written down.

import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';

/** Where a browser is; undefined: nowhere on the path. */
export const browserPath: string | undefined = ['chromium', 'chromium-browser', 'google-chrome']
  .flatMap((name) => (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name)))
  .find(isProgram);

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Starts the browser; nothing but this machine can be reached by it. */
export async function openBrowser(): Promise<Browser> {
  return chromium.launch({
    ...(browserPath === undefined ? {} : { executablePath: browserPath }),
    args: ['--no-sandbox', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'],
  });
}

/** What a page asked for, and what the browser had to say about it. */
export interface Heard {
  readonly requests: string[];
  /** Of these, what never left the browser, and why. */
  readonly stopped: string[];
  readonly said: string[];
}

/** Listens to a page from before it is opened. */
export function listen(page: Page): Heard {
  const heard: Heard = { requests: [], stopped: [], said: [] };
  page.on('request', (request) => void heard.requests.push(request.url()));
  page.on('requestfailed', (one) => void heard.stopped.push(`${one.url()}: ${one.failure()?.errorText}`));
  page.on('console', (message) => void heard.said.push(message.text()));
  page.on('dialog', (dialog) => {
    heard.said.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  return heard;
}
