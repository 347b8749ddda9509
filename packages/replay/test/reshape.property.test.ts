import { isDeepStrictEqual } from 'node:util';
import { Random } from '@graph/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  balanced,
  balancedFifo,
  balancedReservoir,
  type Eviction,
  type Field,
  fifo,
  lowestPriority,
  mixed,
  prioritized,
  ReplayError,
  ReplayMemory,
  recency,
  reservoir,
  uniform,
} from '../src/index.js';
import { kernels } from './kernels.js';

type Schema = {
  readonly inputs: Field<'float32'>;
  readonly targets: Field<'float64'>;
  readonly levels: Field<'uint8'>;
  readonly domains: Field<'uint16', readonly []>;
};
type Widths = { readonly inputs: number; readonly targets: number; readonly levels: number };
type Memory = ReplayMemory<Schema>;

const schemaOf = ({ inputs, targets, levels }: Widths): Schema => ({
  inputs: { dtype: 'float32', shape: [inputs] },
  targets: { dtype: 'float64', shape: [targets] },
  levels: { dtype: 'uint8', shape: [levels] },
  domains: { dtype: 'uint16', shape: [] },
});
const evictions: readonly Eviction[] = [
  fifo(),
  reservoir(),
  lowestPriority(),
  balancedReservoir({ by: 'domains' }),
  balancedFifo({ by: 'domains' }),
];
const strategy = mixed([
  { share: 2, strategy: prioritized() },
  { share: 1, strategy: uniform() },
  { share: 1, strategy: recency({ halfLife: 7 }) },
  { share: 1, strategy: balanced({ by: 'domains' }) },
]);
const FILL = { inputs: Number.NaN, levels: 9 };

const make = (
  widths: Widths,
  capacity: number,
  eviction: Eviction,
  kernel: (typeof kernels)[number],
): Memory => new ReplayMemory({ schema: schemaOf(widths), capacity, seed: 5, strategy, eviction, kernel });

/** A number of a row that says which one it is; odd ones of every sign and size. */
const numberOf = (id: number, at: number): number => ((id * 31 + at * 7) % 250) - (at === 0 ? 0.5 : 0);

/** Adds rows of numbers in the `known` places, and what `FILL` says behind them. */
function addRows(memory: Memory, count: number, known: Widths): void {
  const batch = memory.createBatch(Math.max(1, count));
  batch.size = count;
  for (const name of ['inputs', 'targets', 'levels'] as const) {
    const [, width] = batch[name].shape;
    for (let at = 0; at < count; at += 1)
      for (let column = 0; column < width!; column += 1)
        batch[name].data[at * width! + column] =
          column < known[name]
            ? Math.abs(Math.ceil(numberOf(memory.added + at, column)))
            : name === 'targets'
              ? 0
              : FILL[name];
  }
  for (let at = 0; at < count; at += 1)
    batch.domains[at] = (memory.added + at) % 4 === 0 ? 3 : (memory.added + at) % 3;
  memory.add(batch);
}

/** Draws, gives priorities, and returns what was drawn. */
function draw(memory: Memory, count: number): unknown {
  const batch = memory.createBatch(16);
  const rows = memory.sample(batch, count);
  memory.updatePriorities(
    batch.ids,
    Float32Array.from(batch.ids, (id) => (id % 7) / 3),
    rows,
  );
  return structuredClone(
    [batch.ids, batch.weights, batch.probabilities, batch.strategies, batch.domains].map((column) =>
      column.slice(0, rows),
    ),
  );
}

/** Like toEqual, which would be most of the time. */
function expectSame(one: unknown, other: unknown): void {
  if (!isDeepStrictEqual(one, other)) expect(one).toEqual(other);
}

const again = (memory: Memory, kernel: (typeof kernels)[number]): Memory =>
  ReplayMemory.from(structuredClone(memory.state()), { schema: memory.schema, kernel });

const step = fc.record({
  what: fc.constantFrom('add', 'draw', 'remove', 'restore', 'widen'),
  count: fc.integer({ min: 1, max: 12 }),
});
const game = fc.tuple(
  fc.integer({ min: 1, max: 30 }),
  fc.constantFrom(...evictions),
  fc.array(step, { maxLength: 25 }),
);

describe.each(kernels)('widen, under the %s kernel', (kernel) => {
  it('is as if the rows had been wide from the start, to the last bit of all that follows', () => {
    const narrow: Widths = { inputs: 3, targets: 1, levels: 2 };
    const wide: Widths = { inputs: 6, targets: 4, levels: 3 };
    fc.assert(
      fc.property(game, ([capacity, eviction, steps]) => {
        let memory = make(narrow, capacity, eviction, kernel);
        const model = make(wide, capacity, eviction, kernel);
        const known = { ...narrow };
        const widen = (): void => {
          // In two steps, so that one field alone becomes wider too.
          const name = known.inputs === narrow.inputs ? 'inputs' : undefined;
          const widths = name === undefined ? wide : { inputs: wide.inputs };
          memory.widen(widths, FILL);
        };
        for (const { what, count } of steps) {
          if (what === 'add') {
            addRows(memory, count, narrow);
            addRows(model, count, narrow);
          } else if (what === 'draw') expectSame(draw(memory, count), draw(model, count));
          else if (what === 'restore') memory = again(memory, kernel);
          else if (what === 'widen') widen();
          else {
            const ids = [...memory.ids()].filter((_, at) => at % 5 === count % 5);
            expect(memory.remove(ids)).toBe(model.remove(ids));
          }
        }
        memory.widen(wide, FILL);
        for (let round = 0; round < 3; round += 1) {
          addRows(memory, 4, narrow);
          addRows(model, 4, narrow);
          expectSame(draw(memory, 9), draw(model, 9));
        }
        expectSame(memory.state(), model.state());
        expect(memory.schema).toEqual(schemaOf(wide));
      }),
      { numRuns: 40, seed: 2 },
    );
  });
});

describe('widen', () => {
  const widths = { inputs: 3, targets: 1, levels: 2 };

  it('refuses batches of before, and reports every byte as changed', () => {
    const memory = make(widths, 10, reservoir(), 'javascript');
    addRows(memory, 10, widths);
    const batch = memory.createBatch(4);
    memory.sample(batch, 4);
    memory.takeChanges();
    memory.widen({ inputs: 3 });
    expect(memory.sample(batch, 4)).toBe(4);
    expect(memory.takeChanges()).toEqual({ records: [], ids: [] });
    memory.widen({ inputs: 12, targets: 3 });
    for (const act of [() => memory.sample(batch, 4), () => memory.add(batch)])
      expect(act).toThrow(expect.objectContaining({ code: 'SHAPE' }));
    const { records, ids } = memory.state();
    expect(memory.takeChanges()).toEqual({ records: [[0, records.length]], ids: [[0, ids!.byteLength]] });
    expect(memory.sample(memory.createBatch(4), 4)).toBe(4);
  });

  it('refuses what it cannot do, and is then unchanged', () => {
    const memory = make(widths, 10, fifo(), 'javascript');
    addRows(memory, 7, widths);
    const before = structuredClone(memory.state());
    const refusals: [() => void, RegExp][] = [
      [() => memory.widen({ inputs: 2 }), /width of inputs is 2, wanted a whole number from 3/],
      [() => memory.widen({ inputs: 12, targets: 0 }), /width of targets is 0/],
      [() => memory.widen({ inputs: 3.5 }), /width of inputs is 3.5/],
      [() => memory.widen({ input: 4 } as never), /did you mean inputs/],
      [() => memory.widen({ domains: 4 }), /has no option domains/],
      [
        () => memory.widen({ levels: 4 }, { levels: 256 }),
        /fill of levels is 256, wanted a number that uint8/,
      ],
      [() => memory.widen({ levels: 4 }, { levels: Number.NaN }), /fill of levels is NaN/],
      [() => memory.widen({ levels: 4 }, { level: 1 } as never), /did you mean levels/],
      [() => memory.replaceField('domain' as never, () => {}), /did you mean domains/],
    ];
    for (const [act, message] of refusals) {
      expect(act).toThrow(message);
      expect(act).toThrow(expect.objectContaining({ code: 'OPTION' }));
    }
    expect(memory.state()).toEqual(before);
    memory.openProducer(4);
    expect(() => memory.widen({ inputs: 4 })).toThrow(/open producers/);
  });

  it('keeps the bits of a NaN, and fills with the same NaN on every engine', () => {
    const memory = new ReplayMemory({
      schema: { x: { dtype: 'float32', shape: [1] } },
      capacity: 1,
      seed: 1,
    });
    const odd = new Uint32Array([0xffc1_2345]);
    memory.add({ size: 1, x: new Float32Array(odd.buffer) });
    memory.widen({ x: 2 }, { x: Number.NaN });
    const { records } = memory.state();
    expect([...new Uint32Array(records.slice().buffer)]).toEqual([0xffc1_2345, 0x7fc0_0000]);
  });
});

describe.each(kernels)('replaceField, under the %s kernel', (kernel) => {
  const widths = { inputs: 2, targets: 1, levels: 1 };

  it('rewrites each row as a list of rows would be, whatever is saved and restored between', () => {
    fc.assert(
      fc.property(game, fc.integer({ min: 1, max: 5 }), ([capacity, eviction, steps], shift) => {
        let memory = make(widths, capacity, eviction, kernel);
        const model = new Map<number, { targets: number; domains: number }>();
        for (const { what, count } of [...steps, { what: 'widen', count: shift }]) {
          if (what === 'add') {
            const from = memory.added;
            addRows(memory, count, widths);
            for (let id = from; id < memory.added; id += 1)
              model.set(id, {
                targets: Math.abs(Math.ceil(numberOf(id, 0))),
                domains: id % 4 === 0 ? 3 : id % 3,
              });
          } else if (what === 'draw') draw(memory, count);
          else if (what === 'restore') memory = again(memory, kernel);
          else if (what === 'remove')
            memory.remove([...memory.ids()].filter((_, at) => at % 5 === count % 5));
          else {
            let expected = 0;
            const seen = new Set<number>();
            for (const id of memory.ids()) {
              const row = model.get(id)!;
              // Values merge, and value 2 is split.
              const domains = row.domains === 2 ? 2 + (id % 2) * 4 : (row.domains + shift) % 3;
              if (domains !== row.domains) expected += 1;
              model.set(id, { targets: row.targets + id, domains });
            }
            const rows = memory.replaceField('domains', (id, values) => {
              seen.add(id);
              values[0] = model.get(id)!.domains;
            });
            expect(rows).toBe(expected);
            expect([...seen].sort((a, b) => a - b)).toEqual([...memory.ids()]);
            memory.replaceField('targets', (id, values) => {
              values[0] = values[0]! + id;
            });
          }
          for (const { id, values } of memory)
            expectSame({ targets: values.targets[0], domains: values.domains }, model.get(id));
          // A restored one draws, forgets and counts the same.
          const twin = again(memory, kernel);
          expectSame(twin.state(), memory.state());
        }
        const twin = again(memory, kernel);
        for (let round = 0; round < 4; round += 1) {
          addRows(memory, 5, widths);
          addRows(twin, 5, widths);
          expectSame(draw(twin, 9), draw(memory, 9));
        }
        expectSame(twin.state(), memory.state());
      }),
      { numRuns: 40, seed: 3 },
    );
  });

  it('leaves draws that do not go by the field as they would have been', () => {
    const memory = make(widths, 20, reservoir(), kernel);
    addRows(memory, 30, widths);
    draw(memory, 9);
    const twin = again(memory, kernel);
    memory.replaceField('inputs', (_, values) => values.fill(1));
    expect(draw(memory, 9)).toEqual(draw(twin, 9));
    expect(memory.inspect(memory.ids()[0]!)!.values.inputs).toEqual(Float32Array.of(1, 1));
  });

  it('marks only the rows that are not as they were, and stays whole where a call throws', () => {
    const memory = make({ ...widths, inputs: 5000 }, 40, balancedFifo({ by: 'domains' }), kernel);
    addRows(memory, 40, { ...widths, inputs: 5000 });
    memory.takeChanges();
    expect(memory.replaceField('targets', () => {})).toBe(0);
    expect(memory.takeChanges()['records']).toEqual([]);
    const last = memory.ids()[39]!;
    expect(
      memory.replaceField('targets', (id, values) => {
        if (id === last) values[0] = -1;
      }),
    ).toBe(1);
    const bytes = memory.takeChanges()['records']!.reduce((sum, [from, to]) => sum + to - from, 0);
    expect(bytes).toBeLessThanOrEqual(2 * 65_536);
    expect(bytes).toBeGreaterThan(0);
    let calls = 0;
    expect(() =>
      memory.replaceField('domains', (_, values) => {
        calls += 1;
        if (calls === 7) throw new ReplayError('SHAPE', 'enough');
        values[0] = 8;
      }),
    ).toThrow(/enough/);
    expect(memory.statistics(['domains']).byValue['domains']!.find(({ value }) => value === 8)!.rows).toBe(6);
    addRows(memory, 30, { ...widths, inputs: 5000 });
    expect(again(memory, kernel).state()).toEqual(memory.state());
  });
});

it('what was seen of a value goes with its rows, under balancedReservoir', () => {
  const widths = { inputs: 1, targets: 1, levels: 1 };
  const memory = make(widths, 8, balancedReservoir({ by: 'domains' }), 'javascript');
  addRows(memory, 100, widths);
  const tallies = (): [number, number][] => {
    const { values, seen } = memory.state().policy!;
    return [...values].map((value, at): [number, number] => [value, seen[at]!]).sort((a, b) => a[0] - b[0]);
  };
  const before = new Map(tallies());
  memory.replaceField('domains', (_, values) => {
    values[0] = values[0]! + 10;
  });
  expect(tallies()).toEqual(
    [...before].map(([value, seen]) => [value + 10, seen]).sort((a, b) => a[0]! - b[0]!),
  );
  memory.replaceField('domains', (_, values) => values.fill(1));
  expect(tallies()).toEqual([[1, 100]]);
  const random = Random.fromSeed(1, 'halves');
  memory.replaceField('domains', (_, values) => values.fill(random.below(2)));
  const [zero, one] = tallies();
  expect(zero![1] + one![1]).toBe(100);
});
