import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../packages/run.ts';
import { bundle } from '../bundle.ts';
import { entry } from '../entry.ts';
import { findRuntime } from '../find-runtime.mjs';
import type { Host } from './host.ts';
import { missing } from './missing.ts';
import { parseAnswer } from './parse-answer.ts';

/** Makes a host of a program that runs a file, with the arguments before the file's name. */
function commandLine(name: string, program: string | undefined, args: readonly string[]): Host {
  return {
    name,
    missing: missing(program, name),
    evaluates: true,
    compiles: true,
    run: async (folder) => {
      const [script] = await bundle(entry('script'));
      const file = join(folder, 'script.mjs');
      writeFileSync(file, script!.code);
      return parseAnswer(await run(folder, program!, [...args, file]));
    },
  };
}

/** The program that runs this. */
export const node: Host = commandLine('Node', process.execPath, []);

export const bun: Host = commandLine('Bun', findRuntime('bun'), ['run']);

/** With no permission at all, and nothing fetched. */
export const deno: Host = commandLine('Deno', findRuntime('deno'), [
  'run',
  '--no-prompt',
  '--no-remote',
  '--no-config',
  '--no-lock',
]);
