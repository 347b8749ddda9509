import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  filesOf,
  isPublished,
  readManifest,
  root,
  type WorkspacePackage,
  workspacePackages,
} from '../workspace.ts';
import { Consumer, namesOf } from './consumer.ts';
import { run } from './run.ts';

const packages = workspacePackages('packages');
const apps = workspacePackages('apps').filter(isPublished);
const published = [...packages, ...apps];
const byName = new Map(published.map((owner) => [owner.manifest.name, owner]));

let folder = '';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'graph-packages-'));
  // Only pnpm's pack turns `workspace:` and `catalog:` into versions, as publishing does.
  const filters = published.flatMap((owner) => ['--filter', owner.manifest.name]);
  await pnpm([...filters, 'pack', '--pack-destination', folder]);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(published.map((owner) => [owner.manifest.name, owner] as const))('%s', (_, owner) => {
  it('is packed as publint wants it', async () => {
    const bytes = readFileSync(tarballOf(owner));
    const tarball = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
    const { messages, pkg } = await publint({ strict: true, pack: { tarball } });
    expect(messages.map((message) => formatMessage(message, pkg, { color: false }))).toEqual([]);
  });
});

describe.each(packages.map((owner) => [owner.manifest.name, owner] as const))('%s, packed', (name, owner) => {
  const entries = namesOf(owner);
  const files = filesOf(owner);
  const consumer = (): Consumer => new Consumer(join(folder, `with-${owner.folder}`));

  it('has types that resolve for everyone who can import it (attw)', async () => {
    const attw = join(root, 'checks/node_modules/@arethetypeswrong/cli/dist/index.js');
    const options = ['--profile', 'esm-only', '--no-emoji'];
    if (files.length > 0) options.push('--exclude-entrypoints', ...files.map((path) => path.slice(2)));
    await run(folder, process.execPath, [attw, tarballOf(owner), ...options]);
  });

  it('installs into an empty project with nothing from the registry that is ours', async () => {
    await consumer().install(ownTarballs(owner));
    const installed = join(folder, `with-${owner.folder}`, 'node_modules', name);
    expect(readManifest(installed).name).toBe(name);
    expect(JSON.stringify(readManifest(installed))).not.toMatch(/"(workspace|catalog):/);
  });

  it('gives every export to import', async () => {
    const text = entries
      .map(
        ({ specifier }, index) =>
          `import * as entry${index} from '${specifier}';\nconsole.log(JSON.stringify(Object.keys(entry${index})));\n`,
      )
      .join('');
    expect(linesOf(await consumer().node(text, 'mjs'))).toEqual(entries.map(({ values }) => values));
  });

  it.each(files)('gives the file %s to whoever resolves it', async (path) => {
    const text = `import { readFileSync } from 'node:fs';
      const bytes = readFileSync(new URL(import.meta.resolve(${JSON.stringify(join(name, path))})));
      console.log(JSON.stringify([...bytes.subarray(0, 4)]));`;
    // The bytes that WebAssembly begins with.
    if (path.endsWith('.wasm'))
      expect(linesOf(await consumer().node(text, 'mjs'))).toEqual([[0, 97, 115, 109]]);
    else expect(linesOf(await consumer().node(text, 'mjs'))).toHaveLength(1);
  });

  it('gives every export to require()', async () => {
    const text = entries
      .map(({ specifier }) => `console.log(JSON.stringify(Object.keys(require('${specifier}')).sort()));\n`)
      .join('');
    expect(linesOf(await consumer().node(text, 'cjs'))).toEqual(entries.map(({ values }) => values));
  });

  it('compiles strictly with skipLibCheck off where every export is named', async () => {
    expect(await consumer().compile(entries)).toBe('');
  });
});

describe.each(apps.map((owner) => [owner.manifest.name, owner] as const))('%s, packed', (name, owner) => {
  const project = (): string => join(folder, `with-${owner.folder}`);
  const command = (...args: readonly string[]): Promise<string> =>
    run(project(), join(project(), 'node_modules/.bin', name), args);

  it('installs into an empty project and says its version and its flags', async () => {
    await new Consumer(project()).install(ownTarballs(owner));
    expect(await command('--version')).toContain(`${name}/${owner.manifest.version} `);
    expect(await command('--help')).toContain('--replay-strategy');
  });

  it('trains there, and prints one JSON object', async () => {
    const printed = await command('--examples', '200', '--json', '--output', join(project(), 'run'));
    expect(JSON.parse(printed)).toMatchObject({ schemaVersion: 1, examples: 200, seed: 42 });
  });
});

const linesOf = (printed: string): unknown =>
  printed
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

/** The tarballs of a package and of every package of ours that it needs. */
function ownTarballs(owner: WorkspacePackage): Readonly<Record<string, string>> {
  const needed = new Set([owner]);
  for (const each of needed)
    for (const dependency of Object.keys(each.manifest.dependencies ?? {})) {
      const other = byName.get(dependency);
      if (other !== undefined) needed.add(other);
    }
  return Object.fromEntries([...needed].map((each) => [each.manifest.name, tarballOf(each)]));
}

function tarballOf({ manifest }: WorkspacePackage): string {
  return join(folder, `${manifest.name.replace('@', '').replace('/', '-')}-${manifest.version}.tgz`);
}

/** Runs pnpm: the one that runs these tests, or the one that package.json pins. */
async function pnpm(args: readonly string[]): Promise<void> {
  const running = process.env['npm_execpath'];
  if (running !== undefined && /pnpm/.test(running)) await run(root, process.execPath, [running, ...args]);
  else await run(root, 'npx', ['-y', readManifest(root).packageManager!, ...args]);
}
