import { dirname, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { declaredNames, type Export, exportsOf, isNode, type Node, parse } from '../syntax.ts';
import { entriesOf, type Source, sourcesOf, workspacePackages } from '../workspace.ts';

describe.each(workspacePackages('packages').map((owner) => [owner.manifest.name, owner] as const))(
  '%s',
  (_, owner) => {
    const sources = sourcesOf(owner);
    const byPath = new Map(sources.map((source) => [source.path, source]));

    it.each(entriesOf(owner))('lists by name what $specifier exports, and documents each', ({ source }) => {
      const entry = byPath.get(source)!;
      const exported = exportsOf(entry);
      expect(exported.length).toBeGreaterThan(0);
      const bare = exported.filter((item) => !isDocumented(item, entry, byPath));
      expect(bare.map(({ name, from }) => `${name} (${from ?? entry.name}) has no doc comment`)).toEqual([]);
      expect(/\/\*\*[\s\S]*?@packageDocumentation[\s\S]*?\*\//.test(entry.text)).toBe(true);
    });

    it('has no default export', () => {
      const defaults = sources.filter((source) =>
        (parse(source)['body'] as Node[]).some(({ type }) => type === 'ExportDefaultDeclaration'),
      );
      expect(defaults.map(({ name }) => name)).toEqual([]);
    });

    it('tells its errors apart by a code and a static is()', () => {
      const errors = sources.filter(({ text }) => /\bextends Error\b/.test(text));
      const lacking = errors.filter(
        ({ text }) => !/\bstatic is\(/.test(text) || !/\bSymbol\.for\(/.test(text),
      );
      expect(lacking.map(({ name }) => name)).toEqual([]);
    });

    it('names its files in kebab-case', () => {
      expect(sources.filter(({ name }) => !/^[a-z0-9./-]+$/.test(name)).map(({ name }) => name)).toEqual([]);
    });
  },
);

/** Follows a re-export to its declaration and tells whether a doc comment stands above that. */
function isDocumented(item: Export, entry: Source, byPath: ReadonlyMap<string, Source>): boolean {
  const target = item.from?.startsWith('.')
    ? byPath.get(resolve(dirname(entry.path), item.from.replace(/\.js$/, '.ts')))
    : entry;
  // What comes from another package, or from code made at build time, is documented there.
  if (target === undefined || (item.from !== undefined && !item.from.startsWith('.'))) return true;
  const body = parse(target)['body'] as Node[];
  for (const statement of body) {
    const declaration =
      statement.type === 'ExportNamedDeclaration' ? statement['declaration'] : (statement as unknown);
    if (isNode(declaration) && declaredNames(declaration).includes(item.local))
      return /\/\*\*(?:(?!\*\/)[\s\S])*\*\/\s*$/.test(target.text.slice(0, statement.start));
  }
  const further = target === entry ? undefined : exportsOf(target).find(({ name }) => name === item.local);
  return further?.from !== undefined && isDocumented(further, target, byPath);
}
