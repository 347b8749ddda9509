import { copyTree, type StateTree } from '@graph/core';
import { type ContractCase, ensure, ensureThrows } from '@graph/core/contract';
import type { DriftDetector } from '../drift/drift-detector.js';

/** Errors of a model that is wrong in one row of ten, and from `change` on in nine of ten. */
function errors(rows: number, change: number): number[] {
  return Array.from({ length: rows }, (_, row) =>
    row % 10 === 3 ? (row < change ? 1 : 0) : row < change ? 0 : 1,
  );
}

const CHANGE = 1000;
const FAR_OFF = Number.POSITIVE_INFINITY;

/**
 * Lists what every drift detector must do: find that a model has become much worse, stay silent while nothing changes,
 * tell how long ago a change was, refuse what is not a number, and resume from its state.
 *
 * @param make - makes a new detector, with the same options and seed each time, that looks for a rise of errors at least.
 * @param restore - makes a detector of a state that one of these gave, as `RehearsalFocus.from` needs it.
 * @example
 * ```ts
 * for (const { name, run } of driftDetectorContract(() => new Own(), Own.from)) it(name, run);
 * ```
 */
export function driftDetectorContract(
  make: () => DriftDetector,
  restore: (state: StateTree) => DriftDetector,
): readonly ContractCase[] {
  return [
    {
      name: 'finds that a model which was rarely wrong is mostly wrong, soon after it is',
      run: () => {
        const detector = make();
        let found = -1;
        for (const [row, error] of errors(CHANGE + 1000, CHANGE).entries()) {
          const isFound = detector.update(error);
          ensure(typeof isFound === 'boolean', `update returns ${String(isFound)}, wanted true or false`);
          if (isFound && found < 0) found = row;
        }
        ensure(found >= CHANGE, `the change at row ${CHANGE} is found at row ${found} (-1: not at all)`);
      },
    },
    {
      name: 'finds nothing while nothing changes, and counts the rows',
      run: () => {
        const detector = make();
        ensure(
          detector.rowsSinceChange === 0,
          `rowsSinceChange is ${detector.rowsSinceChange} at first, wanted 0`,
        );
        for (const [row, error] of errors(CHANGE, FAR_OFF).entries()) {
          ensure(!detector.update(error), `a change is found at row ${row}, where there is not one`);
          const rows = detector.rowsSinceChange;
          ensure(rows === row + 1, `rowsSinceChange is ${rows} after ${row + 1} rows without a change`);
        }
      },
    },
    {
      name: 'tells how many rows ago the change was, one more with each row',
      run: () => {
        const detector = make();
        let expected = 0;
        for (const [row, error] of errors(CHANGE + 1000, CHANGE).entries()) {
          expected = detector.update(error) ? -1 : expected + 1;
          const rows = detector.rowsSinceChange;
          if (expected < 0) {
            const isPossible = Number.isSafeInteger(rows) && rows >= 0 && rows <= row + 1;
            ensure(isPossible, `rowsSinceChange is ${rows} at the change found at row ${row}`);
            expected = rows;
          }
          ensure(rows === expected, `rowsSinceChange is ${rows} at row ${row}, wanted ${expected}`);
        }
      },
    },
    {
      name: 'says the same of the same rows',
      run: () => {
        const [detector, other] = [make(), make()];
        for (const [row, error] of errors(CHANGE + 500, CHANGE).entries())
          ensure(detector.update(error) === other.update(error), `two of them differ at row ${row}`);
      },
    },
    {
      name: 'refuses NaN and the infinite numbers, and is unchanged by them',
      run: () => {
        const detector = make();
        for (const error of errors(50, FAR_OFF)) detector.update(error);
        const before = textOf(detector.state());
        for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])
          ensureThrows(() => detector.update(value), `update(${value})`);
        ensure(textOf(detector.state()) === before, 'what it refused has changed it');
      },
    },
    {
      name: 'gives a state that is a copy',
      run: () => {
        const detector = make();
        for (const error of errors(50, FAR_OFF)) detector.update(error);
        const state = detector.state();
        const before = textOf(state);
        for (const error of errors(CHANGE, 0)) detector.update(error);
        ensure(textOf(state) === before, 'a state has changed with its detector');
        const restored = restore(state);
        for (const error of errors(CHANGE, 0)) restored.update(error);
        ensure(textOf(state) === before, 'a state has changed with the detector made of it');
      },
    },
    {
      name: 'resumes exactly from its state, at any row',
      run: () => {
        const rows = errors(CHANGE + 500, CHANGE);
        for (const cut of [0, 1, 37, CHANGE - 1, CHANGE + 40, CHANGE + 300]) {
          const detector = make();
          for (const error of rows.slice(0, cut)) detector.update(error);
          const twin = restore(copyTree(detector.state()));
          ensure(
            textOf(twin.state()) === textOf(detector.state()),
            `it has another state when restored at row ${cut}`,
          );
          for (const [after, error] of rows.slice(cut).entries()) {
            const isSame =
              twin.update(error) === detector.update(error) &&
              twin.rowsSinceChange === detector.rowsSinceChange;
            ensure(isSame, `restored at row ${cut}, it differs ${after} rows later`);
          }
        }
      },
    },
  ];
}

/** A state as text, arrays too. */
function textOf(state: StateTree): string {
  return JSON.stringify(state, (_, value: unknown) =>
    ArrayBuffer.isView(value) ? Array.from(value as Float64Array, String) : value,
  );
}
