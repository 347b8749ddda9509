import { describe, expect, it } from 'vitest';
import { LARGEST, SMALLEST, weightOf } from '../src/draws/weight-of.js';
import { balanced, defineSchema, prioritized, ReplayMemory, type Strategy } from '../src/index.js';
import { kernels } from './kernels.js';

const schema = defineSchema({ domain: { dtype: 'uint8', shape: [] } });

function memoryOf(
  domains: readonly number[],
  strategy: Strategy,
  kernel: (typeof kernels)[number],
  priorities?: Float32Array,
): ReplayMemory<typeof schema> {
  const memory = new ReplayMemory({ schema, capacity: domains.length, seed: 1, strategy, kernel });
  const rows = { size: domains.length, domain: Uint8Array.from(domains) };
  memory.add(rows, priorities === undefined ? {} : { priorities });
  return memory;
}

describe.each(kernels)('weights, by the %s kernel', (kernel) => {
  it('stay above 0 and finite, however small or large the priority, whether added or updated', () => {
    for (const alpha of [0.5, 1, 2, 8]) {
      const given = Float32Array.of(0, 1e-30, 1e-44, 1, 3e38);
      const strategy = prioritized({ alpha, epsilon: 0 });
      const memory = memoryOf([0, 0, 0, 0, 0], strategy, kernel, given);
      const added = memory.state().weights.slice();
      memory.updatePriorities(Float64Array.of(0, 1, 2, 3, 4), given);
      const { weights } = memory.state();
      expect(weights).toEqual(added);
      expect(weights[0]).toBe(0);
      expect(weights[1]).toBe(
        alpha === 0.5
          ? Math.fround(Math.sqrt(given[1]!))
          : Math.fround(Math.max(SMALLEST, alpha === 1 ? given[1]! : 0)),
      );
      expect(weights[2]).toBeGreaterThanOrEqual(SMALLEST);
      expect(weights[3]).toBe(1);
      if (alpha >= 2) expect(weights[4]).toBe(Math.fround(LARGEST));
      expect(Number.isFinite(memory.statistics().weights.total)).toBe(true);
    }
    // The sum of priority and epsilon is within float32 too.
    expect(weightOf(LARGEST, 1, 1)).toBe(LARGEST);
  });

  it('are (priority + epsilon)^alpha, epsilon in it, whether added or updated or given as newPriority', () => {
    const strategy = prioritized({ alpha: 0.5, epsilon: 0.25 });
    const memory = memoryOf([0, 0, 0], strategy, kernel, Float32Array.of(0, 0.75, 2));
    expect([...memory.state().weights]).toEqual([0.5, 1, 1.5]);
    memory.updatePriorities(Float64Array.of(2, 1, 0), Float32Array.of(0, 0.75, 2));
    expect([...memory.state().weights]).toEqual([1.5, 1, 0.5]);
    expect(memory.inspect(0)!.priority).toBeCloseTo(2, 10);
    const fixed = new ReplayMemory({ schema, capacity: 1, seed: 1, strategy, kernel, newPriority: 2 });
    fixed.add({ size: 1, domain: new Uint8Array(1) });
    expect([...fixed.state().weights]).toEqual([1.5]);
  });

  it('follow a changed alpha within the same bounds', () => {
    const memory = memoryOf(
      [0, 0],
      prioritized({ alpha: 1, epsilon: 0 }),
      kernel,
      Float32Array.of(1e-20, 1e30),
    );
    memory.setStrategy(prioritized({ alpha: 8, epsilon: 0 }));
    expect([...memory.state().weights]).toEqual([SMALLEST, Math.fround(LARGEST)]);
  });

  it('of importance use beta as it is before each draw: `from` at the first, `to` after `draws` of them', () => {
    const beta = { from: 0, to: 1, draws: 4 };
    const strategy = prioritized({ alpha: 1, epsilon: 0, beta, normalise: 'none' });
    const memory = memoryOf([0, 0], strategy, kernel, Float32Array.of(1, 3));
    const batch = memory.createBatch(2);
    for (const expected of [0, 0.25, 0.5, 0.75, 1, 1, 1]) {
      memory.sample(batch, 2);
      // (N p)^-beta
      for (let at = 0; at < 2; at += 1)
        expect(batch.weights[at]).toBeCloseTo((2 * batch.probabilities[at]!) ** -expected, 6);
    }
    expect(memory.statistics().draws).toBe(7);
  });

  it('of balanced draws are relative to the least probable row there is, that of the largest group', () => {
    // Nine rows of 0, two of 1, one of 2.
    const domains = [0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 2];
    const memory = memoryOf(domains, balanced({ by: 'domain', beta: 1, normalise: 'memory' }), kernel);
    const batch = memory.createBatch(6);
    const counts = [9, 2, 1];
    for (let draw = 0; draw < 20; draw += 1) {
      memory.sample(batch, 6);
      for (let at = 0; at < 6; at += 1) {
        const rows = counts[batch.domain[at]!]!;
        expect(batch.probabilities[at]).toBeCloseTo(1 / 3 / rows, 6);
        expect(batch.weights[at]).toBeCloseTo(rows / 9, 6);
      }
      // However few rows a value has, it has its share of the batch.
      expect([0, 1, 2].map((value) => batch.domain.filter((domain) => domain === value).length)).toEqual([
        2, 2, 2,
      ]);
    }
  });

  it('of a mixture are relative to the least that any row has in all its parts', () => {
    const strategy = balanced({ by: 'domain' });
    const memory = memoryOf([0, 0, 0, 1], { ...strategy, beta: 1, normalise: 'memory' }, kernel);
    memory.setStrategy({
      kind: 'mixed',
      parts: [
        { share: 0.5, strategy: prioritized({ alpha: 1, epsilon: 0 }) },
        { share: 0.5, strategy },
      ],
      beta: 1,
      normalise: 'memory',
    });
    memory.updatePriorities(Float64Array.of(0, 1, 2, 3), Float32Array.of(1, 2, 3, 4));
    const batch = memory.createBatch(4);
    memory.sample(batch, 4);
    const least = 0.5 * 0.1 + (0.5 * 1) / 2 / 3;
    for (let at = 0; at < 4; at += 1)
      expect(batch.weights[at]).toBeCloseTo(least / batch.probabilities[at]!, 5);
  });
});
