import type { Level } from '../level.js';

/**
 * Makes a level whose rows are those of other levels, each equally likely. A row stays what it is there, so what is
 * held out there is held out here.
 */
export function mixedLevel(name: string, domain: string, levels: readonly Level[]): Level {
  return {
    name,
    domain,
    inputWidth: Math.max(...levels.map((level) => level.inputWidth)),
    targetWidth: Math.max(...levels.map((level) => level.targetWidth ?? 1)),
    generate: (random, row) => levels[random.below(levels.length)]!.generate(random, row),
  };
}
