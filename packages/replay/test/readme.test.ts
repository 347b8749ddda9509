import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as replay from '../src/index.js';

describe('the README', () => {
  const text = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const examples = [...text.matchAll(/```[tj]s\n([\s\S]*?)```/g)]
    .map((match) => match[1]!)
    // What needs another package is run by checks/examples.
    .filter((example) => example.includes('//>') && !example.includes("from '@graph/learner'"));

  it.each(examples.map((example, at) => [at + 1, example] as const))(
    'prints in example %i what it prints',
    (_, example) => {
      const printed: string[] = [];
      const body = example
        .replace(/^import (\{.*\}) from '@graph\/replay';$/gm, 'const $1 = replay;')
        .replaceAll('console.log', 'print');
      new Function('replay', 'print', body)(replay, (...values: unknown[]) => printed.push(values.join(' ')));
      const promised = [...example.matchAll(/\/\/> (.*)$/gm)].map((match) => match[1]);
      expect(promised.length).toBeGreaterThan(0);
      expect(printed).toEqual(promised);
    },
  );

  it('shows it used on its own in 15 lines', () => {
    expect(examples.length).toBe(3);
    expect(examples[0]!.split('\n').filter((line) => line.trim() !== '').length).toBeLessThanOrEqual(15);
  });

  it('names every function and class that there is', () => {
    for (const name of Object.keys(replay)) expect(text).toContain(`\`${name}`);
  });
});
