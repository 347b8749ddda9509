import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as learner from '../src/index.js';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const examples = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map((match) => match[1]!);

describe('README', () => {
  it.each(examples.map((example, index) => [index + 1, example] as const))(
    'prints in example %i what it prints',
    (_, example) => {
      const printed: string[] = [];
      const body = example.replace(/^import [^;]*;$/gm, '').replaceAll('console.log', 'print');
      const print = (...values: unknown[]): void => void printed.push(values.join(' '));
      new Function(...Object.keys(learner), 'print', body)(...Object.values(learner), print);
      expect(printed).toEqual([...example.matchAll(/\/\/> (.*)$/gm)].map((match) => match[1]));
    },
  );

  it('names every export', () => {
    const index = readFileSync(new URL('../src/index.ts', import.meta.url), 'utf8');
    const names = [...index.matchAll(/^export (?:type )?\{([^}]*)\}/gm)]
      .flatMap((match) => match[1]!.split(','))
      .map((name) => name.trim().replace(/^type /, ''))
      .filter((name) => name !== '');
    expect(names.length).toBeGreaterThan(20);
    expect(names.filter((name) => !readme.includes(`\`${name}`))).toEqual([]);
  });
});
