import { Random } from '@graph/random';
import { describe, expect, it } from 'vitest';
import { Adwin, type DriftDetector, Kswin, PageHinkley, RehearsalFocus } from '../src/index.js';

/** Feeds `rows` new rows wrong with the probability `rate`, one old row looked at for every 8 of them. */
function live(focus: RehearsalFocus, random: Random, rows: number, rate: number, outdated = rate): number {
  let found = 0;
  for (let row = 0; row < rows; row += 1) {
    if (focus.update(random.float() < rate ? 1 : 0)) found += 1;
    if (row % 8 === 0 && focus.updateRemembered(random.float() * 10_000, random.float() < outdated ? 1 : 0))
      found += 1;
  }
  return found;
}

describe('RehearsalFocus', () => {
  it('does nothing while the world stands still: about 6 false alarms in 1,000,000 rows', () => {
    let alarms = 0;
    for (let seed = 0; seed < 50; seed += 1) {
      const focus = new RehearsalFocus({ memoryRows: 10_000 });
      // Remembered rows are predicted as well as new ones: the hardest stationary case.
      alarms += live(focus, Random.fromSeed(seed, 'still'), 20_000, 0.05 + 0.4 * (seed / 50));
    }
    // 6.0 were measured over 5,000,000 rows; 17 is the upper 1e-4 quantile of a Poisson count with that mean.
    expect(alarms).toBeLessThanOrEqual(17);
  });

  it('does nothing while a model only gets better', () => {
    const focus = new RehearsalFocus({ memoryRows: 10_000 });
    const random = Random.fromSeed(1, 'learning');
    // Fast enough that old rows, looked at rarely, would seem worse than new ones if times were not matched.
    live(focus, random, 2000, 0.5);
    for (let step = 0; step < 100; step += 1) live(focus, random, 50, 0.5 - 0.0049 * step);
    live(focus, random, 5000, 0.01);
    expect(focus.changes).toBe(0);
    expect(focus.recentShare).toBe(0);
  });

  it('turns to recent rows soon after the errors rise, and back as the new concept fills the memory', () => {
    const focus = new RehearsalFocus({ memoryRows: 4000 });
    const random = Random.fromSeed(2, 'abrupt');
    live(focus, random, 5000, 0.1);
    expect(focus.recentShare).toBe(0);
    let row = 0;
    while (focus.recentShare === 0) {
      live(focus, random, 1, 0.4, 0.1);
      row += 1;
    }
    expect(row).toBeLessThan(150);
    expect(focus.recentShare).toBe(1);
    expect(focus.halfLife).toBe(52); // 50, its shortest, in its steps
    const shares: number[] = [];
    const halfLives: number[] = [];
    while (focus.recentShare > 0) {
      live(focus, random, 50, 0.4);
      shares.push(focus.recentShare);
      if (focus.recentShare > 0) halfLives.push(focus.halfLife);
    }
    expect(shares).toEqual(shares.toSorted((a, b) => b - a));
    expect(halfLives).toEqual(halfLives.toSorted((a, b) => a - b));
    expect(halfLives.at(-1)).toBeGreaterThan(200); // 4000 / 16 at the end
    expect(shares.length * 50).toBeGreaterThan(3500);
    expect(focus.changes).toBe(1);
  });

  it('sees by the remembered rows that the world drifts, though the errors of new rows never rise', () => {
    const focus = new RehearsalFocus({ memoryRows: 10_000 });
    const random = Random.fromSeed(3, 'slow');
    expect(live(focus, random, 10_000, 0.1)).toBe(0);
    expect(live(focus, random, 1500, 0.1, 0.3)).toBe(1);
    expect(focus.recentShare).toBeGreaterThan(0.75);
    expect(focus.rowsSinceChange).toBeGreaterThan(5000);
  });

  it('shortens its view when rows since the change are outdated as well', () => {
    const focus = new RehearsalFocus({ memoryRows: 10_000 });
    const random = Random.fromSeed(6, 'on and on');
    live(focus, random, 8000, 0.1);
    live(focus, random, 3000, 0.1, 0.4);
    expect(focus.changes).toBeGreaterThan(1);
    expect(focus.rowsSinceChange).toBeLessThan(5000);
  });

  it('is not moved by young remembered rows, nor before it has seen 1,000 rows', () => {
    const focus = new RehearsalFocus({ memoryRows: 10_000 });
    for (let row = 0; row < 5000; row += 1) {
      focus.update(row % 10 === 0 ? 1 : 0);
      focus.updateRemembered(Math.floor(row / 4), 1);
      if (row < 900) focus.updateRemembered(row, 1);
    }
    expect(focus.changes).toBe(0);
  });

  it('changes its wishes in steps, so that a strategy need not be set at every row', () => {
    const focus = new RehearsalFocus({ memoryRows: 10_000 });
    const random = Random.fromSeed(4, 'steps');
    live(focus, random, 3000, 0.1);
    live(focus, random, 200, 0.5);
    const wishes = new Set<string>();
    for (let row = 0; row < 9000; row += 1) {
      live(focus, random, 1, 0.5);
      wishes.add(`${focus.recentShare} ${focus.halfLife}`);
    }
    expect(wishes.size).toBeLessThan(150);
  });

  it.each<[string, () => DriftDetector]>([
    ['adwin', () => new Adwin()],
    ['page-hinkley', () => new PageHinkley({ threshold: 15 })],
    ['kswin', () => new Kswin({ seed: 1 })],
  ])('goes on exactly from its state at any row, with %s', (_, detector) => {
    const focus = new RehearsalFocus({ memoryRows: 1000, detector: detector() });
    const [a, b] = [Random.fromSeed(5), Random.fromSeed(5)];
    let twin = RehearsalFocus.from(structuredClone(focus.state()));
    for (let part = 0; part < 12; part += 1) {
      live(focus, a, 211, part % 4 < 2 ? 0.1 : 0.5, 0.5);
      live(twin, b, 211, part % 4 < 2 ? 0.1 : 0.5, 0.5);
      expect(twin.state()).toEqual(focus.state());
      expect([twin.recentShare, twin.halfLife]).toEqual([focus.recentShare, focus.halfLife]);
      twin = RehearsalFocus.from(structuredClone(twin.state()));
    }
    expect(focus.changes).toBeGreaterThan(1);
  });

  it('refuses options, values and states out of range', () => {
    for (const options of [{ memoryRows: 0 }, { halfLifePerRow: 0 }, { leastHalfLife: 0 }, { margin: 0 }])
      expect(() => new RehearsalFocus({ memoryRows: 10, ...options })).toThrow(
        expect.objectContaining({ code: 'OPTION' }),
      );
    const focus = new RehearsalFocus({ memoryRows: 10 });
    for (const act of [
      () => focus.update(1.5),
      () => focus.update(Number.NaN),
      () => focus.updateRemembered(-1, 0),
      () => focus.updateRemembered(Number.NaN, 0),
      () => focus.updateRemembered(1, -0.5),
    ])
      expect(act).toThrow(expect.objectContaining({ code: 'VALUE' }));
    const broken = { ...focus.state(), detector: { method: 'tea leaves' } };
    expect(() => RehearsalFocus.from(broken)).toThrow(/method is tea leaves, wanted adwin, ddm/);
  });
});
