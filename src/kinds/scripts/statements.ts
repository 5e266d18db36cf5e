// What of an argument is a statement of SQL: without the texts and comments in it, which may hold any word.

/** The statements in an argument of psql and its like, with a `;` before each. */
export function statementsIn(argument: string): string {
  const text = argument.replace(/^(?:--\w+=|-[a-zA-Z]*?[ceqQ](?=\s*[A-Za-z]))/, '');
  const bare = text.replace(/'(?:[^'\\]|\\.|'')*'|--[^\n]*|\/\*[\s\S]*?\*\//g, ' 0 ');
  return `;${bare}`;
}

/** Where in a text that statementsIn gives one of these words begins a statement. */
export const beginning = (words: string): RegExp =>
  new RegExp(`(?<=[;()]\\s*|\\b(?:ANALYZE|BEGIN|THEN|DO)\\s+)(?:${words})`, 'i');
