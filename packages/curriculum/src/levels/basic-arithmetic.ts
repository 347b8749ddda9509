import type { Level } from '../level.js';
import { layout } from './layout.js';

/** Level 1: a + b, operands 0.0 to 9.9 in steps of 0.1; 10,000 distinct inputs. */
export const basicArithmetic: Level = {
  name: 'Basic arithmetic',
  domain: 'math',
  inputWidth: layout.width,
  generate(random, { inputs, targets }) {
    const a = random.below(100) / 10;
    const b = random.below(100) / 10;
    inputs[layout.domain.math] = 1;
    inputs[layout.operation.add] = 1;
    inputs[layout.values] = a / 10 - 1;
    inputs[layout.values + 1] = b / 10 - 1;
    targets[0] = (a + b) / 20 - 1;
  },
};
