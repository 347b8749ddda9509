import type { StateTree, StateValue, TypedArray } from './state-tree.js';

/**
 * Gives the arrays of a tree by their paths joined with dots, such as `network.weights`: what `writeSafetensors` takes.
 * Of two paths that are the same, the second gets `~2`. The arrays are those of the tree, not copies.
 */
export function exportArrays(tree: StateTree): { [path: string]: { readonly data: TypedArray } } {
  const arrays: { [path: string]: { readonly data: TypedArray } } = {};
  function walk(value: StateValue, path: string): void {
    if (ArrayBuffer.isView(value)) {
      let name = path;
      for (let again = 2; Object.hasOwn(arrays, name); again += 1) name = `${path}~${again}`;
      arrays[name] = { data: value as TypedArray };
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, child] of Object.entries(value)) walk(child, path === '' ? key : `${path}.${key}`);
    }
  }
  walk(tree, '');
  return arrays;
}
