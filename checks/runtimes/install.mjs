// Installs the runtimes that checks/runtimes trains in, outside of the workspace: node checks/runtimes/install.mjs
//
// Bun, Deno and workerd come from the npm registry, into the folder that GRAPH_RUNTIMES_DIR names (else one in the user's
// cache; about 350 MB). Chromium comes from Debian's packages if it is missing and the user is root. Exits with 1 if
// anything is missing in the end; the check skips that then.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findRuntime, runtimesFolder } from './find-runtime.mjs';

const VERSIONS = { bun: '1.4.5', deno: '2.9.6', workerd: '1.20261117.1' };

mkdirSync(runtimesFolder, { recursive: true });
// The programs are in packages for each platform as they are, so no package's install script needs to run.
const manifest = { private: true, dependencies: VERSIONS };
writeFileSync(join(runtimesFolder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
const quiet = ['--no-audit', '--no-fund', '--no-package-lock', '--prefer-offline', '--loglevel=error'];
attempt('npm', ['install', '--prefix', runtimesFolder, '--ignore-scripts', ...quiet]);

if (findRuntime('chromium') === undefined && process.getuid?.() === 0) {
  attempt('apt-get', ['update', '-qq']);
  attempt('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium']);
}

for (const name of /** @type {const} */ (['bun', 'deno', 'workerd', 'chromium'])) {
  const path = findRuntime(name);
  console.log(`${name.padEnd(9)} ${path ?? 'is missing'}`);
  if (path === undefined) process.exitCode = 1;
}

/** @type {(program: string, args: string[]) => void} */
function attempt(program, args) {
  try {
    execFileSync(program, args, {
      cwd: runtimesFolder,
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  } catch (error) {
    console.error(String(error));
  }
}
