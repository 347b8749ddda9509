import type { Level } from '../level.js';
import { layout } from './layout.js';

/** Level 2: a op b, op in + − × ÷, operands 0.0 to 19.9 in steps of 0.1, divisor ≥ 1; 158,000 distinct inputs. */
export const multiOperationArithmetic: Level = {
  name: 'Multi-operation arithmetic',
  domain: 'math',
  inputWidth: layout.width,
  generate(random, { inputs, targets }) {
    const operation = random.below(4);
    const a = random.below(200) / 10;
    const b = operation === 3 ? (10 + random.below(190)) / 10 : random.below(200) / 10;
    inputs[layout.domain.math] = 1;
    inputs[layout.operation.add + operation] = 1;
    inputs[layout.values] = a / 10 - 1;
    inputs[layout.values + 1] = b / 10 - 1;
    if (operation === 0) targets[0] = (a + b) / 20 - 1;
    else if (operation === 1) targets[0] = (a - b) / 20;
    else if (operation === 2) targets[0] = (a * b) / 200 - 1;
    else targets[0] = a / b / 10;
  },
};
