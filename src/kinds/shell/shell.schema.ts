// What `shell:` may be, for editors and for the check of a file.

import { Type } from 'typebox';
import { mapping, text, textOrWordsOr, wordMap, wordsOrHole } from '../values.schema.ts';

const common = {
  cwd: Type.Optional(text({ description: 'Folder in which it runs.' })),
  env: Type.Optional(
    wordMap({ description: 'Environment variables, besides PATH, HOME, LANG, TERM and TZ. The place for secrets.' }),
  ),
};

/** The value of `shell`. */
export const shellSchema = textOrWordsOr(
  mapping(
    {
      script: Type.Optional(
        text({
          description: 'A script for `sh -c`. A template in it becomes a quoted variable and may not stand in quotes.',
        }),
      ),
      command: Type.Optional(wordsOrHole({ description: 'A command, one argument an item; no shell reads it.' })),
      ...common,
      stdin: Type.Optional(Type.String({ description: 'What it reads from its standard input.' })),
    },
    {
      description: 'A script or a command on this host.',
      markdownDescription: [
        'A script or a command on this host. Only reads when it is a probe, or says `risk: read`.',
        '- `shell: systemctl is-active ${{ inputs.unit }}` (a script: the value is passed as a variable, never as text)',
        '- `shell: [systemctl, restart, redis-server]` (no shell)',
        '- `shell: "${{ inputs.start_command }}"` (an input of type list)',
        '- `shell: { command: [backup], env: { TOKEN: "${{ inputs.token }}" } }`',
        '',
        'Reading: `exit_code`, `stdout`, `stderr`, `lines`, `json`, and `number` where the whole of stdout is one; `ok` is exit 0.',
      ].join('\n'),
      examples: ['systemctl is-active redis-server', ['systemctl', 'restart', 'redis-server']],
    },
  ),
);

/** What `defaults` may give to every shell step. */
export const shellDefaults = mapping(common, { description: 'For every shell step that does not say otherwise.' });
