// Bundles the writing thread into one string, so that it starts from a packed, a bundled and a source tree alike:
// there is no second file whose path could be wrong. Run before tsc and before the tests.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { rolldown } from 'rolldown';

const root = new URL('..', import.meta.url);
const bundle = await rolldown({
  input: new URL('src/node/commit-worker.ts', root).pathname,
  platform: 'node',
  // Sources, of the foundation too: nothing has to be built before.
  resolve: {
    extensionAlias: { '.js': ['.ts', '.js'] },
    conditionNames: ['@graph/source', 'node', 'import', 'default'],
  },
  external: /^node:/,
  logLevel: 'warn',
});
const { output } = await bundle.generate({ format: 'cjs', minify: true });
await bundle.close();
const text = `/** The writing thread, made from commit-worker.ts by build/embed-worker.mjs. */
export const commitWorkerSource: string =
  ${JSON.stringify(output[0].code)};
`;
const target = new URL('src/generated/commit-worker-source.ts', root);
mkdirSync(new URL('.', target), { recursive: true });
let before = '';
try {
  before = readFileSync(target, 'utf8');
} catch {
  // The first time there is none.
}
// Left alone when nothing changed, so that tsc has nothing to do again.
if (before !== text) writeFileSync(target, text);
