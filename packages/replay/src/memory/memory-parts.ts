import type { Strategy } from '../strategies/strategy.js';
import type { MemoryCore } from './memory-core.js';

/** An option that was given when a memory was restored and is not the saved one. */
export type Difference = { readonly option: string; readonly saved: unknown; readonly taken: unknown };

/** What a memory consists of, new or restored. */
export type MemoryParts = {
  core: MemoryCore;
  strategy: Strategy;
  readonly newPriority: 'max' | number;
  /** Calls of `sample` that drew something. */
  draws: number;
  /** Updates for rows that had left. */
  staleUpdates: number;
  readonly differences: readonly Difference[];
};
