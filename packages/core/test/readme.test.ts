import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as core from '../src/index.js';

describe('the README', () => {
  const text = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const examples = [...text.matchAll(/```[tj]s\n([\s\S]*?)```/g)]
    .map((match) => match[1]!)
    .filter((example) => example.includes('//>'));

  it.each(examples.map((example, at) => [at + 1, example] as const))(
    'prints in example %i what it prints',
    (_, example) => {
      const printed: string[] = [];
      const body = example
        .replace(/^import (\{.*\}) from '@graph\/core';$/gm, 'const $1 = core;')
        .replaceAll('console.log', 'print');
      new Function('core', 'print', body)(core, (...values: unknown[]) => printed.push(values.join(' ')));
      const promised = [...example.matchAll(/\/\/> (.*)$/gm)].map((match) => match[1]);
      expect(promised.length).toBeGreaterThan(0);
      expect(printed).toEqual(promised);
    },
  );

  it('has an example of drawing and one of a state', () => {
    expect(examples.length).toBe(2);
  });
});
