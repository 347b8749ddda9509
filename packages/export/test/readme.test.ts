import { readFileSync } from 'node:fs';
import { OnlineModel } from '@graph/online';
import { describe, expect, it } from 'vitest';
import * as exported from '../src/index.js';

describe('the README', () => {
  it('prints what it prints', () => {
    const text = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
    const example = /```ts\n([\s\S]*?)```/.exec(text)![1]!;
    const printed: string[] = [];
    const body = example.replace(/^import .*$/gm, '').replaceAll('console.log', 'print');
    new Function('OnlineModel', 'toJson', 'toOnnx', 'toSafetensors', 'print', body)(
      OnlineModel,
      exported.toJson,
      exported.toOnnx,
      exported.toSafetensors,
      (...values: unknown[]) => printed.push(values.join(' ')),
    );
    expect(printed).toEqual([...example.matchAll(/\/\/> (.*)$/gm)].map((match) => match[1]));
    expect(printed).toHaveLength(3);
  });
});
