import { FieldBytes } from '../records/field-bytes.js';
import type { ArrayOfDtype, Field, Schema } from '../records/schema.js';
import type { MemoryParts } from './memory-parts.js';

/** A field's value in one row: a number, or an array of its numbers in row-major order. */
type FieldValue<F extends Field> = F['shape'] extends readonly [] ? number : ArrayOfDtype[F['dtype']];

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

/** Copies the row `id`, or returns undefined if it is not here. */
export function inspectRow<S extends Schema>(
  { core, strategy }: MemoryParts,
  id: number,
): InspectedRow<S> | undefined {
  const slot = core.order.slotOf(id);
  if (slot < 0) return undefined;
  core.priorities.flush();
  const values = core.layout.fields.map((field) => {
    const copy = new FieldBytes(field);
    copy.read(core.kernel.records, slot);
    return [field.name, field.shape.length === 0 ? copy.values[0] : copy.values];
  });
  const weight = core.kernel.tree.weights[slot]!;
  return {
    id,
    age: core.order.nextId - 1 - id,
    timesDrawn: core.kernel.timesDrawn[slot]!,
    priority: core.priorities.priorityOf(weight),
    weight,
    probability: core.sampler.probability(strategy, slot),
    values: Object.fromEntries(values),
  };
}
