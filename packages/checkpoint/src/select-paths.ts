import { CheckpointError } from './errors.js';

/** Objects whose keys a path may go through. */
interface Branch {
  readonly [key: string]: unknown;
}

/**
 * Gives the part of a tree that stands at some paths, such as `network` or `network.weights`.
 *
 * @param isBranch - says whether a value has keys.
 * @param keyOf - turns a part of a path into the key of this tree.
 * @throws CheckpointError `MISMATCH` if a path is not there, saying what is.
 */
export function selectPaths<T extends Branch>(
  tree: T,
  paths: readonly string[],
  isBranch: (value: unknown) => boolean,
  keyOf: (part: string) => string,
): T {
  const result: { [key: string]: unknown } = {};
  for (const path of paths) {
    const parts = path.split('.');
    let from: unknown = tree;
    let into = result;
    parts.forEach((part, depth) => {
      const key = keyOf(part);
      if (!isBranch(from) || key === '__proto__' || !Object.hasOwn(from as Branch, key)) {
        const there = isBranch(from) ? Object.keys(from as Branch).join(', ') : 'no further keys';
        const where = parts.slice(0, depth).join('.') || 'the top';
        throw new CheckpointError('MISMATCH', `the checkpoint has no ${path}; at ${where} it has ${there}`);
      }
      from = (from as Branch)[key];
      if (depth < parts.length - 1) {
        into[key] ??= {};
        into = into[key] as { [key: string]: unknown };
      } else into[key] = from;
    });
  }
  return result as T;
}

/** Selects from a tree as the caller knows it. */
export function selectState<T extends Branch>(tree: T, paths: readonly string[]): T {
  const isBranch = (value: unknown): boolean =>
    typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
  return selectPaths(tree, paths, isBranch, (part) => part);
}
