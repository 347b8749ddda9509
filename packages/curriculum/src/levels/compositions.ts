import type { Level } from '../level.js';
import { layout } from './layout.js';

/**
 * Level 7: (a + b) × c, (a − b) × c, (a + b) ÷ c and (a − b) ÷ c, operands 0.0 to 9.9 in steps of 0.1, divisor ≥ 1; 3.8
 * million distinct inputs. Both operations are marked, with the marks that they have on level 2.
 */
export const compositions: Level = {
  name: 'Compositions',
  domain: 'math_advanced',
  inputWidth: layout.width,
  generate(random, { inputs, targets }) {
    const first = random.below(2);
    const second = random.below(2);
    const a = random.below(100) / 10;
    const b = random.below(100) / 10;
    const c = second === 0 ? random.below(100) / 10 : (10 + random.below(90)) / 10;
    const inner = first === 0 ? a + b : a - b;
    inputs[layout.domain.mathAdvanced] = 1;
    inputs[layout.operation.add + first] = 1;
    inputs[layout.operation.multiply + second] = 1;
    inputs[layout.values] = a / 10 - 1;
    inputs[layout.values + 1] = b / 10 - 1;
    inputs[layout.values + 2] = c / 10 - 1;
    targets[0] = second === 0 ? (inner * c) / 100 : inner / c / 10;
  },
};
