// Our diagnostics as those of the protocol, and the changes that mend them.

import {
  type CodeAction,
  CodeActionKind,
  DiagnosticSeverity,
  DiagnosticTag,
  type Diagnostic as EditorDiagnostic,
} from 'vscode-languageserver';
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { Span } from '../../parse/yaml/lines.ts';
import type { ToRange } from './outline.ts';

const SEVERITIES = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  note: DiagnosticSeverity.Information,
} as const;

/** A problem as an editor shows it; what to do about it stands in a line of its own. */
export function problemOf(diagnostic: Diagnostic, text: string, range: ToRange): EditorDiagnostic {
  const { severity, code, message, help } = diagnostic;
  return {
    range: range(visible(diagnostic, text)),
    severity: SEVERITIES[severity],
    code,
    source: 'firebreak',
    message: help === undefined ? message : `${message}\n${help}`,
    ...(code === 'unused' ? { tags: [DiagnosticTag.Unnecessary] } : {}),
  };
}

// A stretch of no length cannot be pointed at: the character behind it, or before it at the end of a line.
function visible({ start, end }: Diagnostic, text: string): Span {
  if (end.offset > start.offset) return { start: start.offset, end: end.offset };
  const next = text[start.offset];
  const isEnd = next === undefined || next === '\n' || next === '\r';
  return isEnd
    ? { start: Math.max(0, start.offset - 1), end: start.offset }
    : { start: start.offset, end: start.offset + 1 };
}

/** The changes that mend the problems of a stretch of text. */
export function fixesOf(
  diagnostics: readonly Diagnostic[],
  within: Span,
  { uri, text, range }: { readonly uri: string; readonly text: string; readonly range: ToRange },
): CodeAction[] {
  return diagnostics.flatMap((one) => {
    const { start, end } = visible(one, text);
    if (one.fix === undefined || start > within.end || end < within.start) return [];
    const { fix } = one;
    const span = { start: fix.start.offset, end: fix.end.offset };
    return [
      {
        title: titleOf(text.slice(span.start, span.end), fix.text),
        kind: CodeActionKind.QuickFix,
        isPreferred: true,
        diagnostics: [problemOf(one, text, range)],
        edit: { changes: { [uri]: [{ range: range(span), newText: fix.text }] } },
      },
    ];
  });
}

const short = (text: string): string => {
  const line = text.trim().replace(/\s*\n\s*/g, ' ');
  return line.length > 60 ? `${line.slice(0, 60)}…` : line;
};

function titleOf(before: string, after: string): string {
  if (before.trim() === '') return `Write ${short(after)}`;
  return after.trim() === '' ? `Delete ${short(before)}` : `Write ${short(after)} instead of ${short(before)}`;
}
