import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { scratch } from './cli.js';
import { serve } from './serving.js';

const TARGET = '"><script>document.title="taken"</script>';

/** A browser of this machine. */
function findBrowser(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return ['chromium', 'chromium-browser', 'google-chrome']
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

const browser = findBrowser();

it.skipIf(browser === undefined)(
  `a browser shows figures that keep up with the requests, and no script of theirs${browser === undefined ? ' (no Chromium on this machine)' : ''}`,
  { timeout: 120_000 },
  async () => {
    const folder = scratch();
    const served = await serve(['--target', TARGET, '--hidden', '4', '--batch-size', '4'], folder);
    let at = 0;
    let isOver = false;
    const asking = (async () => {
      while (!isOver) {
        at += 1;
        await served.ask('/v1/learn', {
          features: { amount: at % 50, [`<i>${at % 3}`]: '<b>' },
          label: at % 2 === 0,
        });
      }
    })();
    // The budget is of the page's own time: its timers run as fast as they can.
    const { stdout } = await promisify(execFile)(browser!, [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      `--user-data-dir=${join(folder, 'browser')}`,
      '--virtual-time-budget=9000',
      '--dump-dom',
      `${served.url}/`,
    ]);
    isOver = true;
    await asking;
    const shown = (name: string): number =>
      Number(new RegExp(`${name}</th><td>([\\d,]+)`).exec(stdout)?.[1]?.replaceAll(',', ''));
    expect(shown('rows learned from')).toBeGreaterThan(0);
    expect(shown('rows learned from')).toBeLessThanOrEqual(at);
    expect(stdout).toContain('best constant');
    expect(stdout).toContain('<polyline');
    expect(stdout).not.toContain('<title>taken');
    expect(stdout).not.toMatch(/<script>/);
    // The page has asked for itself again: it keeps up.
    const { json: metrics } = await served.ask('/metrics');
    expect(Number(/\{route="\/",status="200"\} (\d+)/.exec(String(metrics))?.[1])).toBeGreaterThan(2);
    expect(String(metrics)).toMatch(/\{route="\/page\.js",status="200"\} 1\n/);
    // Without scripts the figures are there, too.
    expect(await (await fetch(served.url)).text()).toMatch(/rows learned from<\/th><td>[\d,]+/);
    expect(await served.end('SIGTERM')).toBe(0);
  },
);
