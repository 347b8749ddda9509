// Two levels of your own: the sum of two numbers, then of four. The curriculum moves on when the loss has stayed low.
import { Curriculum } from '@graph/curriculum';

/** @param {number} inputWidth @returns {import('@graph/curriculum').Level} */
const sumOf = (inputWidth) => ({
  name: `sum of ${inputWidth}`,
  domain: 'sums',
  inputWidth,
  generate(random, { inputs, targets }) {
    for (let at = 0; at < inputWidth; at += 1) targets[0] += inputs[at] = random.float();
  },
});

const curriculum = new Curriculum({ seed: 42, levels: [sumOf(2), sumOf(4)], advanceLoss: 0.01 });
const batch = curriculum.createBatch(16);
const weights = new Float32Array(4); // what learns is yours too: here a plane through the origin
while (curriculum.examples < 4000) {
  batch.size = 0;
  const rows = curriculum.fill(batch, 16);
  let loss = 0;
  for (let row = 0; row < rows; row += 1) {
    const inputs = batch.inputs.data.subarray(4 * row, 4 * row + 4);
    const error = inputs.reduce((sum, x, at) => sum + x * weights[at], -batch.targets.get(row, 0));
    for (const [at, x] of inputs.entries()) weights[at] -= 0.1 * error * x;
    loss += error ** 2 / rows;
  }
  const change = curriculum.observe(loss, rows);
  if (change) console.log(`${curriculum.examples} rows: level ${change.from} to ${change.to}`); //> 256 rows: level 1 to 2
}
console.log([...weights].map((weight) => weight.toFixed(2)).join(' ')); //> 1.00 1.00 1.00 1.00
