import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { OutputChunk, Plugin } from 'rolldown';
import { root } from '../workspace.ts';
import { bundle } from './bundle.ts';

/** What a page that trains imports of each package, in the order in which the packages build on each other. */
const IMPORTS = {
  core: ['createBatch', 'Random'],
  learner: ['adam', 'layered', 'meanSquaredError', 'Network', 'OnlineLearner', 'softmaxCrossEntropy'],
  replay: ['mixed', 'prioritized', 'ReplayMemory', 'uniform'],
  curriculum: ['Curriculum', 'standardLevels'],
  online: ['Model', 'OnlineModel'],
} as const;

type Name = keyof typeof IMPORTS;

/** Bytes of a bundle: minified, and compressed with gzip at its highest level. */
export type Size = { readonly minified: number; readonly gzip: number };

/** What a page loads: at once, and only when it is asked for (`import()`). */
export type PageSize = { readonly atOnce: Size; readonly later: Size };

/** What one package adds to those before it, with all that only it needs. */
export type Share = { readonly name: string; readonly added: Size };

/**
 * Measures the minified bundle of the packages for a page.
 *
 * @param what - what a page that trains imports, or every export.
 * @returns the size of all, and what each package adds to it.
 */
export async function browserBundle(
  what: 'page' | 'everything',
): Promise<{ readonly total: PageSize; readonly shares: readonly Share[] }> {
  const names = (Object.keys(IMPORTS) as Name[]).filter((name) =>
    existsSync(join(root, 'packages', name, 'src/index.ts')),
  );
  const shares: Share[] = [];
  let total: PageSize = { atOnce: NOTHING, later: NOTHING };
  for (const [index, name] of names.entries()) {
    const before = total.atOnce;
    total = await measure(names.slice(0, index + 1).map((each) => exportOf(each, what)));
    const { minified, gzip } = total.atOnce;
    const added = { minified: minified - before.minified, gzip: gzip - before.gzip };
    shares.push({ name: `@graph/${name}`, added });
  }
  return { total, shares };
}

const NOTHING: Size = { minified: 0, gzip: 0 };

function exportOf(name: Name, what: 'page' | 'everything'): string {
  const names = what === 'everything' ? `* as ${name}` : `{ ${IMPORTS[name].join(', ')} }`;
  return `export ${names} from '@graph/${name}';`;
}

async function measure(lines: readonly string[]): Promise<PageSize> {
  const entry = join(import.meta.dirname, 'page-of-exports.js');
  const virtual: Plugin = {
    name: 'page of exports',
    resolveId: (id) => (id === entry ? entry : undefined),
    load: (id) => (id === entry ? lines.join('\n') : undefined),
  };
  const chunks = await bundle(entry, { minify: true, plugins: [virtual] });
  const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
  const first = new Set(chunks.filter(({ isEntry }) => isEntry));
  for (const chunk of first) for (const imported of chunk.imports) first.add(byName.get(imported)!);
  return { atOnce: sizeOf([...first]), later: sizeOf(chunks.filter((chunk) => !first.has(chunk))) };
}

function sizeOf(chunks: readonly OutputChunk[]): Size {
  return {
    minified: chunks.reduce((sum, { code }) => sum + Buffer.byteLength(code), 0),
    gzip: chunks.reduce((sum, { code }) => sum + gzipSync(code, { level: 9 }).length, 0),
  };
}
