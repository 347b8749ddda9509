// Checks that every change that touches a package has a changeset: node changesets.mjs [base]
//
// `changeset status` alone compares with the branch main, so it finds nothing on main itself, and fails in a clone that
// has no such branch (detached, shallow, single-branch). What is asked here works in all of them:
//   1. every package that changed since it was last released is named by a changeset that is waiting;
//   2. `changeset status` agrees: the changesets can be read, and name packages that are there.
// A package is released by `changeset version`, which writes its CHANGELOG.md; one that has none was never released.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const pending = readdirSync(join(root, '.changeset'))
  .filter((name) => name.endsWith('.md') && name !== 'README.md')
  .map((name) => readFileSync(join(root, '.changeset', name), 'utf8'));

const missing = ['packages', 'apps']
  .filter((group) => existsSync(join(root, group)))
  .flatMap((group) => readdirSync(join(root, group)).map((folder) => join(group, folder)))
  .filter((folder) => existsSync(join(root, folder, 'package.json')) && manifestOf(folder).private !== true)
  .filter((folder) => changedSinceRelease(folder) && !isNamed(nameOf(folder)))
  .map(nameOf);

if (missing.length > 0) {
  console.error(
    `changed without a changeset: ${missing.join(', ')}. Write one for its users: pnpm changeset`,
  );
  process.exitCode = 1;
}

const base =
  process.argv[2] ??
  (git('log', '-1', '--format=%H', '--', ':(glob)packages/*/CHANGELOG.md', ':(glob)apps/*/CHANGELOG.md') ||
    git('rev-list', '--max-parents=0', 'HEAD').split('\n').at(-1) ||
    'HEAD');
const bin = join(dirname(createRequire(import.meta.url).resolve('@changesets/cli/package.json')), 'bin.js');
const status = spawnSync(process.execPath, [bin, 'status', '--since', base], { cwd: root, stdio: 'inherit' });
if (status.status !== 0) process.exitCode = 1;

/** @param {string} folder */
function changedSinceRelease(folder) {
  const changelog = join(folder, 'CHANGELOG.md');
  if (!existsSync(join(root, changelog))) return true;
  const release = git('log', '-1', '--format=%H', '--', changelog);
  // Tests, benchmarks and documents change nothing for who has it installed (changedFilePatterns says the same).
  const shipped = ['assembly', 'bin', 'src', 'package.json'].map((name) => join(folder, name));
  return release === '' || git('diff', '--name-only', release, 'HEAD', '--', ...shipped) !== '';
}

/** @param {string} name */
function isNamed(name) {
  return pending.some((text) => new RegExp(`^['"]?${name}['"]?: *(major|minor|patch)$`, 'm').test(text));
}

/** @param {string} folder */
function nameOf(folder) {
  return String(manifestOf(folder).name);
}

/** @param {string} folder @returns {{ readonly name?: unknown, readonly private?: unknown }} */
function manifestOf(folder) {
  return JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
}

/** @param {readonly string[]} args */
function git(...args) {
  return execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();
}
