#!/usr/bin/env node
import { readdirSync } from 'node:fs';

const fail = (message, code) => {
  process.stderr.write(`train-online: ${message}\n`);
  process.exit(code);
};

// A closed window or pipe takes these away: what was learned is saved all the same.
process.stderr.on('error', () => undefined);
process.stdout.on('error', ({ code, message }) => {
  // A reader that has enough (`| head`) is no error.
  if (code !== 'EPIPE') fail(`standard output cannot be written: ${message}`, 1);
});

try {
  // `npm --prefix` runs the script elsewhere; files are named from where the user is.
  if (process.env.npm_lifecycle_event === 'start' && process.env.INIT_CWD)
    process.chdir(process.env.INIT_CWD);
  process.cwd();
} catch (error) {
  fail(`the working folder is not there any more: ${error.message}`, 1);
}

const commands = readdirSync(new URL('../dist/commands', import.meta.url));
const verbs = [
  ...new Set(commands.filter((name) => !name.endsWith('.map')).map((name) => name.split('.')[0])),
];
const { withDefaultVerb } = await import('../dist/terminal/default-verb.js');
const verb = withDefaultVerb(process.argv.slice(2), verbs);
if ('mistake' in verb) fail(`${verb.mistake}\nSee train-online help`, 2);

const { execute } = await import('@oclif/core');
await execute({ dir: import.meta.url, args: [...verb.args] });
// Something may still wait for bytes that never come.
if (process.exitCode) process.exit();
