import { describe, expect, it } from 'vitest';
import { RunHistory, type RunPicture, renderReport, verdictOf } from '../src/index.js';
import { PALETTE, type Theme } from '../src/page/palette.js';
import { behindRun, curriculumRun, emptyRun, largeRun, shortRun } from './pictures.ts';

const PAGES: readonly (readonly [string, readonly RunPicture[]])[] = [
  ['a model behind a guess', [behindRun()]],
  ['a curriculum', [curriculumRun({ forgets: false })]],
  ['two runs', [curriculumRun({ forgets: false }), curriculumRun({ forgets: true })]],
  ['long words, 800 classes, 300 columns', [largeRun()]],
  ['everything that a run can have', [everything()]],
  ['a run without an example', [emptyRun()]],
  ['a run of one point', [shortRun()]],
];

/** A run with as much to draw as there is room for. */
function everything(): RunPicture {
  const history = new RunHistory({ interval: 1 });
  const names = Array.from({ length: 20 }, (_, at) => `a name of some length, number ${at}`);
  const valuesAt = (point: number): Readonly<Record<string, number>> =>
    Object.fromEntries(names.map((name, at) => [name, ((point * 7919 + at * 104_729) % 997) / 997]));
  for (let point = 0; point < 511; point += 1) {
    history.update(1, ((point * 31) % 17) + 1);
    if (point % 2 === 0) history.event('drift');
    const values = valuesAt(point);
    history.record({
      metric: { model: values[names[0]!]!, ...Object.fromEntries(Object.entries(values).slice(0, 4)) },
      loss: { rehearsed: values[names[1]!]! },
      levels: values,
      memory: values,
      experts: values,
      network: { neurons: point, edges: 100 * point },
      rehearsal: { recent: values[names[2]!]!, ratio: values[names[3]!]! },
    });
  }
  const { retention } = curriculumRun({ forgets: false });
  return { ...behindRun(), ...largeRun(), points: history.points(), retention: retention! };
}

describe.each(PAGES)('the page of %s', (_, runs) => {
  const html = renderReport(runs);

  it('has at most 80 kB, no script, and nothing that must be fetched', () => {
    expect(Buffer.byteLength(html)).toBeLessThan(80_000);
    expect(
      /<script|<link|<img|<iframe|@import|url\(|\bsrc=|\bhref=|\bon\w+=|javascript:/i.exec(html),
    ).toBeNull();
  });

  it('gives every picture a title, a description, and a name that only it has', () => {
    const pictures = [...html.matchAll(/<svg [^>]*>/g)].map(([tag]) => tag);
    const ids = [...html.matchAll(/\bid="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const picture of pictures) {
      expect(picture).toContain('role="img"');
      const [title, description] = /aria-labelledby="(\S+) (\S+)"/.exec(picture)!.slice(1);
      expect(html).toMatch(new RegExp(`<title id="${title}">[^<]{4,}</title>`));
      expect(html).toMatch(new RegExp(`<desc id="${description}">[^<]{20,}</desc>`));
    }
  });

  it('is well formed, and draws no number that is none', () => {
    const open: string[] = [];
    for (const [, end, name, closed] of html.matchAll(/<(\/?)([a-z][a-z0-9]*)\b[^>]*?(\/?)>/g)) {
      if (name === 'meta' || closed === '/') continue;
      if (end === '') open.push(name!);
      else expect(open.pop()).toBe(name);
    }
    expect(open).toEqual([]);
    expect(/NaN|undefined|Infinity|\[object/.exec(html)).toBeNull();
  });

  it('is the same page for the same runs', () => {
    expect(renderReport(structuredClone(runs))).toBe(html);
  });
});

describe('renderReport', () => {
  it('says in words first what a person would say', () => {
    const html = renderReport([behindRun()]);
    const said = [...html.matchAll(/<li class="(good|bad|plain)">([^<]*)<\/li>/g)].map(([, kind, text]) => [
      kind,
      text,
    ]);
    expect(said[0]).toEqual([
      'bad',
      'The model is worse than “last class” by 0.075: accuracy 0.778, and 0.853 for the best guess that needs no model.',
    ]);
    expect(said[1]).toEqual([
      'bad',
      expect.stringMatching(
        /^It was better than “last class” in \d+ of \d+ windows, and worse in \d+, \d+ of/,
      ),
    ]);
    expect(html.indexOf('class="verdict')).toBeLessThan(html.indexOf('<svg'));
  });

  it('says before all else what must be known, and what a guess does', () => {
    const run = behindRun();
    const metric = { ...run.metric!, told: { 'last class': 'repeating the last label' } };
    const warned = renderReport([{ ...run, metric, warnings: ['Worse than a guess.'] }]);
    const said = [...warned.matchAll(/<li class="(?:good|bad|plain)">([^<]*)<\/li>/g)].map(
      ([, text]) => text,
    );
    expect(said[0]).toBe('Worse than a guess.');
    expect(said[1]).toMatch(/^The model is worse than repeating the last label by/);
    expect(said[2]).toMatch(/^It was better than repeating the last label in /);
  });

  it('shows what was forgotten of each level, and heat for what is kept', () => {
    const html = renderReport([curriculumRun({ forgets: true })]);
    expect(html.includes('&lt; −9')).toBe(true);
    expect(
      html.match(/<h3>(constant|linear|quadratic|sine|product|threshold|mixture of all)<\/h3>/g),
    ).toHaveLength(7);
    expect(html.includes('at best <b>0.98')).toBe(true);
    expect(html.includes('most was forgotten of “constant”')).toBe(true);
  });

  it('lays several runs over each other', () => {
    const html = renderReport([curriculumRun({ forgets: false }), curriculumRun({ forgets: true })]);
    const level = /<h3>constant<\/h3><ul class="legend">(.*?)<\/ul>/.exec(html)![1]!;
    expect(level).toContain('with rehearsal <b>0.8');
    expect(level).toContain('without rehearsal <b>−12</b>');
  });

  it('escapes names', () => {
    const run = { ...emptyRun(), name: '<script>alert("1")</script>', resumeCommand: "a & 'b'" };
    const html = renderReport([run]);
    expect(html.includes('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;')).toBe(true);
    expect(html.includes('a &amp; &#39;b&#39;')).toBe(true);
    expect(html.includes('<script>')).toBe(false);
  });

  it('draws the same page of a run that was stopped and restored at 40 places', () => {
    const page = (stops: ReadonlySet<number>): string => {
      let history = new RunHistory({ interval: 8 });
      for (let row = 0; row < 6000; row += 4) {
        if (stops.has(row)) history = RunHistory.from(structuredClone(history.state()));
        history.update(4, 1 / (1 + row));
        if (row % 700 === 0) history.event('drift');
        if (history.isDue) history.record({ metric: { model: row / 6000, 'last class': 0.5 } });
      }
      return renderReport([{ name: 'run', points: history.points({ metric: { model: 1 } }) }]);
    };
    expect(page(new Set(Array.from({ length: 40 }, (_, at) => 148 * at)))).toBe(page(new Set()));
  });

  it('refuses to draw no run, and more than eight', () => {
    for (const runs of [[], Array.from({ length: 9 }, emptyRun), undefined])
      expect(() => renderReport(runs as RunPicture[])).toThrowError(
        expect.objectContaining({ name: 'ReportError', code: 'OPTION' }),
      );
  });
});

describe('verdictOf', () => {
  it('says that nothing was learned yet, and that few rows are too few to tell', () => {
    expect(verdictOf(emptyRun())[0]!.text).toMatch(/^Nothing was learned yet/);
    expect(verdictOf(shortRun())[0]).toEqual({
      kind: 'plain',
      text: expect.stringContaining('too early to tell'),
    });
  });

  it('knows that a lower error is the better one', () => {
    const run = behindRun();
    const lower = { ...run.metric!, name: 'mae', better: 'lower' as const };
    expect(verdictOf({ ...run, metric: lower })[0]).toMatchObject({
      kind: 'bad',
      text: expect.stringContaining('worse than “majority class” by 0.203'),
    });
    expect(verdictOf({ ...run, metric: { ...lower, model: 0.5 } })[0]).toMatchObject({ kind: 'good' });
  });
});

describe.each(Object.entries(PALETTE))('on %s ground', (_, theme: Theme) => {
  it('joins a last point of few examples to the one before it, which would else be all that is seen', () => {
    const history = new RunHistory({ interval: 64 });
    for (let row = 0; row < 640; row += 1) {
      history.update(1, 0.5);
      if (history.isDue) history.record({ network: { edges: row } });
    }
    history.update(1, 1000);
    const points = history.points({ network: { edges: 7 } });
    expect(points.ends.length).toBe(11);
    const page = renderReport([{ name: 'short end', points }]);
    expect(page).toContain('641 examples');
    // (64 × 0.5 + 1000) / 65
    expect(page).toContain('new rows <b>15.88</b>');
    expect(page).toContain('edges <b>7</b>');
  });

  it('has a contrast of 4.5 and more for all words and lines', () => {
    for (const ground of [theme.ground, theme.card])
      for (const colour of [theme.text, theme.quiet, theme.good, theme.bad, ...theme.series])
        expect(contrast(colour, ground), `${colour} on ${ground}`).toBeGreaterThanOrEqual(4.5);
    for (const heat of theme.heat) expect(contrast(theme.heatText, heat)).toBeGreaterThanOrEqual(4.5);
  });
});

/** WCAG 2.2, contrast ratio of two colours. */
function contrast(one: string, other: string): number {
  const [low, high] = [luminance(one), luminance(other)].sort((left, right) => left - right) as [
    number,
    number,
  ];
  return (high + 0.05) / (low + 0.05);
}

function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
