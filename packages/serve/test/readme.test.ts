import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as serve from '../src/index.js';

describe('the README', () => {
  it('prints what it says it prints', async () => {
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
    const example = /```ts\n([\s\S]*?)```/.exec(readme)![1]!;
    const printed: string[] = [];
    const AsyncFunction = (async () => undefined).constructor as FunctionConstructor;
    const body = example
      .replace(/^import .*$/gm, '')
      .replaceAll('console.log', 'print')
      .replace('(path: string, body: object)', '(path, body)');
    const run = new AsyncFunction(...Object.keys(serve), 'print', body);
    await run(...Object.values(serve), (...values: unknown[]) => printed.push(values.join(' ')));
    const promised = example.split('\n').flatMap((line) => line.split('//> ').slice(1));
    expect(printed).toEqual(promised.map((text) => text.trim()));
  });
});
