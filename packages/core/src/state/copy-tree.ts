import type { StateArray, StateTree } from './state-tree.js';

/** Copies a state with its arrays, so that neither side can change the other. */
export function copyTree<T extends StateTree>(tree: T): T {
  return copy(tree) as T;
}

function copy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copy);
  if (ArrayBuffer.isView(value)) return (value as StateArray).slice();
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, copy(part)]));
}
