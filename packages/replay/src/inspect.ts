import type { NdArray } from 'ndarray';
import type { ColumnView } from './column-view.js';
import type { MemoryCore } from './memory-core.js';
import type { ReplayBatch } from './replay-batch.js';
import type { ArrayOfDtype, Field, Schema } from './schema.js';

/** A field's value in one row: a number, or an array of its numbers in row-major order. */
export type FieldValue<F extends Field> = F['shape'] extends readonly [] ? number : ArrayOfDtype[F['dtype']];

/** One row, and what the memory knows of it: a copy. */
export type InspectedRow<S extends Schema> = {
  readonly id: number;
  /** Rows added since; 0 for the newest. */
  readonly age: number;
  /** How often it was drawn, at most 65,535. */
  readonly timesDrawn: number;
  /** Its priority, as far as float32 keeps it; 1 under alpha 0, which keeps none. */
  readonly priority: number;
  /** (priority + epsilon)^alpha. */
  readonly weight: number;
  /** The probability with which one draw by the memory's strategy finds it. */
  readonly probability: number;
  /** Its fields. */
  readonly values: { readonly [Name in keyof S]: FieldValue<S[Name]> };
};

const slots: Int32Array = new Int32Array(1);

/**
 * Copies the row in `slot` through `batch`, which has room for one row.
 *
 * @param views - the views of that batch.
 */
export function inspectSlot<S extends Schema>(
  core: MemoryCore,
  slot: number,
  probability: number,
  batch: ReplayBatch<S>,
  views: readonly ColumnView[],
): InspectedRow<S> {
  slots[0] = slot;
  for (const view of views) core.kernel.records.read(view, slots, 1);
  const columns = batch as unknown as {
    readonly [name: string]: NdArray | { readonly [index: number]: number };
  };
  const values = core.layout.fields.map(({ name, shape }) => {
    const column = columns[name]!;
    return [
      name,
      shape.length === 0 ? (column as Float32Array)[0] : (column as NdArray<Float32Array>).data.slice(),
    ];
  });
  const id = core.order.idAt(slot);
  const weight = core.kernel.tree.weights[slot]!;
  return {
    id,
    age: core.order.nextId - 1 - id,
    timesDrawn: core.kernel.timesDrawn[slot]!,
    priority: core.priorities.priorityOf(weight),
    weight,
    probability,
    values: Object.fromEntries(values),
  };
}
