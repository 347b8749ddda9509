import type { Level } from '../level.js';
import { layout } from './layout.js';

/**
 * Level 7: (a + b) × c, (a − b) × c, a × b + c and (a + b) ÷ c, operands 0.0 to 9.9 in steps of 0.1, divisor ≥ 1; 3.9
 * million distinct inputs.
 */
export const compositions: Level = {
  name: 'Compositions',
  domain: 'math_advanced',
  inputWidth: layout.width,
  generate(random, { inputs, targets }) {
    const operation = random.below(4);
    const a = random.below(100) / 10;
    const b = random.below(100) / 10;
    const c = operation === 3 ? (10 + random.below(90)) / 10 : random.below(100) / 10;
    inputs[layout.domain.mathAdvanced] = 1;
    inputs[layout.operation.add + operation] = 1;
    inputs[layout.values] = a / 5 - 1;
    inputs[layout.values + 1] = b / 5 - 1;
    inputs[layout.values + 2] = c / 5 - 1;
    if (operation === 0) targets[0] = ((a + b) * c) / 100 - 1;
    else if (operation === 1) targets[0] = ((a - b) * c) / 100;
    else if (operation === 2) targets[0] = (a * b + c) / 50 - 1;
    else targets[0] = (a + b) / c / 10;
  },
};
