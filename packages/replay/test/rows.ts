import { defineSchema, type ReplayBatch, type ReplayMemory } from '../src/index.js';

/** Odd on purpose: widths of 1, 2, 4 and 8 bytes, in an order that needs sorting, rows of 24 bytes. */
export const schema = defineSchema({
  levels: { dtype: 'uint8', shape: [] },
  inputs: { dtype: 'float32', shape: [3] },
  domains: { dtype: 'uint16', shape: [] },
  targets: { dtype: 'float64', shape: [1] },
});

export type Memory = ReplayMemory<typeof schema>;
export type Batch = ReplayBatch<typeof schema>;

/** A domain that is skewed: 0 for half of the rows, 1 for a quarter, ... */
export const domainOf = (id: number): number => Math.min(4, Math.clz32(Math.imul(id + 1, 0x9e3779b1)));

/** Fills `batch` with rows numbered from `first` on, each saying its number in every field. */
export function fillRows(batch: Batch, first: number, count: number): void {
  batch.size = count;
  for (let at = 0; at < count; at += 1) {
    const id = first + at;
    batch.inputs.data[at * 3] = id;
    batch.inputs.data[at * 3 + 1] = id + 0.25;
    batch.inputs.data[at * 3 + 2] = -id;
    batch.targets.data[at] = id / 3;
    batch.domains[at] = domainOf(id);
    batch.levels[at] = id % 256;
  }
}

/** Tells whether row `at` of the batch is the row that was added as `id`, in every field. */
export function isRow(batch: Batch, at: number, id: number): boolean {
  const { data } = batch.inputs;
  return (
    data[at * 3] === Math.fround(id) &&
    data[at * 3 + 1] === Math.fround(id + 0.25) &&
    Object.is(data[at * 3 + 2], Math.fround(-id)) &&
    batch.targets.data[at] === id / 3 &&
    batch.domains[at] === domainOf(id) &&
    batch.levels[at] === id % 256
  );
}
