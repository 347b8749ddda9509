import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../workspace.ts';

const files = execFileSync('git', ['ls-files', '*.md'], { cwd: root, encoding: 'utf8' }).trim().split('\n');

describe('documents', () => {
  it.each(files.filter((file) => existsSync(join(root, file))))(
    '%s links to files that are there',
    (file) => {
      const text = readFileSync(join(root, file), 'utf8').replace(/```[\s\S]*?```/g, '');
      const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1]!);
      const local = targets.filter((target) => !/^([a-z]+:|#)/.test(target));
      const missing = local.filter(
        (target) => !existsSync(resolve(root, dirname(file), target.replace(/#.*$/, ''))),
      );
      expect(missing).toEqual([]);
    },
  );

  it('give each decision a number of its own and a line in the index', () => {
    const numbers = files.flatMap((file) => /^docs\/decisions\/(\d{4})-/.exec(file)?.[1] ?? []).map(Number);
    expect(new Set(numbers).size).toBe(numbers.length);
    const index = readFileSync(join(root, 'docs/decisions/README.md'), 'utf8');
    const records = files.flatMap((file) => /^docs\/decisions\/(\d{4}-.*)/.exec(file)?.[1] ?? []);
    expect(records.filter((record) => !index.includes(`](${record})`))).toEqual([]);
  });
});
