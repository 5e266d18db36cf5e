// The language server: takes what an editor asks over a stream, and answers with what is known of its files. It reads files
// beside those that are open and writes nothing.

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import {
  CodeActionKind,
  type Connection,
  DidChangeWatchedFilesNotification,
  type InitializeParams,
  type InitializeResult,
  InsertTextMode,
  type Location,
  MarkupKind,
  type PublishDiagnosticsParams,
  type Range,
  ResponseError,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Span } from '../parse/yaml/lines.ts';
import { complete } from './answer/complete.ts';
import { hover } from './answer/hover.ts';
import { definitionOf, type FileSpan, referencesOf, renameable, renaming } from './answer/names.ts';
import { itemsOf } from './answer/offer.ts';
import { lensesOf, outlineOf } from './answer/outline.ts';
import { fixesOf, problemOf } from './answer/problems.ts';
import { runbookSchema, type Schemas, scenarioSchema } from './known/overlay.ts';
import type { Schema } from './known/schema.ts';
import { type Source, Sources } from './known/sources.ts';

/** What a server is made with. */
export interface ServerParts {
  readonly connection: Connection;
  readonly schemas: Schemas;
  readonly version: string;
}

/** The longest file that is looked at, in bytes: the reader of runbooks refuses longer ones. */
const MAX_BYTES = 1024 * 1024;

/** Serves one editor. */
export function serve({ connection, schemas, version }: ServerParts): void {
  const documents = new TextDocuments(TextDocument);
  const open = new Map<string, TextDocument>();
  const sources = new Sources({
    text: (path) => open.get(path)?.getText() ?? onDisk(path),
    names: namesIn,
  });
  const pending = new Set<string>();
  let abilities = { snippets: false, indents: false, watches: false };

  connection.onInitialize(({ capabilities }: InitializeParams): InitializeResult => {
    const items = capabilities.textDocument?.completion?.completionItem;
    const modes = items?.insertTextModeSupport?.valueSet ?? [];
    abilities = {
      snippets: items?.snippetSupport === true,
      indents: modes.includes(InsertTextMode.adjustIndentation),
      watches: capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    };
    return {
      serverInfo: { name: 'firebreak', version },
      capabilities: {
        textDocumentSync: TextDocumentSyncKind.Incremental,
        completionProvider: { triggerCharacters: ['.', '{', ' ', '"', "'"] },
        hoverProvider: true,
        definitionProvider: true,
        referencesProvider: true,
        renameProvider: { prepareProvider: true },
        documentSymbolProvider: true,
        codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
        codeLensProvider: {},
      },
    };
  });
  connection.onInitialized(() => {
    if (!abilities.watches) return;
    const watchers = [{ globPattern: '**/*.{yaml,yml}' }];
    // An editor that refuses is one whose other files are read when something is typed.
    connection.client.register(DidChangeWatchedFilesNotification.type, { watchers }).catch(() => {});
  });

  // An editor that is gone is told nothing.
  const publish = async (said: PublishDiagnosticsParams): Promise<void> => {
    try {
      await connection.sendDiagnostics(said);
    } catch {}
  };
  // What was typed in one go is read once, when all of it is there.
  const check = (uri: string): void => {
    if (pending.size === 0) setImmediate(checkPending);
    pending.add(uri);
  };
  const checkPending = (): void => {
    const uris = [...pending];
    pending.clear();
    for (const uri of uris) {
      const document = documents.get(uri);
      if (document === undefined) continue;
      const source = sources.at(pathOf(uri));
      const text = document.getText();
      const diagnostics = (source?.diagnostics ?? []).map((one) => problemOf(one, text, toRange(document)));
      void publish({ uri, version: document.version, diagnostics });
    }
  };
  // What a runbook says decides what is right in the scenarios beside it.
  const checkAll = (): void => {
    for (const { uri } of documents.all()) check(uri);
  };

  documents.onDidChangeContent(({ document }) => {
    open.set(pathOf(document.uri), document);
    check(document.uri);
    for (const { uri } of documents.all()) if (/\.test\.ya?ml$/.test(uri)) check(uri);
  });
  documents.onDidClose(({ document }) => {
    open.delete(pathOf(document.uri));
    sources.forget(pathOf(document.uri));
    void publish({ uri: document.uri, diagnostics: [] });
    checkAll();
  });
  connection.onDidChangeWatchedFiles(checkAll);

  /** A file of ours at a position; null for any other. */
  const asked = (uri: string): { readonly document: TextDocument; readonly source: Source } | null => {
    const document = documents.get(uri);
    const source = document === undefined ? undefined : sources.at(pathOf(uri));
    return document === undefined || source === undefined ? null : { document, source };
  };
  const schemaOf = (source: Source): Schema =>
    source.kind === 'runbook'
      ? runbookSchema(schemas.runbook, source, sources.neighbours(source.path))
      : scenarioSchema(schemas.test, source);
  const locationOf = ({ path, text, span }: FileSpan): Location => {
    const document = TextDocument.create('', 'yaml', 0, text);
    return { uri: uriOf(path), range: toRange(document)(span) };
  };
  // An editor names its files its own way; it is answered with the name that it gave.
  const uriOf = (path: string): string => open.get(path)?.uri ?? pathToFileURL(path).href;

  connection.onCompletion(({ textDocument, position }) => {
    const at = asked(textDocument.uri);
    if (at === null) return null;
    const { start, end, offers } = complete(at.source, schemaOf(at.source), at.document.offsetAt(position));
    return { isIncomplete: false, items: itemsOf(offers, toRange(at.document)({ start, end }), abilities) };
  });
  connection.onHover(({ textDocument, position }) => {
    const at = asked(textDocument.uri);
    const said = at === null ? null : hover(at.source, schemaOf(at.source), at.document.offsetAt(position));
    if (at === null || said === null) return null;
    return { contents: { kind: MarkupKind.Markdown, value: said.markdown }, range: toRange(at.document)(said.span) };
  });
  connection.onDefinition(({ textDocument, position }) => {
    const at = asked(textDocument.uri);
    const found = at === null ? null : definitionOf(at.source, at.document.offsetAt(position), sources);
    return found === null ? null : locationOf(found);
  });
  connection.onReferences(({ textDocument, position, context }) => {
    const at = asked(textDocument.uri);
    const found = at === null ? [] : referencesOf(at.source, at.document.offsetAt(position), sources);
    return found.filter(({ declares }) => context.includeDeclaration || !declares).map(locationOf);
  });
  connection.onPrepareRename(({ textDocument, position }) => {
    const at = asked(textDocument.uri);
    if (at === null) return null;
    const name = renameable(at.source, at.document.offsetAt(position), sources);
    if (!name.ok) return refused(name.error);
    return { range: toRange(at.document)(name.value.span), placeholder: name.value.name };
  });
  connection.onRenameRequest(({ textDocument, position, newName }) => {
    const at = asked(textDocument.uri);
    if (at === null) return null;
    const places = renaming(at.source, { offset: at.document.offsetAt(position), to: newName }, sources);
    if (!places.ok) return refused(places.error);
    const changes: Record<string, { range: Range; newText: string }[]> = {};
    for (const place of places.value) {
      const { uri, range } = locationOf(place);
      (changes[uri] ??= []).push({ range, newText: newName });
    }
    return { changes };
  });
  connection.onDocumentSymbol(({ textDocument }) => {
    const at = asked(textDocument.uri);
    return at === null ? null : outlineOf(at.source, toRange(at.document));
  });
  connection.onCodeAction(({ textDocument, range }) => {
    const at = asked(textDocument.uri);
    if (at === null) return null;
    const within = { start: at.document.offsetAt(range.start), end: at.document.offsetAt(range.end) };
    const place = { uri: textDocument.uri, text: at.source.text, range: toRange(at.document) };
    return fixesOf(at.source.diagnostics, within, place);
  });
  connection.onCodeLens(({ textDocument }) => {
    const at = asked(textDocument.uri);
    if (at?.source.kind !== 'runbook') return null;
    return lensesOf(at.source).map(({ span, title }) => ({
      range: toRange(at.document)(span),
      command: { title, command: '' },
    }));
  });

  documents.listen(connection);
  connection.listen();
}

const toRange =
  (document: TextDocument) =>
  ({ start, end }: Span): Range => ({ start: document.positionAt(start), end: document.positionAt(end) });

/** LSP 3.17: RequestFailed. The editor shows the sentence. */
const REQUEST_FAILED = -32803;

const refused = (sentence: string): ResponseError<void> => new ResponseError(REQUEST_FAILED, sentence);

// A file that was never saved has no path: it goes by its own name.
function pathOf(uri: string): string {
  try {
    return uri.startsWith('file:') ? fileURLToPath(uri) : uri;
  } catch {
    return uri;
  }
}

function onDisk(path: string): string | undefined {
  try {
    const found = statSync(path);
    return found.isFile() && found.size <= MAX_BYTES ? readFileSync(path, 'utf8') : undefined;
  } catch {
    return undefined;
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
