import { CheckpointError } from '../checkpoint-error.js';

/** Objects whose keys a path may go through. */
type Branch = { readonly [key: string]: unknown };

/**
 * Returns the part of a tree at some paths, such as `network` or `network.weights`.
 *
 * @param isBranch - tells whether a value has keys.
 * @param keyOf - turns a part of a path into the key of this tree.
 * @throws CheckpointError `MISMATCH` if a path is not there, with what is.
 */
export function selectPaths<T extends Branch>(
  tree: T,
  paths: readonly string[],
  isBranch: (value: unknown) => boolean,
  keyOf: (part: string) => string,
): T {
  const childOf = (value: unknown, part: string): { readonly child: unknown } | undefined => {
    const key = keyOf(part);
    const exists = isBranch(value) && key !== '__proto__' && Object.hasOwn(value as Branch, key);
    return exists ? { child: (value as Branch)[key] } : undefined;
  };

  /** Finds the keys that a path goes through: a key may hold dots too. */
  function partsOf(value: unknown, path: string): readonly string[] | undefined {
    for (let dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
      const found = childOf(value, path.slice(0, dot));
      const rest = found && partsOf(found.child, path.slice(dot + 1));
      if (rest !== undefined) return [path.slice(0, dot), ...rest];
    }
    return childOf(value, path) && [path];
  }

  function refuse(path: string): never {
    let at: unknown = tree;
    const passed: string[] = [];
    for (const part of path.split('.')) {
      const found = childOf(at, part);
      if (found === undefined) break;
      at = found.child;
      passed.push(part);
    }
    const keys = isBranch(at) ? Object.keys(at as Branch).join(', ') : 'no further keys';
    const hint = Array.isArray(at) || path.includes('[') ? '; a list is only loaded as a whole' : '';
    const where = passed.join('.') || 'the top';
    throw new CheckpointError('MISMATCH', `the checkpoint has no ${path}; at ${where} it has ${keys}${hint}`);
  }

  const result: { [key: string]: unknown } = {};
  for (const path of paths) {
    const parts = partsOf(tree, path) ?? refuse(path);
    let from: unknown = tree;
    let into = result;
    for (const [depth, part] of parts.entries()) {
      const key = keyOf(part);
      from = (from as Branch)[key];
      if (depth === parts.length - 1) into[key] = from;
      else if (!Object.hasOwn(into, key)) into[key] = {};
      // The whole of what a longer path leads into is selected already.
      else if (into[key] === from) break;
      into = into[key] as { [key: string]: unknown };
    }
  }
  return result as T;
}

/** Selects from a tree as the caller knows it. */
export function selectState<T extends Branch>(tree: T, paths: readonly string[]): T {
  const isBranch = (value: unknown): boolean =>
    typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
  return selectPaths(tree, paths, isBranch, (part) => part);
}
