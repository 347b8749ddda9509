import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import * as keyed from '../src/index.js';

it('prints in the README what it says it prints', async () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const example = /```ts\n([\s\S]*?)```/.exec(readme)![1]!;
  const printed: string[] = [];
  const AsyncFunction = (async () => undefined).constructor as FunctionConstructor;
  const body = example.replace(/^import [^;]*;$/gm, '').replaceAll('console.log', 'print');
  const run = new AsyncFunction(...Object.keys(keyed), 'print', body);
  await run(...Object.values(keyed), (...values: unknown[]) => printed.push(values.join(' ')));
  const promised = example.split('\n').flatMap((line) => line.split('//> ').slice(1));
  expect(printed).toEqual(promised.map((text) => text.trim()));
});
