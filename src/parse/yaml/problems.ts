// The problems of one file, collected while it is read. Order of finding does not matter: they are given out by place.

import type { Diagnostic, DiagnosticCode } from '../../model/diagnostic.ts';
import { optional } from '../optional.ts';
import { placesOf, type Span } from './lines.ts';

/** What is wrong, without its place. */
export interface Problem {
  readonly code: DiagnosticCode;
  /** One sentence without a full stop. */
  readonly message: string;
  /** What to do about it. */
  readonly help?: string;
  /** The change of the text that does it. */
  readonly fix?: Edit;
}

/** A stretch of the text, and what is to stand there. */
export interface Edit extends Span {
  readonly text: string;
}

/** Takes the problems of one file. */
export interface Problems {
  /** Adds a problem. The same problem at the same place, as an alias makes it, is kept once. */
  add(severity: Diagnostic['severity'], at: Span, problem: Problem): void;
  /** Whether anything stands in the way of using the file. */
  failed(): boolean;
  /** Everything so far, in the order of the text; where something is wrong, nothing less is said. */
  diagnostics(): readonly Diagnostic[];
}

/** No problems of a file yet. */
export function problemsIn(file: string, text: string): Problems {
  const place = placesOf(text);
  const found = new Map<string, Diagnostic>();
  return {
    add(severity, at, { code, message, help, fix }) {
      const key = `${at.start} ${code} ${message}`;
      if (found.has(key)) return;
      const start = place(at.start);
      const end = at.end > at.start ? place(at.end) : start;
      const written = fix && { start: place(fix.start), end: place(fix.end), text: fix.text };
      found.set(key, {
        file,
        severity,
        code,
        message,
        ...optional('help', help),
        start,
        end,
        ...optional('fix', written),
      });
    },
    failed: () => [...found.values()].some(({ severity }) => severity === 'error'),
    diagnostics() {
      const all = [...found.values()];
      const wrong = new Set(all.filter(({ severity }) => severity === 'error').map(({ start }) => start.offset));
      const kept = all.filter(({ severity, start }) => severity === 'error' || !wrong.has(start.offset));
      return kept.sort((a, b) => a.start.offset - b.start.offset);
    },
  };
}
