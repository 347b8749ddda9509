import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bashScript } from '../dist/completing/bash-script.js';
import { completionOf, type ManifestVerb } from '../dist/completing/completion.js';
import { fishScript } from '../dist/completing/fish-script.js';
import { zshScript } from '../dist/completing/zsh-script.js';
import { trainSettings } from '../dist/settings/train-settings.js';
import { cli, scratch } from './cli.js';

const manifest = JSON.parse(readFileSync(new URL('../oclif.manifest.json', import.meta.url), 'utf8')) as {
  readonly commands: Readonly<Record<string, ManifestVerb>>;
};
const verbs = completionOf(Object.values(manifest.commands));

/** What is typed, the last word unfinished, and some of what is offered; and what is not. */
const CASES: readonly (readonly [typed: string, offered: readonly string[], not: readonly string[]])[] = [
  ['', ['train', 'predict', 'checkpoints', 'completion'], ['--data', 'list']],
  ['pre', ['predict'], ['train']],
  ['--repl', ['--replay-strategy', '--replay-ratio'], ['--data']],
  ['--replay-strategy ', ['uniform', 'mixed'], ['predict', 'adam']],
  ['--data x.csv --optimizer a', ['adam', 'adamw'], ['sgd']],
  ['checkpoints ', ['list', 'verify'], ['predict']],
  ['checkpoints export --for', ['--format'], ['--data']],
  ['export run --format ', ['onnx', 'safetensors'], ['fish']],
  ['predict --f', ['--from', '--format'], ['--lr']],
  ['completion ', ['bash', 'zsh', 'fish'], ['onnx']],
  ['predict --from n', ['new.csv'], ['--lr', 'predict']],
  ['--lr ', [], ['new.csv', 'adam']],
];

/** Asks a shell that has read `start` for all cases at once, in a folder with one file. */
function ask(shell: string, start: string, question: (typed: readonly string[]) => string): void {
  const folder = scratch();
  writeFileSync(join(folder, 'new.csv'), '');
  const questions = CASES.map(([typed]) => `${question(typed.split(' '))}\necho '<end>'`);
  const given = [start, ...questions].join('\n');
  writeFileSync(join(folder, '.asked'), given);
  const { stdout, stderr, status } = spawnSync(shell, ['.asked'], { cwd: folder, encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  check(stdout.split('<end>\n').map((part) => part.split(/\s+/).filter((word) => word !== '')));
}

function check(offers: readonly (readonly string[])[]): void {
  for (const [at, [typed, offered, not]] of CASES.entries()) {
    expect(offers[at], `after “${typed}”`).toEqual(expect.arrayContaining([...offered]));
    expect(
      offers[at]!.filter((word) => not.includes(word)),
      `after “${typed}”`,
    ).toEqual([]);
  }
}

const quote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
const isThere = (shell: string): boolean => spawnSync(shell, ['-c', 'exit 0']).status === 0;
const named = (shell: string): string => (isThere(shell) ? shell : `${shell} (skipped: it is not there)`);

describe('the completion of', () => {
  it('every verb and every flag is made from the manifest', () => {
    expect(verbs.map(({ name }) => name)).toEqual(
      Object.keys(manifest.commands)
        .map((id) => id.replaceAll(':', ' '))
        .sort(),
    );
    const train = verbs.find(({ name }) => name === 'train')!;
    const flags = train.flags.map(({ names }) => names[0]!.slice(2));
    expect(flags.sort()).toEqual([...Object.keys(trainSettings), 'help', 'json'].sort());
    const values = new Map(train.flags.map(({ names, value }) => [names[0], value]));
    expect(values.get('--learner')).toEqual(['mixture', 'network']);
    expect(values.get('--on-bad-row')).toEqual(['fail', 'skip']);
    expect([
      values.get('--data'),
      values.get('--output'),
      values.get('--lr'),
      values.get('--overwrite'),
    ]).toEqual(['file', 'folder', 'any', 'none']);
  });

  it.skipIf(!isThere('bash'))(`${named('bash')} offers what fits`, () => {
    const script = bashScript(verbs);
    expect(spawnSync('bash', ['-n'], { input: script }).status).toBe(0);
    // `compopt` works only while a user completes.
    ask('bash', `compopt() { :; }\n${script}`, (typed) => {
      const words = ['train-online', ...typed].map(quote).join(' ');
      return `COMP_WORDS=(${words}); COMP_CWORD=${typed.length}; COMPREPLY=(); _train_online; echo "\${COMPREPLY[*]}"`;
    });
  });

  it.skipIf(!isThere('zsh'))(`${named('zsh')} offers what fits`, () => {
    const script = zshScript(verbs);
    expect(spawnSync('zsh', ['-n'], { input: script }).status).toBe(0);
    const told = readFileSync(new URL('told.zsh', import.meta.url), 'utf8');
    ask('zsh', `${told}${script}`, (typed) => {
      const words = ['train-online', ...typed].map(quote).join(' ');
      return `words=(${words}); CURRENT=${typed.length + 1}; _train_online`;
    });
  });

  it.skipIf(!isThere('fish'))(`${named('fish')} offers what fits`, () => {
    ask(
      'fish',
      fishScript(verbs),
      (typed) => `complete -C ${quote(`train-online ${typed.join(' ')}`)} | string replace -r '\t.*' ''`,
    );
  });

  it('a shell is printed by the command, and another one refused', async () => {
    const folder = scratch();
    const { code, stdout } = await cli(['completion', 'bash'], folder);
    expect({ code, stdout }).toEqual({ code: 0, stdout: bashScript(verbs) });
    const refused = await cli(['completion', 'ksh'], folder);
    expect(refused).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('bash, zsh, fish'),
    });
  });
});
