import { CurriculumError } from '../errors.js';
import { isHeldOut } from '../is-held-out.js';
import type { Level, LevelRows, Row } from '../level.js';

/** Rows of a {@link levelOfRows}: lists of numbers, all of one length. */
export type RowLists = {
  /** `[rows][inputWidth]` */
  readonly inputs: readonly ArrayLike<number>[];
  /** `[rows][targetWidth]` */
  readonly targets: readonly ArrayLike<number>[];
};

/**
 * Makes a level of rows that are there, such as those of a file; they are copied. Each is drawn as often as any other, again and
 * again; about one in eight is held out, by its inputs.
 *
 * @throws CurriculumError `LEVEL` if there are so few that none is held out, or none is not, their widths differ, or a number is not
 * finite as a float32.
 */
export function levelOfRows(name: string, domain: string, { inputs, targets }: RowLists): Level {
  const count = inputs.length;
  if (count === 0 || targets.length !== count)
    throw new CurriculumError(
      'LEVEL',
      `the level "${name}" has ${count} rows of inputs and ${targets.length} of targets, wanted as many of both, and at least one`,
    );
  const kept = { inputs: flat(name, 'inputs', inputs), targets: flat(name, 'targets', targets) };
  const inputWidth = inputs[0]!.length;
  const targetWidth = targets[0]!.length;
  checkSides(name, kept.inputs, inputWidth);
  const write = (index: number, row: Row): void => {
    for (let at = 0; at < inputWidth; at += 1) row.inputs[at] = kept.inputs[index * inputWidth + at]!;
    for (let at = 0; at < targetWidth; at += 1) row.targets[at] = kept.targets[index * targetWidth + at]!;
  };
  const rows: LevelRows = { count, digest: digestOf(kept.inputs, kept.targets), write };
  return {
    ...{ name, domain, inputWidth, targetWidth, rows },
    generate: (random, row) => write(random.below(count), row),
  };
}

/** A row without a partner on the other side could be learned and not measured, or measured and not learned. */
function checkSides(name: string, inputs: Float32Array<ArrayBuffer>, width: number): void {
  const words = new Uint32Array(inputs.buffer);
  const count = inputs.length / width;
  let heldOut = 0;
  for (let row = 0; row < count; row += 1)
    if (isHeldOut(words.subarray(row * width, (row + 1) * width))) heldOut += 1;
  if (heldOut === 0 || heldOut === count)
    throw new CurriculumError(
      'LEVEL',
      `of the ${count} rows of the level "${name}" ${heldOut} are held out: give it more distinct inputs, of which about one in eight is`,
    );
}

function flat(name: string, what: string, rows: readonly ArrayLike<number>[]): Float32Array<ArrayBuffer> {
  const width = rows[0]!.length;
  const values = new Float32Array(rows.length * width);
  for (const [index, row] of rows.entries()) {
    if (row.length !== width || width === 0)
      throw new CurriculumError(
        'LEVEL',
        `row ${index + 1} of the level "${name}" has ${row.length} ${what}, wanted ${width === 0 ? 'at least 1' : `${width}, as the first has`}`,
      );
    values.set(row, index * width);
  }
  const wrong = values.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0)
    throw new CurriculumError(
      'LEVEL',
      `row ${Math.floor(wrong / width) + 1} of the level "${name}" has a number among its ${what} that is not finite`,
    );
  return values;
}

/** FNV-1a (Fowler, Noll and Vo 1991) over words, 32 bits: tells other rows, by accident, from these. */
function digestOf(...columns: readonly Float32Array<ArrayBuffer>[]): string {
  let hash = 0x811c_9dc5;
  for (const { buffer } of columns)
    for (const word of new Uint32Array(buffer)) hash = Math.imul(hash ^ word, 0x0100_0193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}
