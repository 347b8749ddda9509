import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

/** The folder that install.mjs installs Bun, Deno and workerd into: `GRAPH_RUNTIMES_DIR`, or one in the user's cache. */
export const runtimesFolder =
  process.env['GRAPH_RUNTIMES_DIR'] || join(homedir(), '.cache', 'graph-runtimes');

/**
 * Where a runtime's program is: under which names on the PATH, and in the runtimes folder in which scope of npm's packages,
 * one for each platform, and at which path in such a package.
 *
 * @typedef {{ commands: string[], scope?: string, path?: string }} Place
 */

const PLACES = {
  /** @type {Place} */
  bun: { commands: ['bun'], scope: '@oven', path: 'bin/bun' },
  /** @type {Place} */
  deno: { commands: ['deno'], scope: '@deno', path: 'deno' },
  /** @type {Place} */
  workerd: { commands: ['workerd'], scope: '@cloudflare', path: 'bin/workerd' },
  /** @type {Place} */
  chromium: { commands: ['chromium', 'chromium-browser', 'google-chrome'] },
};

/**
 * Finds the program of a runtime, in the runtimes folder or on the PATH.
 *
 * @param {keyof typeof PLACES} name - which runtime.
 * @returns {string | undefined} the program's path, or undefined if it is missing.
 */
export function findRuntime(name) {
  const { commands, scope, path } = PLACES[name];
  const packaged = scope === undefined || path === undefined ? [] : inPlatformPackages(scope, path);
  const onPath = (process.env['PATH'] ?? '')
    .split(delimiter)
    .flatMap((folder) => commands.map((command) => join(folder, command)));
  return [...packaged, ...onPath].find(isProgram);
}

/** @type {(scope: string, path: string) => string[]} */
function inPlatformPackages(scope, path) {
  const folder = join(runtimesFolder, 'node_modules', scope);
  return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name, path)) : [];
}

/** @type {(path: string) => boolean} */
function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
