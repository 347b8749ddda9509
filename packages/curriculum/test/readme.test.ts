import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as curriculum from '../src/index.js';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const examples = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map((match) => match[1]!);

describe('the README', () => {
  it.each(examples.map((example) => [/\w+.*$/m.exec(example.replace(/^import .*$/m, ''))![0], example]))(
    'prints what it says: %s',
    (_, example) => {
      const printed: string[] = [];
      const body = example.replace(/^import .*$/gm, '').replaceAll('console.log', 'print');
      const names = Object.keys(curriculum);
      const run = new Function(...names, 'print', body);
      run(...Object.values(curriculum), (...values: unknown[]) => printed.push(values.join(' ')));
      expect(printed).toEqual([...example.matchAll(/\/\/> (.*)$/gm)].map((match) => match[1]));
      expect(printed.length).toBeGreaterThan(0);
    },
  );

  it('shows a level of your own in at most 20 lines', () => {
    const own = /^const thrownBall = \{\n[\s\S]*?^\};$/m.exec(readme)![0];
    expect(own.split('\n').length).toBeLessThanOrEqual(20);
  });
});
