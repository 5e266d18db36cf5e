// One thing that an editor offers to write, and how it is put into the text.

import {
  type CompletionItem,
  type CompletionItemKind,
  InsertTextFormat,
  InsertTextMode,
  MarkupKind,
  type Range,
} from 'vscode-languageserver';

/** One offer. */
export interface Offer {
  readonly label: string;
  readonly kind: CompletionItemKind;
  /** Beside the label, short: its type. */
  readonly detail?: string;
  /** What it means, in Markdown. */
  readonly says?: string;
  /** What is written, as it stands; by default the label. */
  readonly text?: string;
  /** What is written, with places to fill as `${1:name}`. */
  readonly snippet?: string;
  /** Comes after those that are no functions. */
  readonly last?: boolean;
}

/** What an editor can do with offers. */
export interface Abilities {
  /** Places to fill. */
  readonly snippets: boolean;
  /** Further lines are indented as the first one; what says nothing of it does so, or never. */
  readonly indents: boolean;
}

/** Offers as items of the protocol, in their order; each replaces the same range. */
export function itemsOf(offers: readonly Offer[], range: Range, { snippets, indents }: Abilities): CompletionItem[] {
  return offers.map((offer, n): CompletionItem => {
    const { label, kind, detail, says, snippet, text = label, last = false } = offer;
    const isSnippet = snippet !== undefined && snippets;
    return {
      label,
      kind,
      sortText: `${last ? 1 : 0}${String(n).padStart(4, '0')}`,
      filterText: label,
      ...(detail === undefined ? {} : { detail }),
      ...(says === undefined || says === '' ? {} : { documentation: { kind: MarkupKind.Markdown, value: says } }),
      ...(indents ? { insertTextMode: InsertTextMode.adjustIndentation } : {}),
      insertTextFormat: isSnippet ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
      textEdit: { range, newText: isSnippet ? snippet : snippet === undefined ? text : filled(snippet) },
    };
  });
}

/** A snippet for an editor that knows none: what its places suggest. */
const filled = (snippet: string): string =>
  snippet.replace(/\$\{\d+:((?:\\.|[^}\\])*)\}|\$\d+/g, '$1').replace(/\\([$}\\])/g, '$1');
