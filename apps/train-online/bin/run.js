#!/usr/bin/env node
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';

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

/** Prints the help that the build wrote, and exits, where it is asked for: oclif takes twice Node's start for it. */
function showHelp(args) {
  if (!args.includes('--help') && !args.includes('-h')) return;
  const end = args.findIndex((arg) => arg.startsWith('-'));
  const file = new URL(
    `../bundle/help/${args.slice(0, end).join('%20') || 'all%20verbs'}.txt`,
    import.meta.url,
  );
  if (!existsSync(file)) return;
  const text = readFileSync(file, 'utf8');
  const bold = process.stdout.hasColors?.() && !process.env.NO_COLOR;
  process.stdout.write(bold ? text : stripVTControlCharacters(text), () => process.exit());
  return new Promise(() => undefined);
}

try {
  // `npm --prefix` runs the script elsewhere; files are named from where the user is.
  if (process.env.npm_lifecycle_event === 'start' && process.env.INIT_CWD)
    process.chdir(process.env.INIT_CWD);
  process.cwd();
} catch (error) {
  fail(`the working folder is not there any more: ${error.message}`, 1);
}

const verbs = readdirSync(new URL('../bundle/commands', import.meta.url), { recursive: true })
  .filter((name) => name.endsWith('.js'))
  .map((name) => name.slice(0, -3).replace(/[/\\]/, ' '));
const { withDefaultVerb } = await import('../bundle/terminal/default-verb.js');
const verb = withDefaultVerb(process.argv.slice(2), verbs);
if ('mistake' in verb) fail(`${verb.mistake}\nSee train-online help`, 2);

await showHelp(verb.args);
const { execute } = await import('../bundle/oclif.js');
await execute({ dir: import.meta.url, args: [...verb.args] });
// Something may still wait for bytes that never come.
if (process.exitCode) process.exit();
