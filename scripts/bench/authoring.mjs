// What an author waits for: pages of a whole wiki made into drafts in one call.

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../root.mjs';
import { FIREBREAK } from './work-place.mjs';

const PAGES = join(ROOT, 'test/fixtures/import/pages');
const MOST = 200;

/** Figures of authors. */
export const authoringFigures = [
  {
    name: 'import',
    what: `\`import\` of ${MOST} pages in one call`,
    limit: 5,
    unit: ' s',
    measure: (bench) => {
      const place = mkdtempSync(join(bench.folder, 'wiki-'));
      const wiki = join(place, 'pages');
      mkdirSync(wiki);
      const names = readdirSync(PAGES).sort();
      for (let n = 0; n < MOST; n++) {
        const name = names[n % names.length];
        // No two of them are the same text.
        const text = `${readFileSync(join(PAGES, name), 'utf8')}\n\nThis is page ${n} of the wiki.\n`;
        writeFileSync(join(wiki, `${n}-${name}`), text);
      }
      return bench.timeOf([FIREBREAK, 'import', wiki, '--out', join(place, 'runbooks')]) / 1000;
    },
  },
];
