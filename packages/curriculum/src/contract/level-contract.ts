import { Random } from '@graph/core';
import { type ContractCase, ensure } from '@graph/core/contract';
import { Curriculum } from '../curriculum.js';
import type { Level, Row } from '../level.js';

const ROWS = 100;
/** Numbers behind those of the level, as in a curriculum with a wider one. */
const SPARE = 3;

/**
 * Lists what every level must do: write finite numbers within its widths, draw them from the generator and nothing else,
 * and have enough distinct inputs that some can be held out.
 *
 * @param make - makes the level, or returns it: it has no state.
 * @example
 * ```ts
 * for (const { name, run } of levelContract(() => thrownBall)) it(name, run);
 * ```
 */
export function levelContract(make: () => Level): readonly ContractCase[] {
  return [
    {
      name: 'has a name, a domain, and widths of whole numbers',
      run: () => {
        const { name, domain, inputWidth, targetWidth = 1 } = make();
        for (const [what, text] of Object.entries({ name, domain }))
          ensure(typeof text === 'string' && text !== '', `the ${what} is ${String(text)}, wanted a text`);
        for (const [what, width] of Object.entries({ inputWidth, targetWidth }))
          ensure(
            Number.isSafeInteger(width) && width >= 1,
            `the ${what} is ${width}, wanted a whole number ≥ 1`,
          );
      },
    },
    {
      name: 'writes finite numbers, and only within its widths',
      run: () => {
        const level = make();
        const random = Random.fromSeed(1, 'level-contract');
        for (let row = 0; row < ROWS; row += 1)
          for (const [what, numbers] of Object.entries(draw(level, random))) {
            const width = numbers.length - SPARE;
            ensure(
              numbers.every(Number.isFinite),
              `row ${row} has the ${what} ${numbers.join(', ')}, wanted finite numbers`,
            );
            ensure(
              numbers.subarray(width).every((value) => value === 0),
              `row ${row} has ${what} beyond the level's width of ${width}`,
            );
          }
      },
    },
    {
      name: 'writes the same row from the same generator, whatever it wrote before',
      run: () => {
        const level = make();
        const random = Random.fromSeed(2, 'level-contract');
        const states = [];
        const keys = [];
        for (let row = 0; row < ROWS; row += 1) {
          states.push(random.state());
          keys.push(keyOf(draw(level, random)));
        }
        const after = random.uint32();
        for (let row = ROWS - 1; row >= 0; row -= 1) {
          const twin = Random.from(states[row]!);
          ensure(
            keyOf(draw(level, twin)) === keys[row],
            `row ${row} is another one when it is written again`,
          );
          const next = row + 1 < ROWS ? Random.from(states[row + 1]!).uint32() : after;
          ensure(
            twin.uint32() === next,
            `row ${row} takes more or fewer random numbers when it is written again`,
          );
        }
      },
    },
    {
      name: 'writes to the row that it is given, and to no earlier one',
      run: () => {
        const level = make();
        const random = Random.fromSeed(3, 'level-contract');
        const rows: Row[] = [];
        const keys: string[] = [];
        for (let row = 0; row < ROWS; row += 1) {
          rows.push(draw(level, random));
          keys.push(keyOf(rows[row]!));
        }
        for (const [row, key] of keys.entries())
          ensure(keyOf(rows[row]!) === key, `row ${row} was changed after it was written`);
      },
    },
    {
      name: 'has distinct inputs enough that some are held out, and others are for training',
      run: () => {
        const curriculum = new Curriculum({ seed: 1, levels: [make()], heldOutRows: 64 });
        const batch = curriculum.createBatch(ROWS);
        ensure(curriculum.fill(batch, ROWS) === ROWS, 'a batch cannot be filled');
        ensure(curriculum.heldOut(1).size === 64, 'there are fewer than 64 held-out rows');
      },
    },
  ];
}

function draw(level: Level, random: Random): Row {
  const row = {
    inputs: new Float32Array(level.inputWidth + SPARE),
    targets: new Float32Array((level.targetWidth ?? 1) + SPARE),
  };
  level.generate(random, row);
  return row;
}

function keyOf({ inputs, targets }: Row): string {
  return `${inputs.join()};${targets.join()}`;
}
