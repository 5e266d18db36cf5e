// What esbuild is told about packages that would make the start slow, or cannot be bundled as they are. The times are
// those of Node 20 on two cores.

import { readFileSync } from 'node:fs';
import { ROOT } from './root.mjs';

const shebang = {
  name: 'shebang',
  setup(build) {
    build.onLoad({ filter: /src\/cli\/main\.ts$/ }, ({ path }) => {
      return { contents: `#!/usr/bin/env node\n${readFileSync(path, 'utf8')}`, loader: 'ts' };
    });
  },
};

// Ink asks for React's developer tools, commander for the means to run sub-commands that are programs (2 ms). Neither is
// in use here.
const leftOut = {
  name: 'left-out',
  setup(build) {
    const empty = (path) => ({ path, namespace: 'left-out' });
    build.onResolve({ filter: /^react-devtools-core$/ }, ({ path }) => empty(path));
    build.onResolve({ filter: /^node:child_process$/ }, ({ path, importer }) =>
      importer.includes('/commander/') ? empty(path) : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'left-out' }, () => ({ contents: 'export default {}' }));
  },
};

// The table of all emoji and the segmenter that string-width makes at once take 30 ms, and most screens need neither.
// `require` is what makes esbuild evaluate a module at its first use. One version serves everybody.
const lateStringWidth = {
  name: 'late-string-width',
  setup(build) {
    build.onResolve({ filter: /^string-width$/ }, ({ path, namespace }) =>
      namespace === 'late' ? undefined : { path, namespace: 'late' },
    );
    build.onLoad({ filter: /.*/, namespace: 'late' }, () => ({
      resolveDir: ROOT,
      contents: `
        import { isNarrow } from './src/views/text/narrow.ts';
        export default function stringWidth(text, options) {
          const isPlain = typeof text === 'string' && options === undefined;
          const bare = isPlain ? text.replace(/\\x1b\\[[0-9;]*m/g, '') : '';
          return isPlain && isNarrow(bare) ? bare.length : require('string-width').default(text, options);
        }`,
    }));
  },
};

// The layout engine carries its WebAssembly in itself as base64, and would take it out through `fetch`, which loads the
// whole HTTP client of Node (20 ms).
const yogaWithoutFetch = {
  name: 'yoga-without-fetch',
  setup(build) {
    build.onLoad({ filter: /yoga-wasm-base64-esm\.js$/ }, ({ path }) => ({
      contents: `const fetch = undefined;\n${readFileSync(path, 'utf8')}`,
    }));
  },
};

/** The plugins of the bundle. */
export const PLUGINS = [shebang, leftOut, lateStringWidth, yogaWithoutFetch];

/** CommonJS packages inside an ES module still ask for these. */
export const COMMONJS = `import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url), __filename = __fileOf(import.meta.url), __dirname = __dirnameOf(__filename);`;

/** A chunk without that where it asks for none of it. Lines keep their numbers, for the source map. */
export function lean(chunk) {
  const without = chunk.replace(COMMONJS, '\n\n\n');
  return /\b(?:require|__filename|__dirname)\b/.test(without) ? chunk : without;
}
