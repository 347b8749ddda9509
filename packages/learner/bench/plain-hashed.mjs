/** Hashed logistic regression with AdaGrad and an implicit step, as one would write it in JavaScript. */
export class PlainHashed {
  constructor(bits = 18) {
    this.weights = new Float32Array(2 ** bits);
    this.squares = new Float32Array(2 ** bits);
    this.steps = new Float32Array(1024);
    this.mask = 2 ** bits - 1;
    this.bias = 0;
    this.biasSquares = 0;
  }

  /** Predicts the probability of class 1, then learns. */
  step(indices, values, target) {
    const { weights, squares, steps, mask } = this;
    let square = 0;
    for (const value of values) square += value * value;
    const scale = 1 / Math.sqrt(square);
    let f = this.bias;
    for (let at = 0; at < indices.length; at += 1) f += weights[indices[at] & mask] * values[at] * scale;
    const answer = sigmoid(f);
    const delta = target - answer;
    this.biasSquares += delta * delta;
    const biasStep = 0.5 / Math.sqrt(this.biasSquares);
    let rise = biasStep;
    for (let at = 0; at < indices.length; at += 1) {
      const slot = indices[at] & mask;
      const v = values[at] * scale;
      squares[slot] += delta * v * (delta * v);
      steps[at] = (0.5 * v) / Math.sqrt(squares[slot]);
      rise += steps[at] * v;
    }
    let e = delta;
    for (let step = 0; step < 20; step += 1) {
      const p = sigmoid(f + rise * e);
      const change = (e - target + p) / (1 + rise * p * (1 - p));
      e -= change;
      if (Math.abs(change) < 1e-12) break;
    }
    this.bias += biasStep * e;
    for (let at = 0; at < indices.length; at += 1) weights[indices[at] & mask] += steps[at] * e;
    return answer;
  }
}

function sigmoid(x) {
  return 1 / (1 + Math.exp(-x));
}
