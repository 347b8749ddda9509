import { check } from '../check.js';
import { hasOwnPieces, type SnapshotPlan } from './snapshot.js';

/** By path, such as `memory.records` or `layers[2].weights`: the byte ranges `[from, to)` of an array that may have changed. */
export type ChangedRanges = {
  readonly [path: string]: readonly (readonly [from: number, to: number])[];
};

/** Where the arrays of a state are in it, and how long they are. */
type Arrays = {
  readonly paths: readonly string[];
  readonly byteLengths: readonly number[];
};

/**
 * Finds the pieces that need not be looked at: those of arrays whose changes are known, outside of these, and of the same
 * length as at the save before.
 *
 * @param before - bytes of each array at the save before, by path; not of small ones.
 * @throws CheckpointError `OPTION` if a range is outside its array, or a path is not that of one array.
 */
export function unchangedPieces(
  { paths, byteLengths }: Arrays,
  plan: SnapshotPlan,
  changed: ChangedRanges,
  before: ReadonlyMap<string, number>,
): number[] {
  const unchanged: number[] = [];
  for (const [path, ranges] of Object.entries(changed)) {
    const leaf = paths.indexOf(path);
    if (leaf < 0) throw check.error(`changed has ${path}, wanted the path of an array of the state`);
    // Keys may hold what separates them.
    if (paths.includes(path, leaf + 1))
      throw check.error(`changed has ${path}, which is the path of two arrays: leave it out`);
    const bytes = byteLengths[leaf]!;
    for (const [from, to] of ranges) {
      if (!(from >= 0 && from <= to && to <= bytes))
        throw check.error(`changed has ${from} to ${to} of ${path}, which has ${bytes} bytes`);
    }
    const first = plan.firstPiece[leaf]!;
    const start = plan.offsets[leaf]!;
    if (!hasOwnPieces(bytes)) continue;
    const known = before.get(path) ?? 0;
    for (let piece = first; piece < first + plan.pieceCount[leaf]!; piece += 1) {
      const from = plan.pieces[piece]!.offset - start;
      const to = from + plan.pieces[piece]!.bytes;
      const isWhole = to <= known && (to < bytes || to === known);
      if (isWhole && !ranges.some((range) => range[0] < to && range[1] > from)) unchanged.push(piece);
    }
  }
  return unchanged;
}
