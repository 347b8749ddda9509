import { compareTrees } from '@graph/checkpoint';
import type { StateTree } from '@graph/core';
import { grouped } from '../terminal/format.js';
import { table } from '../terminal/table.js';

/** How much of one part of the state changed. */
export type PartChange = {
  readonly part: string;
  /** Values that differ, and values there are; what came or went counts as differing. */
  readonly changed: number;
  readonly values: number;
};

/** Says for each part of a state how many of its values are not those of an earlier one. */
export function changesOf(before: StateTree, after: StateTree): PartChange[] {
  return Object.keys(after).map((part) => {
    const now = { part: after[part]! };
    const differences = Object.hasOwn(before, part)
      ? compareTrees({ part: before[part]! }, now, 'values')
      : undefined;
    const values = countValues(after[part]);
    const changed =
      differences?.reduce((sum, one) => sum + (one.changed ?? countedIn(one.second)), 0) ?? values;
    return { part, changed: Math.min(changed, values), values };
  });
}

/** Lays the changes out for people. */
export function renderChanges(changes: readonly PartChange[], since: string): string[] {
  const shown = changes.filter(({ values }) => values > 0);
  return [
    `Changed since ${since}`,
    ...table(
      shown.map(({ part, changed, values }) => [part, grouped(changed), `of ${grouped(values)} values`]),
    ),
  ];
}

function countValues(value: unknown): number {
  if (ArrayBuffer.isView(value)) return (value as unknown as { length: number }).length;
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce((sum: number, part) => sum + countValues(part), 0);
}

/** An array of another length counts whole, as its description says it; everything else as one value. */
function countedIn(description: string | undefined): number {
  return Number(/\[(\d+)\]$/.exec(description ?? '')?.[1] ?? 1);
}
