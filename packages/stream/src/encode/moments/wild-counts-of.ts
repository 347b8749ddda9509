import type { TableSchema } from '../../schema/schema.js';
import type { RawRows } from '../encoded-batch.js';
import type { InputPlan } from '../input-plan.js';
import type { WildCounts } from '../table-encoder-options.js';
import type { Moments } from './moments.js';

/** Deviations beyond which a target is not to be learned. */
const WILD_TARGET = 100;

/** Lists what was done about wild values, of each column and target that had some. */
export function wildCountsOf(plan: InputPlan, schema: TableSchema, moments: Moments): readonly WildCounts[] {
  const names = [
    ...plan.steps.flatMap((step) => (step.kind === 'scaled' ? [plan.inputNames[step.input]!] : [])),
    ...schema.targets.map(({ name }) => name),
  ];
  return names
    .map((name, at) => {
      const sentinel = moments.sentinel(at);
      return { name, ...moments.wild(at), sentinel: Number.isNaN(sentinel) ? null : sentinel };
    })
    .filter(({ held, rejected, sentinels }) => held + rejected + sentinels > 0);
}

/** Tells whether a target of a row lies beyond what should be learned. */
export function hasWildTarget(
  { targets }: TableSchema,
  moments: Moments,
  firstTarget: number,
  rows: RawRows,
  row: number,
): boolean {
  return targets.some(({ task }, target) => {
    if (task !== 'regression') return false;
    const value = rows.targets.data[row * targets.length + target] as number;
    const deviation = moments.deviation(firstTarget + target);
    const distance = Math.abs(value - moments.mean(firstTarget + target));
    return (
      value === moments.sentinel(firstTarget + target) ||
      (deviation > 0 && distance > WILD_TARGET * deviation)
    );
  });
}
