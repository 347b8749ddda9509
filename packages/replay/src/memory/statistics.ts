import { scalars, schemaOf } from '../records/record-layout.js';
import { ReplayError } from '../replay-error.js';
import type { MemoryParts } from './memory-parts.js';

/** What a memory holds and what became of it. */
export type ReplayStatistics = {
  readonly size: number;
  readonly capacity: number;
  /** Rows ever added. */
  readonly added: number;
  /** Calls of `sample` that drew something. */
  readonly draws: number;
  /** Updates for rows that had left. */
  readonly staleUpdates: number;
  /** Bytes of the records that are in use. */
  readonly bytes: number;
  /** Rows added since each row; 0 for the newest. */
  readonly ages: { readonly least: number; readonly mean: number; readonly most: number };
  /** How often the rows were drawn; `never` counts those that were not. */
  readonly timesDrawn: {
    readonly least: number;
    readonly mean: number;
    readonly most: number;
    readonly never: number;
  };
  /** Priorities to the power of alpha. */
  readonly weights: { readonly total: number; readonly largest: number };
  /**
   * Kish's effective sample size of a draw by priority, (Σ w)² / Σ w²: from 1, one row has all the weight, to `size`,
   * all have the same.
   */
  readonly effectiveSampleSize: number;
  /** Rows, and times that they were drawn, by the value of each field that was asked for. */
  readonly byValue: {
    readonly [field: string]: readonly {
      readonly value: number;
      readonly rows: number;
      readonly timesDrawn: number;
    }[];
  };
};

/**
 * Looks at every row once: O(rows).
 *
 * @throws ReplayError `SCHEMA` if a field is not there or not of shape `[]`.
 */
export function statisticsOf(
  { core, draws, staleUpdates }: MemoryParts,
  fields: readonly string[],
): ReplayStatistics {
  for (const field of fields)
    if (core.layout.fields.find(({ name }) => name === field)?.shape.length !== 0)
      throw new ReplayError(
        'SCHEMA',
        `statistics by "${field}", wanted a field of shape []: ${scalars(schemaOf(core.layout))}`,
      );
  core.priorities.flush();
  const { kernel, order } = core;
  const { size } = order;
  const { weights } = kernel.tree;
  const ages = { least: size === 0 ? 0 : Number.POSITIVE_INFINITY, mean: 0, most: 0 };
  const times = { least: size === 0 ? 0 : Number.POSITIVE_INFINITY, mean: 0, most: 0, never: 0 };
  let squares = 0;
  for (let slot = 0; slot < size; slot += 1) {
    const age = order.nextId - 1 - order.idAt(slot);
    ages.least = Math.min(ages.least, age);
    ages.most = Math.max(ages.most, age);
    ages.mean += age / size;
    const drawn = kernel.timesDrawn[slot]!;
    times.least = Math.min(times.least, drawn);
    times.most = Math.max(times.most, drawn);
    times.mean += drawn / size;
    if (drawn === 0) times.never += 1;
    const weight = weights[slot]!;
    squares += weight * weight;
  }
  const { total, maximum } = kernel.tree;
  const byValue = fields.map((field) => {
    const layout = core.fieldOf(field);
    const counts = new Map<number, { value: number; rows: number; timesDrawn: number }>();
    for (let slot = 0; slot < size; slot += 1) {
      const value = core.valueAt(layout, slot);
      const count = counts.get(value) ?? { value, rows: 0, timesDrawn: 0 };
      count.rows += 1;
      count.timesDrawn += kernel.timesDrawn[slot]!;
      counts.set(value, count);
    }
    return [field, [...counts.values()].sort((a, b) => a.value - b.value)];
  });
  return {
    size,
    capacity: core.capacity,
    added: order.nextId,
    draws,
    staleUpdates,
    bytes: size * core.layout.stride,
    ages,
    timesDrawn: times,
    weights: { total, largest: maximum },
    effectiveSampleSize: squares > 0 ? (total * total) / squares : 0,
    byValue: Object.fromEntries(byValue),
  };
}
