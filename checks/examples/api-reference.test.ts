import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeReference } from '../../scripts/api-reference.mjs';
import { exportsOf } from '../syntax.ts';
import { entriesOf, sourcesOf, workspacePackages } from '../workspace.ts';

it('the API reference names every export of every entry, with its doc comment and its declaration', () => {
  const folder = mkdtempSync(join(tmpdir(), 'api-'));
  try {
    const written = new Map(writeReference(folder).map(({ specifier, names }) => [specifier, names]));
    for (const owner of workspacePackages('packages')) {
      const sources = sourcesOf(owner);
      const page = readFileSync(join(folder, `${owner.folder}.md`), 'utf8');
      for (const { specifier, source } of entriesOf(owner)) {
        // What another package declares is in its own page.
        const own = exportsOf(sources.find(({ path }) => path === source)!).filter(
          ({ from }) => from?.startsWith('.') ?? true,
        );
        const names = own.map(({ name }) => name);
        expect([...(written.get(specifier) ?? [])].sort(), specifier).toEqual(names.sort());
        for (const name of names) {
          const section = page.split(`\n### ${name}\n`)[1]?.split('\n### ')[0] ?? '';
          expect(section, `${specifier} ${name}`).toMatch(/^\n\S[\s\S]*\n```ts\n\S[\s\S]*\n```/);
        }
      }
    }
    expect(readFileSync(join(folder, 'README.md'), 'utf8')).toContain('- [@graph/core](core.md): ');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
