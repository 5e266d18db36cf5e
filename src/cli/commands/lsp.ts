// `firebreak lsp`: the language server, over standard input and output.

import { readFile } from 'node:fs/promises';
import { createConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';
import type { Schema } from '../../lsp/known/schema.ts';
import { serve } from '../../lsp/server.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { packageFile } from '../package-folder.ts';
// Switches on the patterns that runbooks are checked with.
import '../runbook-file.ts';
import { VERSION } from '../version.ts';

/** Serves one editor until it says good-bye, or its end of the pipe is closed. */
export async function lsp(): Promise<ExitCode> {
  const [runbook, test] = await Promise.all(['runbook', 'test'].map(schemaOf));
  const ended = new Promise((resolve) => process.stdin.once('end', resolve).once('close', resolve));
  const connection = createConnection(new StreamMessageReader(process.stdin), new StreamMessageWriter(process.stdout));
  serve({ connection, schemas: { runbook: runbook ?? {}, test: test ?? {} }, version: VERSION });
  await ended;
  return EXIT.ok;
}

const schemaOf = async (name: string): Promise<Schema> =>
  JSON.parse(await readFile(packageFile('schemas', `${name}.schema.json`), 'utf8')) as Schema;
