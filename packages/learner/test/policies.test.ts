import { describe, expect, it } from 'vitest';
import { GrowthPolicy } from '../src/policies/growth-policy.js';
import { PruningPolicy } from '../src/policies/pruning-policy.js';

describe('GrowthPolicy', () => {
  /** Runs 100 batches of 10 rows; returns the sizes that the network had. */
  const sizes = (lossAt: (examples: number) => number, maxNeurons: number): number[] => {
    const policy = new GrowthPolicy({ maxNeurons, patience: 100 });
    const seen = [8];
    for (let examples = 10; examples <= 1000; examples += 10) {
      const added = policy.update({ rows: 10, loss: lossAt(examples), neurons: seen.at(-1)! });
      if (added > 0) seen.push(seen.at(-1)! + added);
    }
    return seen;
  };

  it('leaves a network alone while its loss falls', () => {
    expect(sizes((examples) => 1 / examples, 128)).toEqual([8]);
  });

  it('adds half as many again each time the loss has stalled, up to the limit', () => {
    expect(sizes(() => 0.5, 50)).toEqual([8, 12, 18, 27, 40, 50]);
  });

  it('never goes over its limit, nor under what there is', () => {
    expect(sizes(() => 0.5, 9)).toEqual([8, 9]);
    expect(sizes(() => 0.5, 3)).toEqual([8]);
  });

  it('goes on exactly from its state', () => {
    const options = { maxNeurons: 64, patience: 50 };
    const policy = new GrowthPolicy(options);
    for (let batch = 0; batch < 33; batch += 1) policy.update({ rows: 7, loss: 1 / (batch % 5), neurons: 8 });
    const twin = GrowthPolicy.from(structuredClone(policy.state()), options);
    for (let batch = 0; batch < 33; batch += 1) {
      const observed = { rows: 7, loss: 1 / (1 + (batch % 3)), neurons: 8 + batch };
      expect(twin.update(observed)).toBe(policy.update(observed));
    }
  });
});

describe('PruningPolicy', () => {
  const run = (fraction: number, start = 1000, add = 0): number[] => {
    const policy = new PruningPolicy({ fraction, examples: 1000, every: 100 });
    const edges = [start];
    for (let examples = 10; examples <= 1000; examples += 10) {
      const before = edges.at(-1)! + (examples === 300 ? add : 0);
      const cut = policy.update({ rows: 10, edges: before });
      if (cut > 0 || add > 0) edges.push(before - cut);
    }
    return edges;
  };

  it('removes the whole fraction, most of it early, the last before the run ends', () => {
    // s(t) at t = 1/6, 2/6, … of the way from 20 % to 80 % of the run: 1 − (1 − t)³ halved.
    expect(run(0.5)).toEqual([1000, 789, 648, 563, 519, 502, 500]);
  });

  it('counts the edges that were added meanwhile', () => {
    expect(run(0.5, 1000, 600).at(-1)).toBe(800);
  });

  it('lets a network that has grown learn for a while, but not beyond the end of the run', () => {
    const cuts = (grownAt: number): number[] => {
      const policy = new PruningPolicy({ fraction: 0.5, examples: 1000, every: 10, settle: 300 });
      let edges = 1000;
      const at: number[] = [];
      for (let examples = 10; examples <= 1000; examples += 10) {
        if (examples === grownAt) edges += 100;
        const cut = policy.update({ rows: 10, edges });
        edges -= cut;
        if (cut > 0) at.push(examples);
      }
      expect(edges).toBe(500);
      return at;
    };
    expect(cuts(300).filter((examples) => examples > 290 && examples < 610)).toEqual([600]);
    expect(cuts(900).slice(-1)).toEqual([1000]);
  });

  it('never removes the last edge, and none at 0', () => {
    expect(run(0.99, 3).at(-1)).toBe(1);
    expect(run(0)).toEqual([1000]);
  });

  it('goes on exactly from its state', () => {
    const options = { fraction: 0.7, examples: 500 };
    const policy = new PruningPolicy(options);
    let edges = 800;
    for (let batch = 0; batch < 21; batch += 1) edges -= policy.update({ rows: 9, edges });
    const twin = PruningPolicy.from(structuredClone(policy.state()), options);
    for (let batch = 0; batch < 40; batch += 1) {
      const cut = policy.update({ rows: 9, edges });
      expect(twin.update({ rows: 9, edges })).toBe(cut);
      edges -= cut;
    }
    expect(edges).toBe(240);
  });
});
