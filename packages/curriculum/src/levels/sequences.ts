import type { Level } from '../level.js';
import { layout } from './layout.js';

/**
 * Level 4: four elements of a sequence are given, the fifth is asked for. Arithmetic (first −10 to 10, step −2 to 2),
 * geometric (first ±1 to ±10, ratio 0.50 to 1.20) and alternating (two values, −20 to 20); about 190,000 distinct inputs.
 */
export const sequences: Level = {
  name: 'Sequences',
  domain: 'timeseries',
  inputWidth: layout.width,
  generate(random, { inputs, targets }) {
    const kind = random.below(3);
    inputs[layout.domain.timeseries] = 1;
    inputs[layout.operation.arithmetic + kind] = 1;
    let value: number;
    if (kind === 0) {
      value = (random.below(201) - 100) / 10;
      const step = (random.below(81) - 40) / 20;
      for (let index = 0; index < 4; index += 1, value += step) inputs[layout.values + index] = value / 20;
    } else if (kind === 1) {
      value = (random.below(2) === 0 ? 1 : -1) * ((10 + random.below(91)) / 10);
      const ratio = (50 + random.below(71)) / 100;
      for (let index = 0; index < 4; index += 1, value *= ratio) inputs[layout.values + index] = value / 20;
    } else {
      value = (random.below(401) - 200) / 10;
      const other = (random.below(401) - 200) / 10;
      for (let index = 0; index < 4; index += 1)
        inputs[layout.values + index] = (index % 2 === 0 ? value : other) / 20;
    }
    targets[0] = value / 20;
  },
};
