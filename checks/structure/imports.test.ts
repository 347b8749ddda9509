import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dottedName, importsOf, parse, walk } from '../syntax.ts';
import { entriesOf, type Source, sourcesOf, type WorkspacePackage, workspacePackages } from '../workspace.ts';

/** The only package of ours that the others may import (docs/decisions). */
const FOUNDATION = '@graph/random';

/** The entries that may do I/O with Node's own modules; every other entry runs in a browser too. */
const NODE_ENTRIES = new Set(['@graph/checkpoint/node', '@graph/stream/node']);

const packages = workspacePackages('packages');

describe.each(packages.map((owner) => [owner.manifest.name, owner] as const))('%s', (name, owner) => {
  const sources = sourcesOf(owner);
  const imports = sources.flatMap((source) =>
    importsOf(source).map((found) => ({
      ...found,
      source,
      where: `${source.name} imports ${found.specifier}`,
    })),
  );

  it(`imports no other package of ours but ${FOUNDATION}`, () => {
    const own = imports.filter(({ specifier }) => /^(@graph\/|train-online)/.test(specifier));
    expect(own.filter(({ specifier }) => specifier !== FOUNDATION).map(({ where }) => where)).toEqual([]);
    if (name === FOUNDATION) expect(own).toEqual([]);
  });

  it('declares as a dependency what it imports, and nothing else', () => {
    const outside = imports.map(({ specifier }) => specifier).filter((specifier) => /^[^.]/.test(specifier));
    const wanted = new Set(outside.filter((specifier) => !isBuiltin(specifier)).map(packageOf));
    const declared = Object.keys(owner.manifest.dependencies ?? {});
    expect([...wanted].filter((wantedName) => !declared.includes(wantedName))).toEqual([]);
    // The types of a dependency are dependencies too where the API names them.
    const types = (dependency: string): boolean => wanted.has(dependency.replace(/^@types\//, ''));
    expect(declared.filter((dependency) => !wanted.has(dependency) && !types(dependency))).toEqual([]);
  });

  it("names Node's modules as node: and files with their ending", () => {
    const bare = imports.filter(({ specifier }) => builtinModules.includes(specifier));
    const endless = imports.filter(({ specifier }) => /^\.(?!.*\.js$)/.test(specifier));
    expect([...bare, ...endless].map(({ where }) => where)).toEqual([]);
  });

  it.each(entriesOf(owner))('reaches Node from $specifier only where it may', ({ specifier, source }) => {
    const reached = reachableFrom(source, sources);
    expect(reached.map(({ path }) => path)).toContain(source);
    const node = reached.flatMap((file) => nodeUsesOf(file).map((use) => `${file.name} uses ${use}`));
    if (!NODE_ENTRIES.has(specifier)) expect(node).toEqual([]);
  });

  it('has no source that no entry reaches', () => {
    const roots = [...entriesOf(owner).map(({ source }) => source), ...builtFrom(owner)];
    const reached = new Set(roots.flatMap((source) => reachableFrom(source, sources)));
    expect(sources.filter((source) => !reached.has(source)).map((source) => source.name)).toEqual([]);
  });
});

it('finds every package (a check that looks at nothing proves nothing)', () => {
  const names = packages.map(({ manifest }) => manifest.name);
  expect(names).toEqual(expect.arrayContaining([FOUNDATION, '@graph/learner', '@graph/replay']));
  expect(packages.every((owner: WorkspacePackage) => existsSync(`${owner.path}/src/index.ts`))).toBe(true);
});

/** Lists the sources that a build script of the package names: what it makes of them is what is imported. */
function builtFrom(owner: WorkspacePackage): readonly string[] {
  return ['build', 'scripts']
    .map((folder) => join(owner.path, folder))
    .filter(existsSync)
    .flatMap((folder) => readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8')))
    .flatMap((text) => text.match(/\bsrc\/[\w/-]+\.ts\b/g) ?? [])
    .map((name) => join(owner.path, name));
}

/** Lists the modules and globals that only Node has. */
function nodeUsesOf(file: Source): readonly string[] {
  const modules = importsOf(file).filter((found) => isBuiltin(found.specifier) && !found.typeOnly);
  const globals = [...walk(parse(file))]
    .flatMap((node) => dottedName(node) ?? [])
    .filter((name) => /^(globalThis\.)?(process|Buffer|global|setImmediate|__dirname)\./.test(name));
  return [...modules.map(({ specifier }) => specifier), ...globals];
}

function isBuiltin(specifier: string): boolean {
  return specifier.startsWith('node:') || builtinModules.includes(specifier);
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/** Follows relative imports from the file at `path`; what is generated at build time is not followed. */
function reachableFrom(path: string, sources: readonly Source[]): readonly Source[] {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const reached = new Set<Source>();
  const visit = (source: Source | undefined): void => {
    if (source === undefined || reached.has(source)) return;
    reached.add(source);
    for (const { specifier } of importsOf(source))
      if (specifier.startsWith('.'))
        visit(byPath.get(resolve(dirname(source.path), specifier.replace(/\.js$/, '.ts'))));
  };
  visit(byPath.get(path));
  return [...reached];
}
