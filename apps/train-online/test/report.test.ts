import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cli, cliJson, scratch } from './cli.js';

const page = (folder: string, ...path: string[]): string => readFileSync(join(folder, ...path), 'utf8');

/** The page without what is another in another folder. */
const drawn = (html: string): string => html.replaceAll(/run-[ab]/g, 'run');

describe('report', () => {
  it('is written at the end of a run, and stopped and resumed it is the same page', async () => {
    const folder = scratch();
    const rows = Array.from({ length: 1500 }, (_, at) => `${at % 17},${at < 700 ? at % 2 : (at + 1) % 2}\n`);
    writeFileSync(join(folder, 'rows.csv'), `x,y\n${rows.join('')}`);
    const flags = ['--data', 'rows.csv', '--target', 'y', '--learner', 'network', '--hidden', '4'];
    const whole = await cliJson([...flags, '-o', 'run-a'], folder);
    const html = page(folder, 'run-a', 'report.html');
    expect(html).toContain('<!doctype html>');
    expect(html).not.toContain('<script');
    expect(html.length).toBeLessThan(80_000);
    for (const text of [
      'The model is',
      'last class',
      'Which class is taken for which',
      whole.stateDigest,
      '--resume',
    ])
      expect(html).toContain(text);
    await cliJson([...flags, '--examples', '333', '-o', 'run-b'], folder);
    await cliJson(['--resume', 'run-b', '--examples', '1001'], folder);
    const resumed = await cliJson(['--resume', 'run-b', '--examples', '0'], folder);
    expect(resumed.stateDigest).toBe(whole.stateDigest);
    expect(drawn(page(folder, 'run-b', 'report.html'))).toBe(drawn(html));
  });

  it('draws a curriculum, and several runs laid over each other', async () => {
    const folder = scratch();
    const flags = ['--examples', '3000', '--examples-per-level', '1000'];
    await cliJson([...flags, '-o', 'run-a'], folder);
    await cliJson([...flags, '--replay-ratio', '0', '-o', 'run-b'], folder);
    const html = page(folder, 'run-a', 'report.html');
    expect(html).toMatch(/Of [123] levels learned/);
    expect(html.length).toBeLessThan(80_000);
    const { code, stderr } = await cli(['report', 'run-a', 'run-b', '--output', 'both.html'], folder);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const both = page(folder, 'both.html');
    expect(both).toContain('<h2>run-b</h2>');
    expect(both.length).toBeLessThan(80_000);
    const again = await cli(['report', 'run-a', '--output', 'both.html'], folder);
    expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining('--overwrite') });
    expect((await cli(['report', 'run-a'], folder)).code).toBe(0);
    expect(page(folder, 'run-a', 'report.html')).toBe(html);
    expect((await cli(['inspect', 'run-a', '--json'], folder)).stdout).not.toContain('float64');
  });

  it('that cannot be written ends no run: all is saved, and a line says so', async () => {
    const folder = scratch();
    writeFileSync(join(folder, 'rows.csv'), `x,y\n${'1,0\n2,1\n'.repeat(40)}`);
    mkdirSync(join(folder, 'run', 'report.html'), { recursive: true });
    const flags = ['--data', 'rows.csv', '--target', 'y', '--hidden', '4', '-o', 'run'];
    const { code, stdout, stderr } = await cli(flags, folder);
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: expect.stringMatching(/warning: report\.html cannot be written: it is a folder \(EISDIR\)/),
    });
    expect(stdout).toMatch(/State: sha256/);
  });

  it('is drawn of a run that broke off, too', async () => {
    const folder = scratch();
    writeFileSync(join(folder, 'rows.csv'), `x,y\n${'1,0\n2,1\n'.repeat(400)}1\n`);
    const flags = ['--data', 'rows.csv', '--target', 'y', '--hidden', '4', '-o', 'run'];
    expect((await cli(flags, folder)).code).toBe(2);
    expect(page(folder, 'run', 'report.html')).toContain('800');
  });
});
