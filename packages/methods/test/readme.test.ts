import { readdirSync, readFileSync } from 'node:fs';
import * as learner from '@graph/learner';
import { describe, expect, it } from 'vitest';
import * as methods from '../src/index.js';

describe('the README', () => {
  const text = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

  it('prints what it prints', () => {
    const example = /```ts\n([\s\S]*?)```/.exec(text)![1]!;
    const printed: string[] = [];
    const body = example
      .replace(/^import (\{.*\}) from '@graph\/(\w+)';$/gm, 'const $1 = $2;')
      .replaceAll('console.log', 'print');
    new Function('learner', 'methods', 'print', body)(learner, methods, (...values: unknown[]) =>
      printed.push(values.join(' ')),
    );
    expect(printed).toEqual([...example.matchAll(/\/\/> (.*)$/gm)].map((match) => match[1]));
    expect(printed).toHaveLength(2);
  });

  it('shows a method of your own that works', () => {
    const example = /```js\n([\s\S]*?)```/.exec(text)![1]!.replace(/^import .*$/gm, '');
    const mine: methods.Method = new Function(`${example}; return mine;`)();
    const network = learner.Network.create(learner.layered({ inputs: 1, hidden: [2], outputs: 2 }), {
      loss: learner.softmaxCrossEntropy(),
      optimizer: learner.sgd(),
      seed: 1,
    });
    const own = new methods.ContinualLearner({ network, method: mine, seed: 1 });
    const { inputs } = learner.createBatch(2, 1, 2);
    for (let step = 0; step < 3; step += 1) own.learn({ size: 2, inputs, labels: [0, 1] });
    expect(own.memory.size).toBe(6);
  });
});

it.each(readdirSync(new URL('../src/methods', import.meta.url)))('%s fits on a page', (file) => {
  const text = readFileSync(new URL(`../src/methods/${file}`, import.meta.url), 'utf8');
  const code = text
    .replace(/\/\*\*[\s\S]*?\*\//g, '')
    .replace(/^import [\s\S]*?;$/gm, '')
    .split('\n')
    .filter((line) => line.trim() !== '');
  expect(code.length).toBeGreaterThan(5);
  expect(code.length).toBeLessThanOrEqual(40);
});
