// `firebreak lsp`: the language server, over standard input and output.

import { readFile } from 'node:fs/promises';
import {
  ConnectionError,
  createConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { gated } from '../../lsp/gate.ts';
import type { Schema } from '../../lsp/known/schema.ts';
import { serve } from '../../lsp/server.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { packageFile } from '../package-folder.ts';
// Switches on the patterns that runbooks are checked with.
import '../runbook-file.ts';
import { VERSION } from '../version.ts';

/** Serves one editor until it says good-bye, or its end of a pipe is closed. */
export async function lsp(): Promise<ExitCode> {
  const [runbook, test] = await Promise.all(['runbook', 'test'].map(schemaOf));
  const ended = new Promise((resolve) => {
    process.stdin.once('end', resolve).once('close', resolve);
    process.stdout.on('error', resolve);
  });
  // Of an editor that reads no more the library tells nobody but that editor, and fails at it.
  process.on('unhandledRejection', (reason) => {
    if (!(reason instanceof ConnectionError)) throw reason;
  });
  const writer = new StreamMessageWriter(process.stdout);
  const connection = createConnection(gated(new StreamMessageReader(process.stdin), writer), writer);
  serve({ connection, schemas: { runbook: runbook ?? {}, test: test ?? {} }, version: VERSION });
  await ended;
  return EXIT.ok;
}

const schemaOf = async (name: string): Promise<Schema> =>
  JSON.parse(await readFile(packageFile('schemas', `${name}.schema.json`), 'utf8')) as Schema;
