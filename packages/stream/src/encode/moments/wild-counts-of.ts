import type { TableSchema } from '../../schema/schema.js';
import type { InputPlan } from '../input-plan.js';
import type { WildCounts } from '../table-encoder-options.js';
import type { Moments } from './moments.js';

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
