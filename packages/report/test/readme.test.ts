import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as report from '../src/index.js';

describe('the README', () => {
  it('prints what it prints', () => {
    const text = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
    const example = /```ts\n([\s\S]*?)```/.exec(text)![1]!;
    const printed: string[] = [];
    const body = example
      .replace(/^import .*$/gm, 'const { RunHistory, renderReport, verdictOf } = report;')
      .replaceAll('as const', '')
      .replaceAll('[0]!', '[0]')
      .replaceAll('console.log', 'print');
    new Function('report', 'print', body)(report, (...values: unknown[]) => printed.push(values.join(' ')));
    expect(printed).toEqual([...example.matchAll(/\/\/> (.*)$/gm)].map((match) => match[1]));
    expect(printed).toHaveLength(3);
  });
});
