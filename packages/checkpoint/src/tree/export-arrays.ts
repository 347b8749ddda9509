import type { StateArray, StateTree, StateValue } from '@graph/core';

/**
 * Returns the arrays of a tree by their keys joined with dots, such as `network.weights` or `layers.2.weights`, as usual in
 * safetensors files: what `writeSafetensors` takes.
 * Of two paths that are the same, the second gets `~2`. The arrays are those of the tree, not copies.
 */
export function exportArrays(tree: StateTree): { [path: string]: { readonly data: StateArray } } {
  const arrays: { [path: string]: { readonly data: StateArray } } = {};
  function walk(value: StateValue, path: string): void {
    if (ArrayBuffer.isView(value)) {
      let name = path;
      for (let again = 2; Object.hasOwn(arrays, name); again += 1) name = `${path}~${again}`;
      arrays[name] = { data: value as StateArray };
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, child] of Object.entries(value)) walk(child, path === '' ? key : `${path}.${key}`);
    }
  }
  walk(tree, '');
  return arrays;
}
