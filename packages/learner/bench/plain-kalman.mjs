/** Logistic regression by an extended Kalman filter as one would write it: a whole matrix in a Float64Array. */
export class PlainKalman {
  constructor(inputs) {
    this.width = inputs + 1;
    this.w = new Float64Array(this.width);
    this.p = new Float64Array(this.width * this.width);
    this.x = new Float64Array(this.width);
    this.g = new Float64Array(this.width);
    for (let i = 0; i < this.width; i += 1) this.p[i * (this.width + 1)] = i === 0 ? 4 : 1;
  }

  /** Predicts the probability of class 1, then learns. */
  step(inputs, target) {
    const { width, w, p, x, g } = this;
    x[0] = 1;
    x.set(inputs, 1);
    let f = 0;
    let s2 = 0;
    for (let i = 0; i < width; i += 1) {
      let sum = 0;
      for (let j = 0, at = i * width; j < width; j += 1, at += 1) sum += p[at] * x[j];
      g[i] = sum;
      s2 += sum * x[i];
      f += w[i] * x[i];
    }
    const answer = sigmoid(f / Math.sqrt(1 + (Math.PI * s2) / 8));
    let e = target - sigmoid(f);
    for (let step = 0; step < 20; step += 1) {
      const q = sigmoid(f + s2 * e);
      const change = (e - target + q) / (1 + s2 * q * (1 - q));
      e -= change;
      if (Math.abs(change) < 1e-12) break;
    }
    const q = sigmoid(f + s2 * e);
    const h = Math.max(1e-4, q * (1 - q));
    const share = h / (1 + h * s2);
    for (let i = 0; i < width; i += 1) {
      w[i] += g[i] * e;
      const scaled = g[i] * share;
      for (let j = 0, at = i * width; j < width; j += 1, at += 1) p[at] -= scaled * g[j];
    }
    return answer;
  }
}

function sigmoid(x) {
  return 1 / (1 + Math.exp(-x));
}
