import { type OptionNames, Random } from '@graph/core';
import { check, checkCapacity } from '../check.js';
import type { Eviction } from '../eviction/eviction.js';
import { fifo } from '../eviction/fifo.js';
import type { KernelChoice } from '../kernels/create-kernel.js';
import { recordLayout } from '../records/record-layout.js';
import type { Schema } from '../records/schema.js';
import { checkStrategy, powersOf } from '../strategies/check-strategy.js';
import { mixed } from '../strategies/mixed.js';
import { prioritized } from '../strategies/prioritized.js';
import type { Strategy } from '../strategies/strategy.js';
import { MemoryCore } from './memory-core.js';
import type { MemoryParts } from './memory-parts.js';

/** What a memory is made of. */
export type ReplayOptions<S extends Schema> = {
  /** The fields of a row. */
  readonly schema: S;
  /** Rows that it can hold, 1 to 2^31 - 1 (both inclusive). */
  readonly capacity: number;
  /** The run's seed; any safe integer. */
  readonly seed: number;
  /** How rows are drawn; default `mixed()`, half prioritized and half uniform. */
  readonly strategy?: Strategy;
  /** Which row leaves; default `fifo()`. */
  readonly eviction?: Eviction;
  /**
   * The priority of rows that come without one: a number from 0 to 2^100 (both inclusive), or `'max'` (default), the
   * largest among the rows that are in the memory at that moment, 1 if none has any.
   */
  readonly newPriority?: 'max' | number;
  /** Default `'auto'`: WebAssembly where it is available and the rows fit into its 4 GiB, JavaScript elsewhere. */
  readonly kernel?: KernelChoice;
  /** Whether the storage is a SharedArrayBuffer, so that other threads can read it; default false. */
  readonly shared?: boolean;
};

const NAMES: OptionNames<ReplayOptions<Schema>> = {
  schema: true,
  capacity: true,
  seed: true,
  strategy: true,
  eviction: true,
  newPriority: true,
  kernel: true,
  shared: true,
};

/** Tells whether it is a priority for rows that come without one. */
export function isNewPriority(value: unknown): value is 'max' | number {
  return value === 'max' || (typeof value === 'number' && value >= 0 && value <= 2 ** 100);
}

/** Checks the priority of rows that come without one. */
export function checkNewPriority(value: unknown): void {
  if (!isNewPriority(value))
    throw check.error(`newPriority is ${String(value)}, wanted 'max' or a number from 0 to 2^100`);
}

/**
 * Makes the parts of a new memory.
 *
 * @throws ReplayError `SCHEMA`, `OPTION` or `STRATEGY` if the schema, an option or the strategy is wrong.
 */
export function partsOf(options: ReplayOptions<Schema>): MemoryParts {
  check.names('ReplayMemory', options, NAMES);
  const { schema, capacity, seed, eviction = fifo(), newPriority = 'max' } = options;
  const { kernel = 'auto', shared = false } = options;
  checkCapacity(capacity);
  check.seed(seed);
  check.flag('shared', shared);
  checkNewPriority(newPriority);
  const layout = recordLayout(schema);
  const strategy = checkStrategy(options.strategy ?? mixed(), schema);
  const { alpha, epsilon } = powersOf(strategy) ?? prioritized();
  const random = Random.fromSeed(seed, 'replay').state();
  const core = new MemoryCore({ layout, capacity, eviction, random, alpha, epsilon, kernel, shared });
  return { core, strategy, newPriority, draws: 0, staleUpdates: 0, differences: [] };
}
