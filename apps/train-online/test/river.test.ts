import { createBatch } from '@graph/core';
import { Accuracy, F1 } from '@graph/evaluation';
import { binaryCrossEntropy, GraphBuilder, Network, sgd } from '@graph/learner';
import { TableEncoder, TableReader } from '@graph/stream';
import { fileSource } from '@graph/stream/node';
import { describe, expect, it } from 'vitest';
import { dataFile } from './cli.js';

const PHISHING = dataFile('phishing.csv.gz');

/**
 * Logistic regression as River publishes it: a standard scaler that moves when a row is learned, zero weights, gradient
 * descent with rate 0.005 for weights and 0.01 for the intercept, one row at a time.
 */
function logisticRegression(inputs: number): Network {
  const graph = new GraphBuilder();
  graph.output('y', { activation: 'sigmoid', bias: false });
  for (let input = 0; input <= inputs; input += 1) graph.input(`x${input}`).edge(`x${input}`, 'y', 0);
  return Network.create(graph.build(), {
    loss: binaryCrossEntropy(),
    optimizer: sgd({ learningRate: 0.005 }),
    seed: 0,
    maxBatch: 1,
  });
}

describe.skipIf(PHISHING === undefined)('the packages together (needs the data sets: GRAPH_DATA_DIR)', () => {
  it("make River's logistic regression, with its published accuracy and F1 on phishing", async () => {
    const reader = await TableReader.open(fileSource(PHISHING!), { target: 'is_phishing' });
    const encoder = new TableEncoder(reader.schema, { clip: Number.POSITIVE_INFINITY });
    const width = encoder.inputWidth;
    const network = logisticRegression(width);
    const raw = reader.createBatch(1);
    const encoded = encoder.createBatch(1, reader.classCount);
    const batch = createBatch(1, width + 1, 1);
    batch.size = 1;
    // The intercept is the weight of a constant √2: its step is 0.005 · √2 · √2 = 0.01 times the error.
    batch.inputs.data[width] = Math.SQRT2;
    const encode = (): void => {
      encoder.encode(raw, encoded);
      batch.inputs.data.set(encoded.inputs.data);
      batch.targets.data.set(encoded.targets.data);
    };
    const accuracy = new Accuracy();
    const f1 = new F1();
    for (;;) {
      raw.size = 0;
      if ((await reader.read(raw, 1)) === 0) break;
      encode();
      // River says no where both are equally likely.
      const predicted = network.predict(batch.inputs).data[0]! > 0.5 ? 1 : 0;
      accuracy.update(raw.truths[0]!, predicted);
      f1.update(raw.truths[0]!, predicted);
      encoder.learn(raw);
      encode();
      network.step(batch);
    }
    expect(reader.rows).toBe(1250);
    expect(accuracy.value).toBeCloseTo(0.8872, 12);
    expect(f1.value.toFixed(6)).toBe('0.871233');
  });
});
