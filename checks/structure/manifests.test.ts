import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isPublished, readManifest, root, workspacePackages } from '../workspace.ts';

const packages = [...workspacePackages('packages'), ...workspacePackages('apps')];
const published = packages.filter(isPublished);

describe.each(published.map((owner) => [owner.manifest.name, owner] as const))('%s', (name, owner) => {
  const { manifest, folder, path } = owner;

  it('says what it is in the same fields as the others', () => {
    expect(manifest).toMatchObject({
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      description: expect.stringMatching(/\.$/),
      keywords: expect.any(Array),
      license: 'MIT',
      type: 'module',
      engines: readManifest(root)['engines'],
      files: expect.arrayContaining(
        path.includes('/packages/')
          ? ['dist', '!**/*.tsbuildinfo', 'CHANGELOG.md']
          : ['bundle', 'CHANGELOG.md'],
      ),
    });
    expect(name).toBe(path.includes('/packages/') ? `@graph/${folder}` : folder);
    expect(manifest.exports['./package.json']).toBe('./package.json');
    expect(readFileSync(join(path, 'LICENSE'), 'utf8')).toBe(readFileSync(join(root, 'LICENSE'), 'utf8'));
    expect(existsSync(join(path, 'README.md'))).toBe(true);
  });

  it('builds, tests, lints and type-checks alone', () => {
    expect(manifest.scripts).toMatchObject({
      build: expect.stringMatching(/\btsc -b( && node build\/[a-z-]+\.mjs)?$/),
      test: expect.stringMatching(/\bvitest run$/),
      lint: 'biome check .',
      typecheck: expect.stringMatching(/\btsc -p test\b/),
    });
  });

  it('takes every version from the catalog or the workspace', () => {
    const ranges = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.peerDependencies };
    const own = Object.entries(ranges).filter(([, range]) => !/^(catalog:|workspace:\^)$/.test(range));
    expect(own).toEqual([]);
  });

  it('has a decision record for each of its dependencies', () => {
    const records = readFileSync(join(root, 'docs/decisions/0003-dependencies.md'), 'utf8');
    const others = Object.keys(manifest.dependencies ?? {}).filter((other) => !other.startsWith('@graph/'));
    expect(others.filter((other) => !records.includes(`\`${other}\``))).toEqual([]);
  });
});

it('keeps to itself what is no package to install, and says what it is', () => {
  const others = packages.filter((owner) => !isPublished(owner));
  expect(others.map(({ folder }) => folder)).toEqual(['playground']);
  for (const { manifest, path } of others) {
    expect(manifest).toMatchObject({ description: expect.stringMatching(/\.$/), license: 'MIT' });
    expect(existsSync(join(path, 'README.md'))).toBe(true);
  }
});

it('compiles every package at the first start', () => {
  const { references } = JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8')) as {
    readonly references: readonly { readonly path: string }[];
  };
  expect(references.map(({ path }) => path)).toEqual(
    workspacePackages('packages').map(({ folder }) => `packages/${folder}`),
  );
  expect(readManifest(root).scripts['compile']).toContain('tsc -b apps/train-online && ');
});

it('gives the whole workspace one version of each tool, in the catalog', () => {
  const manifest = readManifest(root);
  const ranges = { ...manifest.dependencies, ...manifest.devDependencies };
  expect(Object.entries(ranges).filter(([, range]) => range !== 'catalog:')).toEqual([]);
});

it('fetches everywhere the pnpm that package.json pins', () => {
  const pinned = readManifest(root).packageManager;
  const files = ['package.json', 'README.md', 'CONTRIBUTING.md', '.github/workflows/release.yml', '.ci/run'];
  const named = files.flatMap(
    (file) => readFileSync(join(root, file), 'utf8').match(/\bpnpm@[\d.]+\d/g) ?? [],
  );
  expect(named.length).toBeGreaterThan(2);
  expect(new Set(named)).toEqual(new Set([pinned]));
});
