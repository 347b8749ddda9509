import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import * as online from '../src/index.js';
import * as node from '../src/node/index.js';

describe('the README', () => {
  const text = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const examples = [...text.matchAll(/```ts\n([\s\S]*?)```/g)].map((match) => match[1]!);

  it('prints what it prints', () => {
    const [example] = examples;
    const printed: string[] = [];
    const body = example!
      .replace(/^import (\{.*\}) from '@graph\/online';$/gm, 'const $1 = online;')
      .replaceAll('console.log', 'print');
    const print = (...values: unknown[]): unknown =>
      printed.push(values.map((value) => (typeof value === 'string' ? value : inspect(value))).join(' '));
    new Function('online', 'print', body)(online, print);
    const promised = [...example!.matchAll(/\/\/> (.*)$/gm)].map((match) => match[1]);
    expect(promised.length).toBeGreaterThan(0);
    expect(printed).toEqual(promised);
  });

  it('shows it used on its own in about 15 lines, and a service with restart in 12', () => {
    const linesOf = (example: string): number =>
      example.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('import')).length;
    expect(linesOf(examples[0]!)).toBeLessThanOrEqual(15);
    expect(linesOf(examples[1]!)).toBeLessThanOrEqual(12);
  });

  it('names every export', () => {
    for (const name of [...Object.keys(online), ...Object.keys(node)]) expect(text).toContain(`\`${name}`);
  });
});
