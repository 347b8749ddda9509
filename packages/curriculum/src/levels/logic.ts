import type { Level } from '../level.js';
import { layout } from './layout.js';

/** Level 5: XOR, AND, OR, implication of two noisy bits (0 or 1, ± 0.3 in steps of 0.001); 5.8 million distinct inputs. */
export const logic: Level = {
  name: 'Logic',
  domain: 'logic',
  inputWidth: layout.width,
  generate(random, { inputs, targets }) {
    const operation = random.below(4);
    const bits = random.below(4);
    const a = bits & 1;
    const b = bits >> 1;
    inputs[layout.domain.logic] = 1;
    inputs[layout.operation.xor + operation] = 1;
    inputs[layout.values] = 2 * (a + (random.below(601) - 300) / 1000) - 1;
    inputs[layout.values + 1] = 2 * (b + (random.below(601) - 300) / 1000) - 1;
    const truth = operation === 0 ? a ^ b : operation === 1 ? a & b : operation === 2 ? a | b : (1 - a) | b;
    targets[0] = truth;
  },
};
