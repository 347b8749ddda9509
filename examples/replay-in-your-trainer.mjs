// Your own trainer rehearses: a polynomial, fitted by plain gradient descent, sees first only x < 0 and then only x > 0.
import { ReplayMemory, reservoir } from '@graph/replay';

/** @param {boolean} rehearses */
function errorAfter(rehearses) {
  const memory = new ReplayMemory({
    schema: { x: { dtype: 'float64', shape: [] }, y: { dtype: 'float64', shape: [] } },
    capacity: 100,
    eviction: reservoir(), // keeps each row that ever came with equal probability
    seed: 42,
  });
  const batch = memory.createBatch(2);
  const weights = new Float64Array(5);
  const predict = (/** @type {number} */ x) => weights.reduceRight((sum, weight) => sum * x + weight, 0);
  const learn = (/** @type {number} */ x, /** @type {number} */ y) => {
    const step = 0.1 * (y - predict(x));
    for (let power = 0, term = step; power < weights.length; power += 1, term *= x) weights[power] += term;
  };
  for (let row = 0; row < 20_000; row += 1) {
    const x = ((row * 0.618) % 1) - (row < 10_000 ? 1 : 0);
    learn(x, Math.abs(x));
    if (rehearses) memory.sample(batch, 2);
    for (let at = 0; at < batch.size; at += 1) learn(batch.x[at], batch.y[at]);
    memory.add({ size: 1, x: Float64Array.of(x), y: Float64Array.of(Math.abs(x)) });
  }
  return Math.abs(predict(-0.5) - 0.5); // on what it saw first
}

console.log(`without rehearsal, off by ${errorAfter(false).toFixed(2)}`); //> without rehearsal, off by 0.63
console.log(`with two old rows for each new one, off by ${errorAfter(true).toFixed(2)}`); //> with two old rows for each new one, off by 0.03
