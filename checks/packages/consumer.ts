import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { exportsOf } from '../syntax.ts';
import { entriesOf, root, sourcesOf, type WorkspacePackage } from '../workspace.ts';
import { run } from './run.ts';

/** An entry of a package with the names that a user finds there. */
export type Entry = {
  readonly specifier: string;
  readonly values: readonly string[];
  readonly types: readonly string[];
};

/** Lists the entries of a package and what they export, sorted as a module namespace is. */
export function namesOf(owner: WorkspacePackage): readonly Entry[] {
  const sources = sourcesOf(owner);
  return entriesOf(owner).map(({ specifier, source }) => {
    const exported = exportsOf(sources.find(({ path }) => path === source)!);
    const pick = (typeOnly: boolean): string[] =>
      exported
        .filter((item) => item.typeOnly === typeOnly)
        .map(({ name }) => name)
        .sort();
    return { specifier, values: pick(false), types: pick(true) };
  });
}

/** An empty project outside the repository, into which packed packages are installed as a user would do it. */
export class Consumer {
  readonly path: string;

  /** Opens the project in the folder `path`, and makes the folder where there is none. */
  constructor(path: string) {
    this.path = path;
    mkdirSync(path, { recursive: true });
  }

  /** Writes a file of the project. */
  write(name: string, text: string): void {
    writeFileSync(join(this.path, name), text);
  }

  /**
   * Installs packed packages, by name and tarball, into the project that has nothing else. The scope's registry is a
   * closed door and each name is overridden by its tarball, so that nothing of ours can come from anywhere else.
   */
  async install(tarballs: Readonly<Record<string, string>>): Promise<void> {
    const dependencies = Object.fromEntries(
      Object.entries(tarballs).map(([name, tarball]) => [name, `file:${tarball}`]),
    );
    const overrides = Object.fromEntries(Object.keys(tarballs).map((name) => [name, `$${name}`]));
    const manifest = { name: basename(this.path), private: true, type: 'module', dependencies, overrides };
    this.write('package.json', `${JSON.stringify(manifest, null, 2)}\n`);
    this.write('.npmrc', '@graph:registry=http://127.0.0.1:9/\n');
    const quiet = ['--no-audit', '--no-fund', '--ignore-scripts', '--prefer-offline', '--loglevel=error'];
    await run(this.path, 'npm', ['install', ...quiet]);
  }

  /** Runs a program text with Node; `kind` is the ending that says whether it is a module. */
  async node(text: string, kind: 'mjs' | 'cjs'): Promise<string> {
    this.write(`use.${kind}`, text);
    return await run(this.path, process.execPath, [`use.${kind}`]);
  }

  /** Compiles a program text that imports every export, with nothing skipped and no types but those installed. */
  async compile(entries: readonly Entry[]): Promise<string> {
    const lines = entries.flatMap(({ specifier, values, types }, index) => [
      `import { ${[...values, ...types.map((name) => `type ${name}`)].map((name) => `${name} as ${name.replace(/^type /, '')}${index}`).join(', ')} } from '${specifier}';`,
      `export const values${index}: readonly unknown[] = [${values.map((name) => name + index).join(', ')}];`,
      `export type { ${types.map((name) => name + index).join(', ')} };`,
    ]);
    this.write('use.ts', `${lines.join('\n')}\n`);
    this.write('tsconfig.json', JSON.stringify({ compilerOptions: STRICT, include: ['use.ts'] }));
    return await run(this.path, process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', '.']);
  }
}

const STRICT = {
  target: 'es2023',
  lib: ['es2023'],
  module: 'nodenext',
  moduleResolution: 'nodenext',
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: false,
  verbatimModuleSyntax: true,
  noEmit: true,
  types: [],
};
