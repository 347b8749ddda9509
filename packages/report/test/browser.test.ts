import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { renderReport } from '../src/index.js';
import { behindRun, curriculumRun, emptyRun, largeRun, shortRun } from './pictures.ts';

const CHROMIUM = process.env['GRAPH_CHROMIUM'] ?? 'chromium';
const isThere = spawnSync(CHROMIUM, ['--version']).status === 0;
const WIDTHS = [320, 768, 1280];
const FLAGS =
  '--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --allow-file-access-from-files';

/** Measures, in a frame of each width, how wide the page is, and how small its smallest words are. */
const MEASURE = `
const results = [];
for (const width of ${JSON.stringify(WIDTHS)}) {
  const frame = document.createElement('iframe');
  frame.style.cssText = 'border:0;height:900px;width:' + width + 'px';
  frame.srcdoc = PAGE;
  document.body.append(frame);
  frame.onload = () => {
    const page = frame.contentDocument;
    const root = page.documentElement;
    const words = [...page.querySelectorAll('main *')].filter((each) => each.childElementCount === 0 && each.textContent.trim());
    const sizes = words.filter((each) => !each.closest('svg')).map((each) => Number.parseFloat(frame.contentWindow.getComputedStyle(each).fontSize));
    results.push({ width, wide: root.scrollWidth, smallest: Math.min(...sizes), pictures: page.querySelectorAll('svg').length,
      flat: [...page.querySelectorAll('svg')].filter((svg) => svg.getBoundingClientRect().height < 60).length });
    if (results.length === 3) document.body.innerHTML = '<pre>' + JSON.stringify(results) + '</pre>';
  };
}`;

describe('a page in Chromium', () => {
  it.skipIf(!isThere).each([
    ['a model behind a guess', [behindRun()]],
    ['two runs', [curriculumRun({ forgets: false }), curriculumRun({ forgets: true })]],
    ['long words, 800 classes, 300 columns', [largeRun()]],
    ['a run without an example', [emptyRun()]],
    ['a run of one point', [shortRun()]],
  ])(
    `of %s fits on narrow and wide screens, and can be read there${isThere ? '' : ` (skipped: there is no ${CHROMIUM})`}`,
    (_, runs) => {
      const folder = mkdtempSync(join(tmpdir(), 'report-'));
      try {
        const page = JSON.stringify(renderReport(runs)).replaceAll('</', '<\\/');
        const file = join(folder, 'page.html');
        writeFileSync(file, `<!doctype html><body><script>const PAGE = ${page};${MEASURE}</script></body>`);
        const flags = [
          ...FLAGS.split(' '),
          `--user-data-dir=${join(folder, 'profile')}`,
          '--virtual-time-budget=4000',
        ];
        const dom = execFileSync(CHROMIUM, [...flags, '--dump-dom', `file://${file}`], {
          encoding: 'utf8',
          stdio: ['ignore', 'pipe', 'ignore'],
        });
        const measured = JSON.parse(/<pre>(.*)<\/pre>/.exec(dom)![1]!) as readonly {
          readonly width: number;
          readonly wide: number;
          readonly smallest: number;
          readonly flat: number;
        }[];
        expect(measured.map(({ width }) => width).sort((one, other) => one - other)).toEqual(WIDTHS);
        for (const { width, wide, smallest, flat } of measured) {
          expect(wide, `at ${width}`).toBeLessThanOrEqual(width);
          expect(smallest, `at ${width}`).toBeGreaterThanOrEqual(12);
          expect(flat, `at ${width}`).toBe(0);
        }
      } finally {
        rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
      }
    },
  );
});
