import { CurriculumError } from './errors.js';
import type { Level } from './level.js';

/** Levels of a curriculum at most: a batch keeps the level of a row in one byte. */
const MOST_LEVELS = 255;

/** @throws CurriculumError `LEVEL` for levels that cannot be used. */
export function checkLevels(levels: readonly Level[]): void {
  if (!Array.isArray(levels) || levels.length < 1 || levels.length > MOST_LEVELS)
    throw new CurriculumError(
      'LEVEL',
      `there are ${Array.isArray(levels) ? levels.length : 'no'} levels, wanted a list of 1 to ${MOST_LEVELS}`,
    );
  for (const [index, level] of levels.entries()) {
    const { name, domain, inputWidth, targetWidth = 1, generate } = level;
    const fail = (what: string, value: unknown, wanted: string): CurriculumError =>
      new CurriculumError(
        'LEVEL',
        `the ${what} of level ${index + 1} (${String(name)}) is ${String(value)}, wanted ${wanted}`,
      );
    for (const [what, text] of Object.entries({ name, domain }))
      if (typeof text !== 'string') throw fail(what, text, 'a text');
    for (const [what, width] of Object.entries({ inputWidth, targetWidth }))
      if (!(Number.isSafeInteger(width) && width >= 1)) throw fail(what, width, 'a whole number ≥ 1');
    if (typeof generate !== 'function') throw fail('generate', generate, 'a function that writes a row');
  }
}
