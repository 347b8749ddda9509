import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { root } from '../workspace.ts';

const folder = join(root, 'examples');
const programs = readdirSync(folder).filter((name) => name.endsWith('.mjs'));

afterEach(() => vi.restoreAllMocks());

describe('the examples', () => {
  it.each(programs)('%s prints what it says, in at most 30 lines', async (name) => {
    const text = readFileSync(join(folder, name), 'utf8');
    const promised = [...text.matchAll(/\/\/> (.*)$/gm)].map((match) => match[1]);
    const printed: string[] = [];
    vi.spyOn(console, 'log').mockImplementation((...values) => void printed.push(values.join(' ')));
    await import(join(folder, name));
    expect(promised.length).toBeGreaterThan(0);
    expect(printed).toEqual(promised);
    expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(30);
  });

  it('are all in their README, with what they show', () => {
    const readme = readFileSync(join(folder, 'README.md'), 'utf8');
    const rows = [...readme.matchAll(/^\| \[`(.*?)`\]\((.*?)\) +\| .+\|$/gm)];
    expect(rows.filter(([, name, target]) => name !== target)).toEqual([]);
    expect(rows.map(([, name]) => name).sort()).toEqual(programs.sort());
  });
});
