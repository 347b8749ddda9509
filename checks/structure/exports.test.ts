import { dirname, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  declaredNames,
  dottedName,
  type Export,
  exportsOf,
  isNode,
  type Node,
  parse,
  walk,
} from '../syntax.ts';
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

    it('makes its errors by defineError, names each after its constant, and exports it with its codes', () => {
      const own = sources.filter(({ name }) => !name.startsWith('src/contract/')).flatMap(errorClassesOf);
      expect(own.length).toBeGreaterThan(0);
      const main = exportsOf(byPath.get(`${owner.path}/src/index.ts`)!).map(({ name }) => name);
      for (const { constant, name } of own) {
        expect(constant).toBe(name);
        expect(main).toEqual(expect.arrayContaining([name, `${name}Code`]));
      }
    });

    it('makes no class of errors in another way', () => {
      const others = sources.filter(({ text }) => /\bextends (\w*Error)\b/.test(text));
      // The one place where such a class is made.
      expect(others.map(({ path }) => path)).toEqual(
        owner.folder === 'core' ? [`${owner.path}/src/define-error.ts`] : [],
      );
    });

    it('names its files in kebab-case', () => {
      expect(sources.filter(({ name }) => !/^[a-z0-9./-]+$/.test(name)).map(({ name }) => name)).toEqual([]);
    });
  },
);

it('gives no two classes of errors the same name: it is what `is` recognises', () => {
  const names = workspacePackages('packages').flatMap((owner) => sourcesOf(owner).flatMap(errorClassesOf));
  expect(names.length).toBeGreaterThan(0);
  expect(new Set(names.map(({ name }) => name)).size).toBe(names.length);
});

/** Lists the classes that a source makes by `const XError = defineError('XError')`. */
function errorClassesOf(source: Source): { readonly constant: unknown; readonly name: unknown }[] {
  if (!source.text.includes('defineError(')) return [];
  return [...walk(parse(source))].flatMap((node) => {
    const call = node['init'];
    if (node.type !== 'VariableDeclarator' || !isNode(call) || call.type !== 'CallExpression') return [];
    if (dottedName(call['callee']) !== 'defineError') return [];
    return [{ constant: dottedName(node['id']), name: (call['arguments'] as Node[])[0]?.['value'] }];
  });
}

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
