import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { SumTree } from '../src/draws/sum-tree.js';
import { bytesFor, ReplayMemory } from '../src/index.js';
import { allocateSeparately } from '../src/records/allocate.js';
import { kernels } from './kernels.js';
import { fillRows, schema } from './rows.js';

/** Replaces an array of the tree by one that counts how often it is read. */
function countReads(tree: SumTree, name: 'sums' | 'weights'): () => number {
  let reads = 0;
  const array = tree[name];
  const counting = new Proxy(array, {
    get(target, key) {
      if (typeof key === 'string' && /^\d+$/.test(key)) reads += 1;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
    set: (target, key, value) => Reflect.set(target, key, value, target),
  });
  Object.defineProperty(tree, name, { value: counting });
  return () => reads;
}

describe('a draw', () => {
  it.each([1e3, 1e4, 1e5, 1e6])(
    'from %d weights reads log2(capacity / 8) sums and 10 weights',
    (capacity) => {
      const tree = new SumTree(capacity, allocateSeparately);
      tree.weights.fill(1, 0, capacity);
      tree.rebuild(0, capacity);
      const levels = Math.ceil(Math.log2(capacity / 8));
      const sums = countReads(tree, 'sums');
      const weights = countReads(tree, 'weights');
      const masses = Float64Array.from({ length: 32 }, (_, at) => ((at + 0.5) * capacity) / 32);
      tree.find(masses, new Int32Array(32), 0, 32);
      expect(sums()).toBe(32 * levels);
      expect(weights()).toBeLessThanOrEqual(32 * 10);
      tree.update(Int32Array.of(5), 1);
      expect(sums()).toBe(32 * levels + 2 * levels);
    },
  );

  it('from a thousand times as many rows takes at most 40 times as long (linear would be 1,000)', () => {
    const spent = [1_000, 1_000_000].map((capacity) => {
      const memory = new ReplayMemory({
        schema: { value: { dtype: 'float32', shape: [] } },
        capacity,
        seed: 1,
      });
      const rows = memory.createBatch(1000);
      rows.size = 1000;
      for (let added = 0; added < capacity; added += 1000) memory.add(rows);
      const batch = memory.createBatch(32);
      let best = Number.POSITIVE_INFINITY;
      for (let window = 0; window < 5; window += 1) {
        const start = process.cpuUsage();
        for (let draw = 0; draw < 1000; draw += 1) {
          memory.sample(batch, 32);
          memory.updatePriorities(batch.ids, batch.weights, 32);
        }
        // The sum is exact; its parts are shared out by ticks of the clock, so that one alone may be 0.
        const { user, system } = process.cpuUsage(start);
        best = Math.min(best, user + system);
      }
      return best;
    });
    expect(spent[1]! / spent[0]!).toBeLessThan(40);
  });
});

describe('sampling', () => {
  const probe = fileURLToPath(new URL('./allocation-probe.mjs', import.meta.url));
  it.each([
    ['uniform', 'webassembly', 'fifo'],
    ['prioritized', 'webassembly', 'fifo'],
    ['prioritized', 'javascript', 'reservoir'],
    ['recency', 'webassembly', 'fifo'],
    ['balanced', 'webassembly', 'reservoir'],
    ['mixed', 'webassembly', 'fifo'],
    ['mixed', 'javascript', 'fifo'],
  ])('allocates nothing: %s, %s, %s', (...args) => {
    // In a process of its own, on the built package: what the engine allocates for a test runner is not ours. It compiles
    // in turn with the program: beside it, the code that comes out, and whether it wraps numbers, depends on the load.
    const flags = ['--no-concurrent-recompilation'];
    const { stdout, stderr } = spawnSync(process.execPath, [...flags, probe, ...args], { encoding: 'utf8' });
    expect(stderr).toBe('');
    const bytes = Number(stdout);
    // A number that the engine wraps is 16.
    expect(bytes).toBeLessThan(16);
  });
});

describe('bytesFor', () => {
  it.each(kernels)('computes what the arrays of the %s kernel take, within 5 % at 100,000 rows', (kernel) => {
    const memory = new ReplayMemory({ schema, capacity: 100_000, seed: 1, kernel });
    const rows = memory.createBatch(1000);
    for (let added = 0; added < 100_000; added += 1000) {
      fillRows(rows, added, 1000);
      memory.add(rows);
    }
    const { records, weights, timesDrawn } = memory.state();
    const tree = SumTree.bytes(100_000) - weights.byteLength;
    const bytes = records.byteLength + weights.byteLength + timesDrawn.byteLength + tree;
    expect(Math.abs(bytes / bytesFor(schema, 100_000) - 1)).toBeLessThan(0.05);
    expect(() => bytesFor(schema, 0)).toThrow(/wanted a whole number/);
  });
});
