// `firebreak people add`: a token for somebody, printed once, and the line of the configuration that knows it by its hash.

import { jsonText } from '../../model/json.ts';
import { newToken, tokenHash } from '../../serve/people/sessions.ts';
import { USUAL_SERVE_FILE } from '../authoring/serve-file.ts';
import { CliError, EXIT, type ExitCode } from '../exit-codes.ts';

/** The options of `people add`. */
export interface PeopleOptions {
  readonly team?: string;
  readonly json?: boolean;
}

const NAME = /^[a-z0-9][a-z0-9_-]{0,63}$/;

/** Makes a token. No file is written. */
export function addPerson(name: string, { team, json }: PeopleOptions): ExitCode {
  for (const word of team === undefined ? [name] : [name, team])
    if (!NAME.test(word))
      throw new CliError(EXIT.usage, `"${word}" cannot be a name`, 'a name has lower-case letters, digits, - and _');
  const token = newToken();
  const token_sha256 = tokenHash(token);
  if (json === true) {
    process.stdout.write(`${jsonText({ name, ...(team === undefined ? {} : { team }), token, token_sha256 })}\n`);
    return EXIT.ok;
  }
  const entry = `{ name: ${name}, ${team === undefined ? '' : `team: ${team}, `}token_sha256: ${token_sha256} }`;
  process.stderr.write(`The token of ${name}, shown this once; give it to nobody else:\n`);
  process.stdout.write(`${token}\n`);
  process.stderr.write(
    `Add this line under \`people:\` in ${USUAL_SERVE_FILE}, and start serve again:\n  - ${entry}\n`,
  );
  return EXIT.ok;
}
