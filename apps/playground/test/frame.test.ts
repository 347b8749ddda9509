import type { Batch } from '@graph/core';
import { describe, expect, it } from 'vitest';
import { Announcer } from '../src/page/announcer.ts';
import { Pace } from '../src/page/pace.ts';
import { type Palette, SIDE, Surface } from '../src/page/surface.ts';

describe('the pace', () => {
  it('takes as long on a fast screen as on a slow one', () => {
    for (const hertz of [30, 60, 144]) {
      const pace = new Pace(200);
      let steps = 0;
      for (let frame = 0; frame <= hertz; frame += 1) steps += pace.due((1000 * frame) / hertz);
      expect(steps).toBeGreaterThanOrEqual(199);
      expect(steps).toBeLessThanOrEqual(200);
    }
  });

  it('makes up for no pause', () => {
    const pace = new Pace(200);
    expect(pace.due(0)).toBe(0);
    expect(pace.due(60_000)).toBe(20);
    pace.rest();
    expect(pace.due(70_000)).toBe(0);
  });
});

describe('the announcer', () => {
  it('lets a text come to its end, unless the next one is urgent', () => {
    const said: string[] = [];
    const announcer = new Announcer((text) => said.push(text));
    announcer.offer('one', 0);
    announcer.offer('two', 1000);
    announcer.offer('three', 2000, true);
    announcer.offer('three', 9000);
    announcer.offer('four', 9500);
    expect(said).toEqual(['one', 'three', 'four']);
  });
});

describe('the surface', () => {
  const palette: Palette = [
    [0, 0, 0],
    [100, 100, 100],
    [200, 200, 200],
  ];
  /** Is sure of the second arm to the right and above. */
  const network = {
    answer(points: Batch, answers: Batch): void {
      for (let row = 0; row < points.size; row += 1) {
        const [x, y] = [points.inputs.get(row, 0), points.inputs.get(row, 1)];
        answers.targets.data[row] = x > 0 && y > 0 ? 1 : x < 0 && y < 0 ? 0 : 0.5;
      }
    },
  };

  it('is painted strip after strip, upside up, in the colours of the arms', () => {
    const surface = new Surface();
    let strips = 1;
    while (!surface.paintStrip(network, palette)) strips += 1;
    expect(SIDE % strips).toBe(0);
    const red = (row: number, column: number): number => surface.pixels[4 * (row * SIDE + column)]!;
    const last = SIDE - 1;
    expect([red(0, 0), red(0, last), red(last, 0), red(last, last)]).toEqual([100, 200, 0, 100]);
    expect(surface.pixels.every((value, at) => at % 4 < 3 || value === 255)).toBe(true);
  });
});
