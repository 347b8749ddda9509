import type { Random } from '@graph/core';
import { CurriculumError } from './errors.js';
import { isHeldOut } from './is-held-out.js';
import type { Level, LevelRows, Row } from './level.js';

/** Seven rows in eight are for training; this many misses in a row mean that the level has almost no distinct rows. */
const MOST_DRAWS = 2000;

/** Draws single rows from levels until one is on the wanted side of the held-out split. Allocates nothing per row. */
export class RowSource {
  /** The row drawn last, `[inputWidth]`; valid until the next draw. */
  readonly inputs: Float32Array;
  /** `[targetWidth]`; valid until the next draw. */
  readonly targets: Float32Array;
  readonly #inputWords: Uint32Array;
  readonly #targetWords: Uint32Array;
  readonly #row: Row;

  constructor(inputWidth: number, targetWidth: number) {
    this.inputs = new Float32Array(inputWidth);
    this.targets = new Float32Array(targetWidth);
    this.#inputWords = new Uint32Array(this.inputs.buffer);
    this.#targetWords = new Uint32Array(this.targets.buffer);
    this.#row = { inputs: this.inputs, targets: this.targets };
  }

  /** Reads the row at `index` to `inputs` and `targets`, and tells whether it is held out. */
  read(rows: LevelRows, index: number): boolean {
    this.inputs.fill(0);
    this.targets.fill(0);
    rows.write(index, this.#row);
    return isHeldOut(this.#inputWords);
  }

  /**
   * Draws one row to `inputs` and `targets`.
   *
   * @throws CurriculumError `LEVEL` if a number is not finite, or no row on the wanted side is found.
   */
  draw(level: Level, random: Random, heldOut: boolean): void {
    const { inputs, targets } = this;
    for (let draws = 0; draws < MOST_DRAWS; draws += 1) {
      inputs.fill(0);
      targets.fill(0);
      level.generate(random, this.#row);
      if (!areFinite(this.#inputWords) || !areFinite(this.#targetWords))
        throw new CurriculumError(
          'LEVEL',
          `the level "${level.name}" wrote a number that is not finite: inputs ${inputs.join(', ')}; targets ${targets.join(', ')}`,
        );
      if (isHeldOut(this.#inputWords) === heldOut) return;
    }
    throw new CurriculumError(
      'LEVEL',
      `the level "${level.name}" gave no ${heldOut ? 'held-out' : 'training'} row in ${MOST_DRAWS} draws: ` +
        'it needs many distinct inputs, about one in eight of which is held out',
    );
  }
}

/** The bits of a float32 without its sign grow with its size, and no finite one reaches those of infinity. */
function areFinite(words: Uint32Array): boolean {
  let largest = 0;
  for (let index = 0; index < words.length; index += 1) {
    const size = words[index]! & 0x7fff_ffff;
    if (size > largest) largest = size;
  }
  return largest < 0x7f80_0000;
}
