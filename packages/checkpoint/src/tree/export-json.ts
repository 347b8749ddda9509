import type { StateArray, StateTree } from '@graph/core';
import { dtypeOf } from './dtypes.js';

/**
 * Writes a whole tree as JSON, for tools that read nothing else: arrays as lists of numbers; 64-bit whole numbers, NaN
 * and infinities as texts. About five times the size of the arrays, and slow: for looking, not for saving.
 */
export function exportJson(tree: StateTree): string {
  return JSON.stringify(
    tree,
    (_, value: unknown) => {
      if (typeof value === 'bigint') return String(value);
      if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
      return isArray(value) ? Array.from<unknown>(value) : value;
    },
    2,
  );
}

function isArray(value: unknown): value is StateArray {
  return ArrayBuffer.isView(value) && dtypeOf(value) !== undefined;
}
