import { describe, expect, it } from 'vitest';
import { commandLine } from '../dist/terminal/command-line.js';
import { folded } from '../dist/terminal/folded.js';
import { bytes, duration, grouped, short } from '../dist/terminal/format.js';
import { Progress } from '../dist/terminal/progress.js';
import { table } from '../dist/terminal/table.js';

function recorder(isTTY: boolean) {
  const written: string[] = [];
  let clockMs = 0;
  const stream = { isTTY, columns: 40, write: (text: string) => written.push(text) };
  return {
    written,
    progress: new Progress(stream, 0, {}, () => clockMs),
    tick: (ms: number) => (clockMs += ms),
  };
}

describe('the terminal', () => {
  it('writes numbers for people', () => {
    expect([grouped(1234567), grouped(12)]).toEqual(['1,234,567', '12']);
    expect([duration(3), duration(200), duration(18_720), duration(Number.POSITIVE_INFINITY)]).toEqual([
      '3s',
      '3m 20s',
      '5h 12m',
      '?',
    ]);
    expect([bytes(999), bytes(3_140_000)]).toEqual(['999 B', '3.1 MB']);
    expect([short(0.123456), short(1.109e-6), short(0), short(null), short(Number.NaN)]).toEqual([
      '0.1235',
      '1.11e-6',
      '0',
      '–',
      'NaN',
    ]);
  });

  it('breaks lines of a narrow window between words, and goes on under their text; commands stay whole', () => {
    const text =
      '  mixture  eight experts, networks of 12-64-64-1, adamw\n  short\nResume with: train-online --resume run';
    expect(folded(text, undefined)).toBe(text);
    expect(folded(text, 80)).toBe(text);
    expect(folded(text, 30).split('\n')).toEqual([
      '  mixture  eight experts,',
      '           networks of',
      '           12-64-64-1, adamw',
      '  short',
      'Resume with: train-online --resume run',
    ]);
    expect(folded('  ▁▂▃▄▅▆▇█▁▂▃▄▅▆▇█▁▂▃▄▅▆▇█', 20).split('\n')).toEqual([
      '  ▁▂▃▄▅▆▇█▁▂▃▄▅▆▇█▁▂',
      '  ▃▄▅▆▇█',
    ]);
    expect(folded('  a-word-that-is-longer-than-the-window and more', 20).split('\n')).toEqual([
      '  a-word-that-is-longer-than-the-window',
      '  and more',
    ]);
    const { progress, written } = recorder(true);
    progress.log('  learns   from 3 columns: 2 number, 1 category');
    expect(written.join('')).toBe('  learns   from 3 columns: 2 number, 1\n           category\n');
  });

  it('quotes what a shell would read otherwise', () => {
    expect(commandLine(['--resume', 'my run'], {})).toBe("train-online --resume 'my run'");
    expect(commandLine(['-o', "it's"], { npm_lifecycle_event: 'start' })).toBe("npm start -- -o 'it'\\''s'");
  });

  it('rewrites one line at most ten times a second on a terminal, within its columns', () => {
    const { written, progress, tick } = recorder(true);
    const shown: number[] = [];
    for (let step = 1; step <= 100; step += 1) {
      tick(10);
      if (!progress.isDue(step)) continue;
      shown.push(step);
      progress.show({ examples: step, target: 100, detail: 'x'.repeat(100) });
    }
    expect(shown.length).toBeLessThanOrEqual(11);
    for (const text of written) {
      expect(text).not.toContain('\n');
      expect(text.replace('\r\u001B[2K', '').length).toBeLessThan(40);
    }
    progress.log('level 2');
    expect(written.slice(-2)).toEqual(['\r\u001B[2K', 'level 2\n']);
  });

  it('writes plain lines at 1, 2, 4, 8, … thousand examples elsewhere', () => {
    const { written, progress } = recorder(false);
    const shown: number[] = [];
    for (let examples = 16; examples <= 10_000; examples += 16) {
      if (!progress.isDue(examples)) continue;
      shown.push(examples);
      progress.show({ examples, target: undefined, detail: 'loss 1' });
    }
    expect(shown).toEqual([1008, 2000, 4000, 8000]);
    for (const control of ['\r', '\u001B']) expect(written.join('')).not.toContain(control);
  });

  it('lays out tables', () => {
    expect(
      table([
        ['a', '1'],
        ['bcd', '22'],
      ]),
    ).toEqual(['  a     1', '  bcd  22']);
  });
});
