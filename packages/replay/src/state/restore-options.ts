import type { OptionNames } from '@graph/core';
import type { KernelChoice } from '../kernels/create-kernel.js';
import type { Schema } from '../records/schema.js';
import type { Strategy } from '../strategies/strategy.js';

/** What may be set anew when a memory is restored; all else is as it was saved. */
export type RestoreOptions<S extends Schema> = {
  /** Wanted fields; another schema than the saved one is refused. */
  readonly schema?: S;
  /** Draws by this strategy from now on, not the saved one. */
  readonly strategy?: Strategy;
  /** The priority of new rows from now on. */
  readonly newPriority?: 'max' | number;
  /** Resizes the memory. */
  readonly capacity?: number;
  /** As in {@link ReplayOptions}. */
  readonly kernel?: KernelChoice;
  /** As in {@link ReplayOptions}. */
  readonly shared?: boolean;
};

/** The names of these options. */
export const RESTORE_NAMES: OptionNames<RestoreOptions<Schema>> = {
  schema: true,
  strategy: true,
  newPriority: true,
  capacity: true,
  kernel: true,
  shared: true,
};
