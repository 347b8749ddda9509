import type { RetentionRule } from './rules.js';

/** What the rules look at. */
export type Retainable = {
  readonly examples: number;
  readonly sequence: number;
  readonly metric?: number;
  readonly savedAt?: string;
};

/**
 * Tells which checkpoints to keep: those that any rule keeps, and the newest in any case.
 *
 * @returns their `examples`. O(n log n) for each rule.
 */
export function retain(all: readonly Retainable[], rules: readonly RetentionRule[]): Set<number> {
  const newestFirst = [...all].sort((a, b) => b.sequence - a.sequence || b.examples - a.examples);
  const kept = new Set<number>();
  const keep = (some: readonly Retainable[]): void => {
    for (const { examples } of some) kept.add(examples);
  };
  keep(newestFirst.slice(0, 1));
  for (const rule of rules) {
    if (rule.keep === 'last') keep(newestFirst.slice(0, rule.count));
    else if (rule.keep === 'best') keep(best(newestFirst, rule.mode).slice(0, rule.count));
    else if (rule.keep === 'every') keep(all.filter(({ examples }) => examples % rule.examples === 0));
    else keep(periods(newestFirst, rule.milliseconds));
  }
  return kept;
}

/** Orders checkpoints that have a metric, best first; of equal ones the newest first. */
export function best<T extends Retainable>(newestFirst: readonly T[], mode: 'min' | 'max'): T[] {
  const sign = mode === 'min' ? 1 : -1;
  return newestFirst
    .filter(({ metric }) => metric !== undefined)
    .sort((a, b) => sign * (a.metric! - b.metric!));
}

/** The first checkpoint of each period of the clock: it stays the first, so that what was kept once is kept on. */
function periods(newestFirst: readonly Retainable[], milliseconds: number): Retainable[] {
  const firsts = new Map<number, Retainable>();
  for (const one of newestFirst) {
    const at = one.savedAt === undefined ? Number.NaN : Date.parse(one.savedAt);
    if (!Number.isNaN(at)) firsts.set(Math.floor(at / milliseconds), one);
  }
  return [...firsts.values()];
}
