// Regular expressions that cannot hang: V8's linear-time engine alone, which refuses what it cannot run in linear time.
// The engine is behind a flag that the program sets when it starts (`--enable-experimental-regexp-engine`).

import { err, ok, type Result } from './result.ts';

/** The longest pattern; the time of a match grows with its length times that of the text. */
const MAX_PATTERN = 500;

/** Compiles a pattern. The error is a sentence without a full stop: why it is refused. */
export function linearPattern(source: string): Result<RegExp, string> {
  if (source.length > MAX_PATTERN) return err(`it is longer than ${MAX_PATTERN} characters`);
  try {
    return ok(new RegExp(source, 'l'));
  } catch (error) {
    return err(whyRefused(error instanceof Error ? error.message : String(error)));
  }
}

function whyRefused(message: string): string {
  if (message.includes('Invalid flags')) {
    return 'the linear-time engine is switched off (start with --enable-experimental-regexp-engine)';
  }
  if (message.includes('linear time')) {
    return 'it cannot be matched in linear time (no back-references, no look-ahead or look-behind, no large repeats)';
  }
  const reason = message.slice(message.lastIndexOf(': ') + 2);
  return reason.charAt(0).toLowerCase() + reason.slice(1);
}
