import { ndArray } from '@graph/core';
import { adam, binaryCrossEntropy, Graph, Network } from '@graph/learner';
import { Model } from '@graph/online';
import { describe, expect, it } from 'vitest';
import { toJson } from '../src/index.js';
import { everything, trained } from './models.ts';

describe('toJson', () => {
  it('says everything: a network made of it answers to the bit what the model answers', () => {
    const { state, rows } = trained({ target: 'y' }, everything, { train: 200, test: 200 });
    const json = JSON.parse(JSON.stringify(toJson(state))) as ReturnType<typeof toJson>;
    const network = Network.create(Graph.fromJSON(json.network), {
      loss: binaryCrossEntropy(),
      optimizer: adam({ learningRate: 0.1 }),
      seed: 1,
    });
    const model = Model.from(state);
    const inputs = new Float32Array(json.inputs.length);
    for (const row of rows) {
      inputs.fill(0);
      for (const { column, type, input, missing, mean, scale, words, cycles } of json.parts) {
        const value = row[column];
        const isMissing = value === null || value === undefined || /^(|nan|n\/a|none)$/i.test(`${value}`);
        if (isMissing) inputs[missing!] = 1;
        else if (type === 'category') inputs[input + words!.indexOf(value as string)] = 1;
        else {
          const scaled = (Number(value) - mean!) / (scale ?? Number.POSITIVE_INFINITY);
          inputs[input] = Math.max(-8, Math.min(8, scaled));
          for (const [at, cycle] of (cycles ?? []).entries()) {
            const days = { day: 1, week: 7, year: 365.2425 }[cycle]!;
            const angle = (Number(value) / 86_400_000 / days) * 2 * Math.PI;
            inputs[input + 1 + 2 * at] = Math.sin(angle);
            inputs[input + 2 + 2 * at] = Math.cos(angle);
          }
        }
      }
      const outputs = network.predict(ndArray(inputs, [1, inputs.length]));
      expect(outputs.data[0]).toBeCloseTo(model.predictOne(row).probability as number, 5);
    }
    expect(network.parameters().weights).toEqual(Network.from(state.network!).parameters().weights);
  });

  it('is what people read: names, words, units, the digest of what it was made of', () => {
    const { state } = trained({ target: 'y' }, everything, { train: 200, test: 0 });
    const json = toJson(state);
    expect(json).toMatchObject({
      format: '@graph/export model',
      version: 1,
      task: 'binary',
      targets: [{ name: 'y', labels: [false, true] }],
      head: 'none',
      digest: expect.stringMatching(/^sha256:/),
    });
    expect(json.parts.map(({ column, type }) => `${column} ${type}`)).toEqual(
      expect.arrayContaining(['a number', 'flag boolean', 'word category', 'when date']),
    );
    expect(toJson(structuredClone(state)).digest).toBe(json.digest);
  });
});
