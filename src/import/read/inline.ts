// Commands that stand in the middle of a sentence, in code: `redis-cli ping`. A name alone is none.

import { isProgramName } from '../commands/programs.ts';
import { plainWords } from '../words/plain.ts';
import { isOrder } from '../words/sentences.ts';
import { forbiddenFrom, forbids, isPast } from '../words/warnings.ts';

/** Commands in a text that asks for them to be run. */
export function inlineCommands(text: string): readonly string[] {
  if (forbids(text)) return [];
  const spans = [...text.matchAll(/(?<!`)`([^`\n]+)`(?!`)/g)].map(([, code = '']) => code.trim());
  // What a sentence says of a command is no order: "`redis-cli FLUSHALL` deletes everything".
  const isAlone =
    /^\s*(?:(?:\*\*|__)[^*_]+(?:\*\*|__)\s*[:–—-]?\s*)?`[^`\n]+`\s*(?:$|[→⇒;,.:(#–—-]|->|=>|(?:and|then|to|for|in|on|from|until|as)\s)/.test(
      text,
    );
  const clauses = text.split('`')[0]?.split(/[,;:.]\s|\bthen\s|\band\s/) ?? [];
  const asks =
    isAlone ||
    isOrder(text) ||
    isOrder(clauses.at(-1) ?? '') ||
    /\b(?:run|running|execute|executing|use|using|via|with)\b[^`]{0,40}`/i.test(plainlessCode(text));
  if (!asks) return [];
  const found = spans.filter(isCommand);
  // "Run `x`, never `y`": what is forbidden is no step, nor is what was done once.
  return found.filter((code) => {
    const sentence = sentenceWith(text, `\`${code}\``);
    return !isPast(sentence) && sentence.indexOf(`\`${code}\``) < forbiddenFrom(sentence);
  });
}

// Ends of sentences inside of code are none.
function sentenceWith(text: string, code: string): string {
  const at = text.indexOf(code);
  const bare = text.replace(/`[^`]*`/g, (span) => '\u0001'.repeat(span.length));
  const ends = [...bare.matchAll(/[.!?](?=\s)|\n\s*\n/g)].map(({ index }) => index + 1);
  const from = ends.findLast((end) => end <= at) ?? 0;
  return text.slice(from, ends.find((end) => end > at) ?? text.length);
}

const plainlessCode = (text: string): string => text.replace(/\*\*|__/g, '');

function isCommand(code: string): boolean {
  if (/^(?:GET|HEAD) (?:https?:\/\/|\/)\S+$/.test(code)) return true;
  const [name = '', ...rest] = code
    .replace(/^\$\s+/, '')
    .replace(/^sudo\s+/, '')
    .split(/\s+/);
  if (rest.length === 0) return false;
  if (/^\.{0,2}\/[\w./-]+$/.test(name)) return true;
  return (
    isProgramName(name) &&
    /^[\w.+-]+$/.test(name) &&
    plainWords(code) !== '' &&
    !/^(?:is|are|was|the|a|and|or|of)$/.test(rest[0] ?? '')
  );
}
