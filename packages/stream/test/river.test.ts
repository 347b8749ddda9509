import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TableEncoder, TableReader } from '../src/index.ts';
import { fileSource } from '../src/node/index.ts';
import { dataFolder, hasData } from './data-folder.ts';

/**
 * River's logistic regression on phishing, as its documentation prints it: a standard scaler whose statistics move when
 * a row is learned, then stochastic gradient descent with rate 0.005 (0.01 for the intercept).
 */
describe.skipIf(!hasData)("River's protocol (needs the data sets: GRAPH_DATA_DIR)", () => {
  it('gives the published accuracy .8872 and F1 .871233 with this scaler, one row at a time', async () => {
    const reader = await TableReader.open(fileSource(resolve(dataFolder, 'phishing.csv.gz')), {
      target: 'is_phishing',
    });
    const encoder = new TableEncoder(reader.schema, { clip: Number.POSITIVE_INFINITY });
    const rows = reader.createBatch(1);
    const encoded = encoder.createBatch(1, 0);
    const weights = new Float64Array(encoder.inputWidth);
    let intercept = 0;
    const probability = (): number =>
      1 /
      (1 + Math.exp(-encoded.inputs.data.reduce((sum, value, at) => sum + value * weights[at]!, intercept)));
    const counts = { right: 0, hits: 0, alarms: 0, positives: 0 };
    for (;;) {
      rows.size = 0;
      if ((await reader.read(rows, 1)) === 0) break;
      const truth = rows.truths[0]!;
      encoder.encode(rows, encoded);
      const predicted = probability() > 0.5 ? 1 : 0;
      counts.right += Number(predicted === truth);
      counts.hits += predicted * truth;
      counts.alarms += predicted;
      counts.positives += truth;
      encoder.learn(rows);
      encoder.encode(rows, encoded);
      const gradient = probability() - truth;
      for (let at = 0; at < weights.length; at += 1)
        weights[at]! -= 0.005 * gradient * encoded.inputs.data[at]!;
      intercept -= 0.01 * gradient;
    }
    expect(reader.rows).toBe(1250);
    expect(counts.right / 1250).toBeCloseTo(0.8872, 6);
    expect((2 * counts.hits) / (counts.alarms + counts.positives)).toBeCloseTo(0.871233, 6);
  });
});
