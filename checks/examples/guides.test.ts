import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { root } from '../workspace.ts';
import { difference, stepsOf, take } from './guide.ts';

const folder = join(root, 'docs/guides');
const guides = readdirSync(folder).filter((name) => name.endsWith('.md') && name !== 'README.md');

/** Guides with servers and many processes, or with a test of their own: they are not run here. */
const ELSEWHERE = ['many-learners.md', 'serve.md'];
const run = guides.filter((name) => !ELSEWHERE.includes(name));

const chromium = process.env['GRAPH_CHROMIUM'] ?? 'chromium';
const hasChromium = spawnSync(chromium, ['--version']).status === 0;

/** Where a guide's programs find `@graph/…`, and its commands `train-online`. */
const modules = join(root, 'checks/node_modules');

/** Opens `index.html` of a folder, and returns the page as it is when it has come to rest. */
function pageIn(folder: string): string {
  const flags =
    '--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking --virtual-time-budget=20000';
  const profile = `--user-data-dir=${join(folder, 'profile')}`;
  const page = pathToFileURL(join(folder, 'index.html')).href;
  return spawnSync(chromium, [...flags.split(' '), profile, '--dump-dom', page], { encoding: 'utf8' }).stdout;
}

describe('the guides', () => {
  it.each(run)(
    '%s does what it says',
    async (name) => {
      const place = mkdtempSync(join(tmpdir(), 'guide-'));
      try {
        symlinkSync(modules, join(place, 'node_modules'));
        const steps = stepsOf(readFileSync(join(folder, name), 'utf8'));
        expect(steps.length).toBeGreaterThan(0);
        for (const step of steps) {
          const printed = await take(step, place, [join(modules, '.bin')]);
          if (step.kind === 'commands' && step.printed !== undefined)
            expect(difference(printed, step.printed), `${step.text}\nprinted\n${printed}`).toBeUndefined();
        }
        // A page is opened, too, where there is something to open it with.
        if (hasChromium && name === 'browser.md')
          expect(pageIn(place)).toContain('2000 rows: 0.5 × 0.5 = 0.2');
      } finally {
        rmSync(place, { recursive: true, force: true, maxRetries: 10 });
      }
    },
    180_000,
  );

  it('are all in their README, in one line each', () => {
    const readme = readFileSync(join(folder, 'README.md'), 'utf8');
    const rows = [...readme.matchAll(/^\| \[.+?\]\((.+?\.md)\) +\| .+\|$/gm)].map((match) => match[1]);
    expect(rows.filter((row) => !guides.includes(row!))).toEqual([]);
    expect(run.filter((name) => !rows.includes(name))).toEqual([]);
  });
});

describe('what a guide shows', () => {
  it('is a file, commands, what they print, or only shown', () => {
    const guide =
      'Write `a.js`:\n\n```js\n1;\n```\n\n```sh\nnode a.js\n```\n\n```\n…\n```\n\n```python\nx\n```\n';
    expect(stepsOf(guide)).toEqual([
      { kind: 'file', name: 'a.js', text: '1;\n' },
      { kind: 'commands', text: 'node a.js\n', printed: '…\n' },
    ]);
    expect(() => stepsOf('```js\n1;\n```\n')).toThrow('no file name');
    expect(() => stepsOf('Text.\n\n```\nprinted\n```\n')).toThrow('no command');
  });

  it.each([
    ['600 rows\n  MAE 1.2  10', '600 rows\nMAE  1.16 10', true],
    ['600 rows\n  MAE 1.2  10', '600 rows\nMAE  2.16 10', false],
    ['600 rows\n  MAE 1.2  10', '601 rows\n…', false],
    ['one\ntwo\nthree', '…\nthree', true],
    ['one\ntwo\nthree', 'one\n…', true],
    ['one\ntwo\nthree', 'one', false],
    ['one\ntwo\nthree', '…\nfour', false],
    ['sha256:abc in 3s', 'sha256:… in 3s', true],
  ])('is what was printed, or is not: %j, %j', (printed, shown, isLike) => {
    expect(difference(printed, shown) === undefined).toBe(isLike);
  });
});
