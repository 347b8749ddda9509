import { isDeepStrictEqual } from 'node:util';
import type { StateTree } from '@graph/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  balanced,
  balancedFifo,
  balancedReservoir,
  type Eviction,
  fifo,
  lowestPriority,
  mixed,
  prioritized,
  ReplayError,
  ReplayMemory,
  recency,
  reservoir,
  type Strategy,
  uniform,
} from '../src/index.js';
import { fillRows, schema } from './rows.js';

const evictions: readonly Eviction[] = [
  fifo(),
  reservoir(),
  lowestPriority(),
  lowestPriority({ by: 'domains' }),
  balancedReservoir({ by: 'domains' }),
  balancedFifo({ by: 'domains' }),
];
const strategies: readonly Strategy[] = [
  mixed(),
  uniform(),
  prioritized({ alpha: 0.3, beta: { from: 0.1, to: 0.9, draws: 7 } }),
  balanced({ by: 'domains', beta: 0.5, normalise: 'memory' }),
  mixed(
    [
      { share: 0.6, strategy: prioritized() },
      { share: 0.3, strategy: recency({ halfLife: 5 }) },
      { share: 0.1, strategy: balanced({ by: 'levels' }) },
    ],
    { beta: 0.9 },
  ),
];

function stateAfter(eviction: Eviction, strategy: Strategy, rows: number, removed: boolean): StateTree {
  const memory = new ReplayMemory({ schema, capacity: 12, seed: 3, eviction, strategy });
  const batch = memory.createBatch(40);
  fillRows(batch, 0, rows);
  memory.add(batch);
  if (removed) memory.remove([memory.ids()[1]!, memory.ids()[3]!]);
  memory.sample(batch, 6);
  memory.updatePriorities(
    batch.ids,
    Float32Array.from(batch.ids, (id) => id % 5),
    batch.size,
  );
  return structuredClone(memory.state());
}

/** The paths of all values of a tree, those of objects and lists too. */
function pathsOf(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return [path];
  const inner = Object.entries(value).flatMap(([key, part]) => pathsOf(part, [...path, key]));
  return path.length === 0 ? inner : [path, ...inner];
}

/** A copy in which the value at `path` went through `change`; undefined removes it. */
function changed(value: unknown, path: readonly string[], change: (old: unknown) => unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return change(value);
  const entries = Object.entries(value as object).flatMap(([name, part]) => {
    const now = name === key ? changed(part, rest, change) : part;
    return now === undefined ? [] : [[name, now] as const];
  });
  return Array.isArray(value) ? entries.map(([, part]) => part) : Object.fromEntries(entries);
}

/** Restores it, or returns the code of the error. */
function restore(state: unknown): StateTree | string {
  try {
    return ReplayMemory.from(state as StateTree, { kernel: 'javascript' }).state();
  } catch (error) {
    if (!ReplayError.is(error)) throw error;
    return error.code;
  }
}

const replacements: readonly ((old: unknown) => unknown)[] = [
  () => undefined,
  () => null,
  () => 'garbage',
  () => -1,
  () => Number.NaN,
  () => 2.5,
  () => ({}),
  () => [],
  () => new Float32Array(3),
  (old) => (typeof old === 'number' ? old + 1 : old),
  (old) => (ArrayBuffer.isView(old) ? (old as Uint8Array).slice(1) : old),
  (old) => (old instanceof Float64Array || old instanceof Float32Array ? old.map(() => 1) : old),
  (old) => (old instanceof Float32Array ? old.map(() => Number.NaN) : old),
  (old) => (old instanceof Uint32Array ? old.map((slot) => slot + 1) : old),
];

describe('a saved state', () => {
  it.each(evictions)(
    'of which anything is missing or wrong is refused, or is a whole one, under $kind',
    (eviction) => {
      const at = evictions.indexOf(eviction);
      const original = stateAfter(eviction, strategies[at]!, 10 + at * 4, at % 2 === 1);
      expect(restore(original)).toEqual(original);
      for (const path of pathsOf(original))
        for (const [number, replace] of replacements.entries()) {
          const state = changed(original, path, replace);
          const result = restore(state);
          // What is accepted is what comes out again: nothing is guessed.
          if (result !== 'STATE' && !isDeepStrictEqual(result, state))
            expect.fail(
              `${path.join('.')}, replacement ${number}: ${typeof result === 'string' ? result : 'restored as another'}`,
            );
        }
    },
  );

  it('of which a field is missing is refused by name', () => {
    const state = stateAfter(balancedReservoir({ by: 'domains' }), mixed(), 30, false);
    for (const path of pathsOf(state).filter((each) => !/^\d+$/.test(each.at(-1)!))) {
      // An index may be missing where nobody has drawn by it.
      // A schema without a field may be one of rows as long.
      if ((path[0] === 'groups' || path[0] === 'schema') && path.length === 2) continue;
      expect(restore(changed(state, path, () => undefined)), path.join('.')).toBe('STATE');
    }
  });

  it('has each id once, of rows that have come, in a ring in their order', () => {
    const ring = stateAfter(fifo(), uniform(), 10, true);
    const ids = ring['ids'] as Float64Array;
    const loose = stateAfter(reservoir(), uniform(), 10, false);
    for (const [state, wrong] of [
      [ring, ids.toReversed()],
      [ring, ids.with(1, ids[0]!)],
      [ring, ids.with(0, -1)],
      [loose, Float64Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 8)],
      [loose, Float64Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 10)],
      [loose, Float64Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 8.5)],
    ] as const)
      expect(restore({ ...state, ids: wrong }), String(wrong)).toBe('STATE');
    expect(restore({ ...loose, ids: (loose['ids'] as Float64Array).toReversed() })).toBeTypeOf('object');
  });

  it('has weights that can be drawn by', () => {
    const state = stateAfter(fifo(), mixed(), 10, false);
    for (const wrong of [Number.NaN, -1, Number.POSITIVE_INFINITY])
      expect(restore({ ...state, weights: (state['weights'] as Float32Array).with(3, wrong) })).toBe('STATE');
  });

  it.each([undefined, null, {}, [], 'x', 7, { kind: 'adwin', version: 1 }, { kind: 'replay-memory' }])(
    'is not %j',
    (state) => {
      expect(restore(state)).toBe('STATE');
    },
  );

  it('is restored in whatever order its fields, and the caller names them', () => {
    const twins = {
      b: { dtype: 'float32', shape: [] },
      a: { dtype: 'float32', shape: [] },
    } as const;
    const memory = new ReplayMemory({ schema: twins, capacity: 2, seed: 1 });
    memory.add({ size: 1, a: Float32Array.of(1), b: Float32Array.of(2) });
    const { a, b } = twins;
    for (const order of [
      { a, b },
      { b, a },
    ]) {
      const restored = ReplayMemory.from({ ...memory.state(), schema: order }, { schema: order });
      expect(restored.inspect(0)!.values).toEqual({ a: 1, b: 2 });
    }
  });

  it('keeps the shares of a mixture to the bit, however often it is restored', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 1e-3, max: 9, noNaN: true }), { minLength: 2, maxLength: 5 }),
        (shares) => {
          const strategy = mixed(shares.map((share) => ({ share, strategy: uniform() })));
          let memory = new ReplayMemory({ schema, capacity: 2, seed: 1, strategy, kernel: 'javascript' });
          const before = structuredClone(memory.strategy);
          for (let round = 0; round < 3; round += 1)
            memory = ReplayMemory.from(memory.state(), { schema, kernel: 'javascript' });
          expect(memory.strategy).toEqual(before);
        },
      ),
    );
  });
});
