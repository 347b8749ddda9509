import type { Level } from '../level.js';
import { basicArithmetic } from './basic-arithmetic.js';
import { compositions } from './compositions.js';
import { logic } from './logic.js';
import { mixedLevel } from './mixed-level.js';
import { multiOperationArithmetic } from './multi-operation-arithmetic.js';
import { sequences } from './sequences.js';
import { textPatterns } from './text-patterns.js';

const single = [basicArithmetic, multiOperationArithmetic, textPatterns, sequences, logic];

/** The seven standard levels, easiest first, all in one input width and with one target of about unit range. */
export const standardLevels: readonly Level[] = [
  ...single,
  mixedLevel('Multi-domain', 'mixed', single),
  compositions,
];
