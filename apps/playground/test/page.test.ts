import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isThere, note, Page } from './chromium.ts';

const file = join(import.meta.dirname, '../dist/index.html');
const url = pathToFileURL(file).href;

describe('the page', () => {
  it('is one file of at most 90 kB, compressed, that names nothing to be loaded', () => {
    const text = readFileSync(file, 'utf8');
    expect(gzipSync(text, { level: 9 }).length).toBeLessThanOrEqual(90_000);
    expect(text.match(/<!--|\b(src|href)="(?!data:)|url\(|@import/g)).toBeNull();
  });
});

describe.skipIf(!isThere)(`in Chromium${note}, the page`, () => {
  let page: Page;
  beforeAll(async () => {
    page = await Page.start();
  });
  afterAll(() => page.close());

  const textOf = (selector: string): Promise<string> =>
    page.value(`document.querySelector('${selector}').textContent`);
  const rows = (): Promise<readonly (readonly number[])[]> =>
    page.value(
      `[...document.querySelectorAll('tbody tr')].map((row) => [...row.cells].slice(1).map((cell) => Number.parseInt(cell.textContent)))`,
    );

  it('learns by itself, to what the lesson says, and says nothing to the console', async () => {
    await page.open(`${url}?seconds=2`, { width: 1280 });
    await page.until(`document.querySelector('progress').value === 1`);
    const [without, withIt] = await rows();
    expect(Math.min(...withIt!)).toBeGreaterThan(90);
    expect(without!.slice(0, 4).reduce((sum, each) => sum + each, 0) / 4).toBeLessThan(70);
    expect(await textOf('#says')).toMatch(
      /^All 5 pieces .* What was rehearsed stayed; what was not is gone\.$/,
    );
    expect(await textOf('#toggle')).toBe('Once more');
    // Both canvases have been painted, in other colours than their ground.
    const colours = await page.value<readonly number[]>(
      `[...document.querySelectorAll('canvas')].map((each) => new Set(new Uint32Array(each.getContext('2d').getImageData(0, 0, 576, 576).data.buffer)).size)`,
    );
    expect(Math.min(...colours)).toBeGreaterThan(50);
    expect(page.said).toEqual([]);
  });

  it('can be used by keys alone, and begins only when it is asked where less motion is wanted', async () => {
    await page.open(`${url}?seconds=2`, { width: 768, reducedMotion: true });
    expect(await textOf('#toggle')).toBe('Start');
    await page.press('Tab', 9);
    expect(await page.value('document.activeElement.id')).toBe('toggle');
    expect(await page.value(`getComputedStyle(document.activeElement).outlineStyle`)).toBe('solid');
    await page.press(' ', 32, ' ');
    expect(await textOf('#toggle')).toBe('Pause');
    await page.until(`document.querySelector('progress').value > 0`);
    await page.press(' ', 32, ' ');
    expect(await textOf('#toggle')).toBe('Go on');
    const path: string[] = [];
    for (let tab = 0; tab < 4; tab += 1) {
      await page.press('Tab', 9);
      path.push(await page.value('document.activeElement.id'));
    }
    expect(path).toEqual(['again', 'capacity', 'strategy', 'strength']);
    await page.value(`document.querySelector('#capacity').focus()`);
    await page.press('Home', 36);
    expect(await page.value(`document.activeElement.getAttribute('aria-valuetext')`)).toBe('none');
    expect(await textOf('#capacity-words')).toBe('none');
    expect(await textOf('#says')).toBe('Started again: no memory, no consolidation.');
    expect(await page.value(`document.querySelector('#strategy').disabled`)).toBe(true);
    await page.until(`document.querySelector('progress').value === 1`);
    const [without, withIt] = await rows();
    expect(withIt).toEqual(without);
    expect(page.said).toEqual([]);
  });

  it('has a name for everything that is drawn or changed', async () => {
    const tree = (await page.send('Accessibility.getFullAXTree')) as {
      readonly nodes: readonly {
        readonly role?: { readonly value: string };
        readonly name?: { readonly value: string };
      }[];
    };
    const named = (role: string): readonly (string | undefined)[] =>
      tree.nodes.filter((node) => node.role?.value === role).map(({ name }) => name?.value);
    expect(named('slider')).toEqual(['Memory', 'Consolidation, for both']);
    expect(named('combobox')).toEqual(['Which points are rehearsed']);
    expect(named('button')).toEqual(['Once more', 'Other weights']);
    expect(named('image')).toEqual([
      expect.stringMatching(/without rehearsal says .* in \d of 5 pieces\.$/),
      expect.stringMatching(/with rehearsal says .* in \d of 5 pieces\.$/),
    ]);
    expect(named('status')).toHaveLength(1);
  });

  it.each([320, 768, 1280])('fits into a width of %i, and can be read there', async (width) => {
    for (const scheme of ['light', 'dark'] as const) {
      await page.open(url, { width, scheme, reducedMotion: true });
      const wide = await page.value<number>('document.documentElement.scrollWidth');
      expect(wide).toBeLessThanOrEqual(width);
      expect(
        await page.value(
          `(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)(document.querySelector('.scroll'))`,
        ),
      ).toBe(0);
      const contrasts = await page.value<readonly number[]>(CONTRASTS);
      expect(Math.min(...contrasts), scheme).toBeGreaterThanOrEqual(4.5);
      const smallest = await page.value<number>(
        `Math.min(...[...document.querySelectorAll('main *')].map((each) => Number.parseFloat(getComputedStyle(each).fontSize)))`,
      );
      expect(smallest).toBeGreaterThanOrEqual(12);
    }
    expect(page.said).toEqual([]);
  });
});

/** The contrast of each text with the nearest ground behind it (WCAG 2.2, 1.4.3). */
const CONTRASTS = `(() => {
  const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = (colour) => parts(colour).slice(0, 3).map((each) => each / 255)
    .map((each) => (each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4))
    .reduce((sum, each, at) => sum + each * [0.2126, 0.7152, 0.0722][at], 0);
  const groundOf = (element) => {
    for (let each = element; each; each = each.parentElement) {
      const colour = getComputedStyle(each).backgroundColor;
      if (parts(colour)[3] !== 0) return colour;
    }
    return 'rgb(255, 255, 255)';
  };
  return [...document.querySelectorAll('main *')]
    .filter((each) => [...each.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim()))
    .filter((each) => !each.closest('canvas, :disabled'))
    .map((each) => [light(getComputedStyle(each).color), light(groundOf(each))].sort((one, other) => other - one))
    .map(([high, low]) => (high + 0.05) / (low + 0.05));
})()`;
