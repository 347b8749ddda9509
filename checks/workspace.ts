import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root folder. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The fields of a package.json that the checks look at. */
export type Manifest = {
  readonly name: string;
  readonly version: string;
  readonly packageManager?: string;
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
};

/** A package of this repository: the folder's name, its absolute path and its package.json. */
export type WorkspacePackage = {
  readonly folder: string;
  readonly path: string;
  readonly manifest: Manifest;
};

/** Reads the package.json in the folder `path`. */
export function readManifest(path: string): Manifest {
  return JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')) as Manifest;
}

/** Lists the packages below `group`, a folder of the root, by folder name. */
export function workspacePackages(group: 'packages' | 'apps'): readonly WorkspacePackage[] {
  if (!existsSync(join(root, group))) return [];
  return readdirSync(join(root, group))
    .map((folder) => ({ folder, path: join(root, group, folder) }))
    .filter(({ path }) => existsSync(join(path, 'package.json')))
    .map((found) => ({ ...found, manifest: readManifest(found.path) }));
}

/** Tells whether a package is for others to install; one that is private is only of use here. */
export function isPublished({ manifest }: WorkspacePackage): boolean {
  return manifest['private'] !== true;
}

/** A TypeScript source of a package: `name` is its path below the package, `text` what it holds. */
export type Source = { readonly name: string; readonly path: string; readonly text: string };

/** Reads the hand-written sources below `src` of a package, in a fixed order. */
export function sourcesOf(owner: WorkspacePackage): readonly Source[] {
  return readdirSync(join(owner.path, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.includes('/generated/'))
    .sort()
    .map((path) => ({ path, name: relative(owner.path, path), text: readFileSync(path, 'utf8') }));
}

/** The entries of a package that hold code: `specifier` as a user imports it, `source` the file it comes from. */
export function entriesOf(owner: WorkspacePackage): readonly { specifier: string; source: string }[] {
  return Object.entries(owner.manifest.exports).flatMap(([path, target]) => {
    if (typeof target === 'string' || target['@graph/source'] === undefined) return [];
    return [
      { specifier: join(owner.manifest.name, path), source: join(owner.path, target['@graph/source']) },
    ];
  });
}

/** The entries of a package that hold no code, as `exports` names them: kernels, to be imported as a module or read. */
export function filesOf(owner: WorkspacePackage): readonly string[] {
  const code = entriesOf(owner).map(({ specifier }) => specifier);
  return Object.keys(owner.manifest.exports).filter(
    (path) => path !== './package.json' && !code.includes(join(owner.manifest.name, path)),
  );
}
