// The baseline of the benchmark: the same training step written well in plain JavaScript. Typed arrays, one flat array
// per layer, no object per row, inner loops over neighbouring memory, four sums at a time where a sum would wait for itself.

const identity = (z) => z;
const relu = (z) => {
  if (z > 0) return z;
  return 0;
};

/** Completely connected layers. */
export function plainLayers({ sizes, activation, optimizer, weights, biases, batch }) {
  const last = sizes.length - 1;
  const activate = activation === 'tanh' ? Math.tanh : relu;
  // [targets, sources]: a target's weights lie side by side.
  const w = weights.map((values) => Float32Array.from(values));
  const b = biases.map((values) => Float32Array.from(values));
  const gw = w.map(({ length }) => new Float32Array(length));
  const gb = b.map(({ length }) => new Float32Array(length));
  const updates = [
    ...w.map((values, at) => [values, gw[at]]),
    ...b.map((values, at) => [values, gb[at]]),
  ].map(([values, gradients]) => optimize(optimizer, values, gradients));
  const a = sizes.map((size) => new Float32Array(size * batch));
  const d = sizes.map((size) => new Float32Array(size * batch));

  function forward(layer, rows) {
    const sources = sizes[layer];
    const targets = sizes[layer + 1];
    const x = a[layer];
    const y = a[layer + 1];
    const weight = w[layer];
    const bias = b[layer];
    const f = layer + 1 === last ? identity : activate;
    const even = sources & ~3;
    for (let row = 0; row < rows; row += 1) {
      const from = row * sources;
      for (let target = 0; target < targets; target += 1) {
        const start = target * sources;
        let s0 = bias[target];
        let s1 = 0;
        let s2 = 0;
        let s3 = 0;
        for (let source = 0; source < even; source += 4) {
          s0 += weight[start + source] * x[from + source];
          s1 += weight[start + source + 1] * x[from + source + 1];
          s2 += weight[start + source + 2] * x[from + source + 2];
          s3 += weight[start + source + 3] * x[from + source + 3];
        }
        for (let source = even; source < sources; source += 1)
          s0 += weight[start + source] * x[from + source];
        y[row * targets + target] = f(s0 + s1 + (s2 + s3));
      }
    }
  }

  function backward(layer, rows) {
    const sources = sizes[layer];
    const targets = sizes[layer + 1];
    const x = a[layer];
    const delta = d[layer + 1];
    const back = d[layer];
    const weight = w[layer];
    const gradient = gw[layer];
    const biasGradient = gb[layer];
    gradient.fill(0);
    biasGradient.fill(0);
    if (rows < 4) {
      if (layer > 0) back.fill(0, 0, rows * sources);
      backwardOneByOne(layer, rows);
      return;
    }
    // Four rows at a time: a quarter of the reading and writing of sums.
    const even = rows & ~3;
    for (let row = 0; row < even; row += 4) {
      const x0 = row * sources;
      const x1 = x0 + sources;
      const x2 = x0 + 2 * sources;
      const x3 = x0 + 3 * sources;
      for (let target = 0; target < targets; target += 1) {
        const d0 = delta[row * targets + target];
        const d1 = delta[(row + 1) * targets + target];
        const d2 = delta[(row + 2) * targets + target];
        const d3 = delta[(row + 3) * targets + target];
        biasGradient[target] += d0 + d1 + (d2 + d3);
        const start = target * sources;
        for (let source = 0; source < sources; source += 1)
          gradient[start + source] +=
            d0 * x[x0 + source] + d1 * x[x1 + source] + (d2 * x[x2 + source] + d3 * x[x3 + source]);
      }
    }
    for (let row = even; row < rows; row += 1) {
      const from = row * sources;
      for (let target = 0; target < targets; target += 1) {
        const slope = delta[row * targets + target];
        biasGradient[target] += slope;
        const start = target * sources;
        for (let source = 0; source < sources; source += 1)
          gradient[start + source] += slope * x[from + source];
      }
    }
    if (layer > 0) back.fill(0, 0, rows * sources);
    const four = targets & ~3;
    for (let row = 0; layer > 0 && row < rows; row += 1) {
      const from = row * sources;
      for (let target = 0; target < four; target += 4) {
        const at = row * targets + target;
        const d0 = delta[at];
        const d1 = delta[at + 1];
        const d2 = delta[at + 2];
        const d3 = delta[at + 3];
        const w0 = target * sources;
        const w1 = w0 + sources;
        const w2 = w0 + 2 * sources;
        const w3 = w0 + 3 * sources;
        for (let source = 0; source < sources; source += 1)
          back[from + source] +=
            d0 * weight[w0 + source] +
            d1 * weight[w1 + source] +
            (d2 * weight[w2 + source] + d3 * weight[w3 + source]);
      }
      for (let target = four; target < targets; target += 1) {
        const slope = delta[row * targets + target];
        const start = target * sources;
        for (let source = 0; source < sources; source += 1)
          back[from + source] += slope * weight[start + source];
      }
    }
    if (layer > 0) slopes(layer, rows * sources);
  }

  function backwardOneByOne(layer, rows) {
    const sources = sizes[layer];
    const targets = sizes[layer + 1];
    const x = a[layer];
    const delta = d[layer + 1];
    const back = d[layer];
    const weight = w[layer];
    const gradient = gw[layer];
    const biasGradient = gb[layer];
    for (let row = 0; row < rows; row += 1) {
      const from = row * sources;
      for (let target = 0; target < targets; target += 1) {
        const slope = delta[row * targets + target];
        if (slope === 0) continue;
        biasGradient[target] += slope;
        const start = target * sources;
        if (layer > 0)
          for (let source = 0; source < sources; source += 1) {
            gradient[start + source] += slope * x[from + source];
            back[from + source] += slope * weight[start + source];
          }
        else
          for (let source = 0; source < sources; source += 1)
            gradient[start + source] += slope * x[from + source];
      }
    }
    if (layer > 0) slopes(layer, rows * sources);
  }

  function slopes(layer, count) {
    const x = a[layer];
    const back = d[layer];
    if (activation === 'tanh') for (let at = 0; at < count; at += 1) back[at] *= 1 - x[at] * x[at];
    else for (let at = 0; at < count; at += 1) if (x[at] <= 0) back[at] = 0;
  }

  return function step(inputs, targets, rows) {
    a[0].set(inputs);
    for (let layer = 0; layer < last; layer += 1) forward(layer, rows);
    const sum = lossOf(a[last], targets, d[last], rows, sizes[last]);
    for (let layer = last - 1; layer >= 0; layer -= 1) backward(layer, rows);
    for (const update of updates) update();
    return sum;
  };
}

/** Any acyclic graph, in compressed rows: the sources of each neuron side by side. */
export function plainGraph({ graph, activation, optimizer, weights, biases, batch }) {
  const { nodes, edgeFrom, edgeTo } = graph;
  const count = nodes.length;
  const inputs = graph.inputs.length;
  const outputs = graph.outputs.length;
  const starts = new Int32Array(count + 1);
  for (const to of edgeTo) starts[to + 1] += 1;
  for (let node = 0; node < count; node += 1) starts[node + 1] += starts[node];
  const w = Float32Array.from(weights);
  const b = Float32Array.from(biases);
  const gw = new Float32Array(w.length);
  const gb = new Float32Array(count);
  const updates = [optimize(optimizer, w, gw), optimize(optimizer, b, gb)];
  const a = new Float32Array(count * batch);
  const d = new Float32Array(count * batch);
  const f = activation === 'tanh' ? Math.tanh : relu;
  const y = new Float32Array(outputs * batch);
  const slopes = new Float32Array(outputs * batch);

  return function step(rowsIn, targets, rows) {
    gw.fill(0);
    gb.fill(0);
    for (let row = 0; row < rows; row += 1) {
      const base = row * count;
      for (let at = 0; at < inputs; at += 1) a[base + at] = rowsIn[row * inputs + at];
      for (let node = inputs; node < count; node += 1) {
        let sum = b[node];
        for (let edge = starts[node]; edge < starts[node + 1]; edge += 1)
          sum += w[edge] * a[base + edgeFrom[edge]];
        a[base + node] = node < count - outputs ? f(sum) : sum;
      }
      for (let at = 0; at < outputs; at += 1) y[row * outputs + at] = a[base + count - outputs + at];
    }
    const sum = lossOf(y, targets, slopes, rows, outputs);
    d.fill(0, 0, rows * count);
    for (let row = 0; row < rows; row += 1) {
      const base = row * count;
      for (let at = 0; at < outputs; at += 1) d[base + count - outputs + at] = slopes[row * outputs + at];
      for (let node = count - 1; node >= inputs; node -= 1) {
        const value = a[base + node];
        let slope = d[base + node];
        if (node < count - outputs) slope *= activation === 'tanh' ? 1 - value * value : value > 0 ? 1 : 0;
        if (slope === 0) continue;
        gb[node] += slope;
        for (let edge = starts[node]; edge < starts[node + 1]; edge += 1) {
          const source = base + edgeFrom[edge];
          gw[edge] += slope * a[source];
          d[source] += slope * w[edge];
        }
      }
    }
    for (const update of updates) update();
    return sum;
  };
}

function lossOf(y, targets, delta, rows, width) {
  const scale = 2 / (width * rows);
  let sum = 0;
  for (let at = 0; at < rows * width; at += 1) {
    const error = y[at] - targets[at];
    sum += error * error;
    delta[at] = error * scale;
  }
  return sum / (width * rows);
}

function optimize(optimizer, values, gradients) {
  const { length } = values;
  if (optimizer === 'sgd')
    return () => {
      for (let at = 0; at < length; at += 1) values[at] -= 0.01 * gradients[at];
    };
  const m = new Float32Array(length);
  const v = new Float32Array(length);
  let power1 = 1;
  let power2 = 1;
  return () => {
    power1 *= 0.9;
    power2 *= 0.999;
    const root = Math.sqrt(1 - power2);
    const rate = (0.001 * root) / (1 - power1);
    const epsilon = 1e-8 * root;
    for (let at = 0; at < length; at += 1) {
      const g = gradients[at];
      const mean = 0.9 * m[at] + 0.1 * g;
      const square = 0.999 * v[at] + 0.001 * g * g;
      m[at] = mean;
      v[at] = square;
      values[at] -= (rate * mean) / (Math.sqrt(square) + epsilon);
    }
  };
}
