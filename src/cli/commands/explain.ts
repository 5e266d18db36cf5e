// `firebreak explain`: what a runbook would do, in words, with every command filled in as far as inputs go.

import { type Json, jsonText } from '../../model/json.ts';
import { knownInputs } from '../../session/known-inputs.ts';
import { explainMarkdown } from '../../views/explain/explain-markdown.ts';
import { explainText } from '../../views/explain/explain-text.ts';
import { explain as explanationOf, type Known } from '../../views/explain/explanation.ts';
import { explainMermaid } from '../../views/explain/mermaid.ts';
import { CliError, EXIT, type ExitCode } from '../exit-codes.ts';
import { lastStamp, stampWords, textHash } from '../freshness/stamp.ts';
import { storeOf } from '../open-run.ts';
import { type RunbookFile, readRunbook } from '../runbook-file.ts';
import { type GivenBy, givenInputs } from '../start/given.ts';

/** How an explanation is written. */
export type ExplainFormat = 'text' | 'md' | 'mermaid' | 'json';

/** Prints an explanation. Touches nothing. */
export async function explain(word: string, options: GivenBy & { readonly format: ExplainFormat }): Promise<ExitCode> {
  const file = await readRunbook(word);
  const explanation = explanationOf(file.plan, knownOf(file, (await givenInputs(options, file.plan.runbook)).given));
  process.stdout.write(`${written(explanation, options.format).trimEnd()}\n`);
  // Beside the page, which is the same for everybody.
  if (options.format === 'text')
    process.stderr.write(
      `${stampWords(lastStamp(storeOf(undefined), file.plan.runbook.id), textHash(file.text), Date.now())}\n`,
    );
  return EXIT.ok;
}

function written(explanation: ReturnType<typeof explanationOf>, format: ExplainFormat): string {
  switch (format) {
    case 'text':
      return explainText(explanation, Math.min(process.stdout.columns ?? 100, 120)).join('\n');
    case 'md':
      return explainMarkdown(explanation);
    case 'mermaid':
      return explainMermaid(explanation);
    case 'json':
      return jsonText(explanation, 2);
  }
}

function knownOf({ plan }: RunbookFile, given: Readonly<Record<string, Json>>): Known {
  const resolved = knownInputs(plan.runbook, plan.environment, given);
  if (resolved.ok) return resolved.value;
  throw new CliError(EXIT.usage, resolved.error.map(({ message }) => message).join('\n'));
}
