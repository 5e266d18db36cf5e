// Docker Compose on another host: which program of it is there, and whether what it is to be given is.

import type { ComposeSpec } from '../../kinds/compose/compose.ts';
import { Unable } from '../failure.ts';
import type { Surroundings } from '../performer.ts';
import { askThere } from '../ssh/ask.ts';
import { quoted } from '../ssh/scripts.ts';

/** How compose is called there. Throws `Unable` where it is not installed, or where it would find no file. */
export async function composeThere(
  host: string,
  { cwd = '', files }: ComposeSpec<string>,
  asking: { readonly surroundings: Surroundings; readonly left_ms: number },
): Promise<readonly string[]> {
  const [answer = '', where = ''] = (await askThere(host, script(cwd, files), asking)).split('\n');
  switch (answer) {
    case 'plugin':
      return ['docker', 'compose'];
    case 'program':
      return ['docker-compose'];
    case 'folder':
      throw new Unable('invalid', `there is no folder ${cwd} on ${host} to run Docker Compose in`);
    case 'file':
      throw new Unable('invalid', `there is no compose file ${where} on ${host}`);
    case 'nothing':
      throw new Unable('invalid', `there is no compose file in ${where} of ${host} or above it`);
    default:
      throw new Unable('not_installed', `neither \`docker compose\` nor \`docker-compose\` is installed on ${host}`);
  }
}

function script(cwd: string, files: readonly string[]): string {
  const enter = cwd === '' ? '' : `cd ${quoted(cwd)} 2>/dev/null || { echo folder; exit; }\n`;
  const named = files.map((file) => `[ -e ${quoted(file)} ] || { echo file; echo ${quoted(file)}; exit; }\n`).join('');
  // Compose looks in the folders above, too.
  const found = `if [ -z "$COMPOSE_FILE" ]; then
  d=$PWD
  until ls "$d"/compose.y*ml "$d"/docker-compose.y*ml 2>/dev/null | grep -q .; do
    [ "$d" = / ] || [ -z "$d" ] && { echo nothing; echo "$PWD"; exit; }
    d=\${d%/*}; d=\${d:-/}
  done
fi
`;
  return `${enter}${files.length === 0 ? found : named}if docker compose version >/dev/null 2>&1; then echo plugin
elif command -v docker-compose >/dev/null 2>&1; then echo program
fi`;
}
