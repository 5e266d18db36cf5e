// An expression that is written as other languages write it, in the words of CEL: what its author most probably meant. Used
// for the cure of a syntax error alone; nothing is evaluated that was not written.

const STRING = `"(?:\\\\.|[^"\\\\\\n])*"|'(?:\\\\.|[^'\\\\\\n])*'`;

/** What may stand before or behind an operator: a name with its fields and calls, or a literal. */
const OPERAND = `(?:[\\w.]+(?:\\[[^\\]]*\\]|\\([^()]*\\))*(?:\\.[\\w]+(?:\\[[^\\]]*\\]|\\([^()]*\\))*)*|§\\d+§)`;

/** What other tools call a probe that goes well, and one that does not. */
const WELL = 'ok|up|well|fine|healthy|successful|success|succeeded|reachable|alive|ready';
const NOT_WELL = 'failed|failure|failing|down|unhealthy|unreachable|dead|broken';

const WHOLE: readonly (readonly [RegExp, string])[] = [
  [/^\s*\$?\{\{(.*)\}\}\s*$/s, '$1'],
  [/^\s*\$\{(.*)\}\s*$/s, '$1'],
  [/^\s*if\s+(.*?)\s+then\s+(.*?)\s+else\s+(.*)$/s, '$1 ? $2 : $3'],
  [/^\s*(?:if|when)\s+(.*?):?\s*$/s, '$1'],
  [/;\s*$/, ''],
  // A matcher of PromQL, as an alert has them.
  [/^\s*\{\s*(\w+)\s*==?\s*(§\d+§)\s*\}\s*$/, 'alert.labels.$1 == $2'],
];

const rule = (pattern: string, by: string, flags = 'g'): readonly [RegExp, string] => [new RegExp(pattern, flags), by];

const RULES: readonly (readonly [RegExp, string])[] = [
  rule('\\$?\\{\\{\\s*(.*?)\\s*\\}\\}', '$1'),
  rule('(ratio\\s*[<>]=?\\s*)(\\d+)\\s*%', '$1$2 / 100'),
  rule('(\\d+)\\s*%(?=\\s*(?:$|&&|\\|\\||\\)))', '$1'),
  rule('\\b(\\d+)\\s*([kmg])i?b\\b', 'size_of("$1$2b")', 'gi'),
  rule('(?<![\\w.])\\$(?:\\.)?(?=[a-zA-Z_])', ''),
  rule(`(${OPERAND})\\s+is\\s+not\\s+(?:null|none|nil|undefined)\\b`, 'known($1)', 'gi'),
  rule(`(${OPERAND})\\s+is\\s+(?:null|none|nil|undefined)\\b`, '!known($1)', 'gi'),
  rule(`(${OPERAND})\\s*==?\\s*(\\d)xx\\b`, '$1 >= $200 && $1 < $200 + 100'),
  rule(`(${OPERAND})\\s+is\\s+not\\s+defined\\b`, '!known($1)', 'gi'),
  rule(`(${OPERAND})\\s+is\\s+(?:undefined|absent|missing)\\b`, '!known($1)', 'gi'),
  rule(`(${OPERAND})\\s+is\\s+(?:defined|present|set)\\b`, 'known($1)', 'gi'),
  rule(`(${OPERAND})\\s+is\\s+(?:not\\s+(?:${WELL})|${NOT_WELL})\\b`, '!$1.ok', 'gi'),
  rule(`(${OPERAND})\\s+is\\s+(?:${WELL}|not\\s+(?:${NOT_WELL}))\\b`, '$1.ok', 'gi'),
  rule('\\bis\\s+not\\b', '!=', 'gi'),
  rule('\\bis\\b', '==', 'gi'),
  rule('(?<=\\S)\\s*\\band\\b\\s*(?=\\S)', ' && ', 'gi'),
  rule('(?<=\\S)\\s*\\bor\\b\\s*(?=\\S)', ' || ', 'gi'),
  rule('===', '=='),
  rule('!==', '!='),
  rule('<>', '!='),
  rule('≥', '>='),
  rule('≤', '<='),
  rule('≠', '!='),
  rule('∧', '&&'),
  rule('∨', '||'),
  rule('¬', '!'),
  rule(`(${OPERAND})\\s*(?:=~|~=|\\bmatches\\b|\\blike\\b)\\s*(§\\d+§)`, '$1.matches($2)', 'gi'),
  rule(`(${OPERAND})\\s+(?:contains|includes)\\s+(§\\d+§)`, '$1.contains($2)', 'gi'),
  rule(`(${OPERAND})\\s+(?:starts ?with)\\s+(§\\d+§)`, '$1.startsWith($2)', 'gi'),
  rule('\\.match\\(\\s*(§\\d+§)', '.matches($1'),
  rule('(\\w+)\\s*=>\\s*', '$1, '),
  rule('\\bin\\s*\\(([^()]*,[^()]*)\\)', 'in [$1]'),
  rule(`(${OPERAND})\\s+in\\s+(\\d+)\\s*\\.\\.\\.?\\s*(\\d+)`, '$1 >= $2 && $1 <= $3'),
  rule(`(${OPERAND})(\\s*)([<>]=?|==|!=)([^&|]*)&&\\s*([<>]=?)`, '$1$2$3$4&& $1 $5'),
  rule('(?<![=!<>~])=(?![=~>])', '=='),
  rule('(?<!&)&(?!&)', '&&'),
  rule('\\|\\s*(?:int|float|number|to_number)\\b', '|double'),
  rule(`(${OPERAND})\\s*\\|\\s*(?:length|count|size)\\b`, 'size($1)'),
  rule(`(${OPERAND})\\s*(?:\\|\\s*(?:default|d)\\(([^()]*)\\)|\\?\\?\\s*(${OPERAND}))`, '(known($1) ? $1 : $2$3)'),
  rule('\\?\\.(?=[a-zA-Z_])', '.'),
  rule(`(${OPERAND})\\s*\\|\\s*double\\b`, 'double($1)'),
  rule(`(${OPERAND})\\s*\\|\\s*(trim|lower|upper)\\b`, '$1.$2()'),
  rule('(?<!\\|)\\|(?!\\|)', '||'),
  rule('\\b(\\d+(?:\\.\\d+)?(?:ms|s|m|h|d))\\b', 'duration("$1")'),
  rule('\\.lower\\(\\)', '.lowerAscii()'),
  rule('\\.upper\\(\\)', '.upperAscii()'),
  rule(`\\bnot\\s+(${OPERAND}\\s*(?:[=!<>]=|[<>]|\\bin\\b)\\s*[^&|)]+?)(?=\\s*(?:&&|\\|\\||\\)|$))`, '!($1)', 'gi'),
  rule('\\bnot\\s+', '!', 'gi'),
];

/** The expression in the words of CEL; the same where nothing in it is written as other languages do. */
export function inCel(source: string): string {
  const kept: string[] = [];
  const keep = (text: string): string => `§${kept.push(text) - 1}§`;
  let text = source
    .replace(/[“”„]/g, '"')
    .replace(/[‘’]/g, "'")
    .replace(/`([A-Za-z_]\w*(?:\.\w+)+)`/g, '$1')
    .replace(/`([^`]*)`/g, '"$1"');
  text = text.replace(new RegExp(STRING, 'g'), keep);
  // A pattern between slashes, where a value is expected.
  text = text.replace(/(?<=[(~]\s*)\/((?:\\.|[^/\n])+)\/[a-z]*/g, (_, pattern: string) =>
    keep(JSON.stringify(pattern)),
  );
  for (const [pattern, by] of [...WHOLE, ...RULES]) text = text.replace(pattern, by);
  return text.replace(/§(\d+)§/g, (_, at: string) => kept[Number(at)] ?? '').trim();
}

/** Whether a text is a sentence, and no expression at all. */
export const isProse = (source: string): boolean =>
  /^[A-Za-z][\w'-]*(?:\s+[\w'-]+){2,}[.!?]?$/.test(source.trim()) && !/[=<>&|()[\]]/.test(source);
