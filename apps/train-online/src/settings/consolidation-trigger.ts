import type { ConsolidationSchedulerOptions, ConsolidationTrigger } from '@graph/learner';

/**
 * Reads a rule such as `loss:0.02,min:500,max:5000`.
 *
 * @returns undefined if it is none.
 */
export function parseTrigger(rule: string): ConsolidationSchedulerOptions | undefined {
  const [first = '', ...rest] = rule.split(',');
  const trigger = triggerOf(first);
  if (trigger === undefined) return undefined;
  const bounds: { minInterval?: number; maxInterval?: number } = {};
  for (const part of rest) {
    const [, name, digits] = /^(min|max):(\d+)$/.exec(part) ?? [];
    if (name === undefined) return undefined;
    bounds[name === 'min' ? 'minInterval' : 'maxInterval'] = Number(digits);
  }
  const { minInterval = 0, maxInterval = Number.POSITIVE_INFINITY } = bounds;
  return maxInterval < Math.max(1, minInterval) ? undefined : { trigger, ...bounds };
}

function triggerOf(text: string): ConsolidationTrigger | undefined {
  if (text === 'manual') return { when: 'manual' };
  const [, when, number] = /^(examples|batches|memory|loss):(\d+\.?\d*|\.\d+)$/.exec(text) ?? [];
  const value = Number(number);
  if (when === 'examples' || when === 'batches')
    return Number.isInteger(value) && value >= 1 ? { when, every: value } : undefined;
  if (when === 'memory') return value > 0 && value <= 100 ? { when, percent: value } : undefined;
  return when === 'loss' && value > 0 ? { when, below: value } : undefined;
}
