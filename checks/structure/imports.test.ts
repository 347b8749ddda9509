import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { floorOf, mayImport } from '../floors.ts';
import { dottedName, importsOf, parse, walk } from '../syntax.ts';
import { entriesOf, type Source, sourcesOf, type WorkspacePackage, workspacePackages } from '../workspace.ts';

const packages = workspacePackages('packages');
const apps = workspacePackages('apps');

describe.each(packages.map((owner) => [owner.manifest.name, owner] as const))('%s', (name, owner) => {
  const sources = sourcesOf(owner);
  const imports = sources.flatMap((source) =>
    importsOf(source).map((found) => ({
      ...found,
      source,
      where: `${source.name} imports ${found.specifier}`,
    })),
  );

  it('has a floor, and imports only what is below it', () => {
    const floor = floorOf(name);
    expect(floor, `${name} is on no floor: see checks/floors.ts`).toBeDefined();
    const others = imports.map((found) => ({ ...found, other: packageOf(found.specifier) }));
    const ours = others.filter(({ other }) =>
      [...packages, ...apps].some(({ manifest }) => manifest.name === other),
    );
    expect(ours.filter(({ other }) => !mayImport(name, other)).map(({ where }) => where)).toEqual([]);
    const unknown = others.filter(
      ({ other }) => other.startsWith('@graph/') && !ours.some((our) => our.other === other),
    );
    expect(unknown.map(({ where }) => where)).toEqual([]);
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

  // What needs Node stands behind the subpath `/node`; every other entry runs in a browser too.
  it.each(entriesOf(owner))(
    'reaches Node from $specifier only if it ends in /node',
    ({ specifier, source }) => {
      const reached = reachableFrom(source, sources);
      expect(reached.map(({ path }) => path)).toContain(source);
      const node = reached.flatMap((file) => nodeUsesOf(file).map((use) => `${file.name} uses ${use}`));
      if (specifier.endsWith('/node')) expect(node).not.toEqual([]);
      else expect(node).toEqual([]);
    },
  );

  it('has no source that no entry reaches', () => {
    const roots = [...entriesOf(owner).map(({ source }) => source), ...builtFrom(owner)];
    const reached = new Set(roots.flatMap((source) => reachableFrom(source, sources)));
    expect(sources.filter((source) => !reached.has(source)).map((source) => source.name)).toEqual([]);
  });
});

describe.each(apps.map((owner) => [owner.manifest.name, owner] as const))('%s', (name, owner) => {
  it('imports no other app', () => {
    const others = sourcesOf(owner).flatMap((source) =>
      importsOf(source).map(({ specifier }) => packageOf(specifier)),
    );
    const names = apps.map(({ manifest }) => manifest.name).filter((other) => other !== name);
    expect(others.filter((other) => names.includes(other))).toEqual([]);
  });
});

it('finds every package (a check that looks at nothing proves nothing)', () => {
  const names = packages.map(({ manifest }) => manifest.name);
  expect(names).toEqual(expect.arrayContaining(['@graph/core', '@graph/learner', '@graph/online']));
  expect(packages.every((owner: WorkspacePackage) => existsSync(`${owner.path}/src/index.ts`))).toBe(true);
});

it('lets an arrow point down only', () => {
  const allowed = [
    ['@graph/replay', '@graph/core'],
    ['@graph/online', '@graph/core'],
    ['@graph/online', '@graph/replay'],
    ['@graph/serve', '@graph/online'],
  ];
  const forbidden = [
    ['@graph/core', '@graph/replay'],
    ['@graph/replay', '@graph/learner'],
    ['@graph/replay', '@graph/online'],
    ['@graph/online', '@graph/serve'],
    ['@graph/serve', '@graph/report'],
    ['@graph/online', 'train-online'],
  ];
  expect(allowed.filter(([from, to]) => !mayImport(from!, to!))).toEqual([]);
  expect(forbidden.filter(([from, to]) => mayImport(from!, to!))).toEqual([]);
});

/** Lists the sources that a build script of the package names: what it makes of them is what is imported. */
function builtFrom(owner: WorkspacePackage): readonly string[] {
  const folder = join(owner.path, 'build');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .flatMap((text) => text.match(/\bsrc\/[\w/-]+\.ts\b/g) ?? [])
    .map((name) => join(owner.path, name));
}

/** Lists the modules and globals that only Node has, entries `/node` of ours among them. */
function nodeUsesOf(file: Source): readonly string[] {
  const modules = importsOf(file).filter(
    ({ specifier, typeOnly }) => !typeOnly && (isBuiltin(specifier) || /^@graph\/.*\/node$/.test(specifier)),
  );
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
