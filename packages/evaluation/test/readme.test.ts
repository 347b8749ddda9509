import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as evaluation from '../src/index.js';

const exported = new Map<string, unknown>(Object.entries(evaluation));

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const examples = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map((match) => match[1]!);

describe('the README', () => {
  it.each(examples.map((example, index) => [index + 1, example] as const))(
    'prints in example %i what it prints',
    (_, example) => {
      const printed: string[] = [];
      const names = [...example.matchAll(/^import \{ (.*) \} from '@graph\/evaluation';$/gm)].flatMap(
        (match) => match[1]!.split(', '),
      );
      const body = example.replace(/^import .*$/gm, '').replaceAll('console.log', 'print');
      new Function(...names, 'print', body)(
        ...names.map((name) => exported.get(name)),
        (...values: unknown[]) => printed.push(values.join(' ')),
      );
      expect(printed).toEqual([...example.matchAll(/\/\/> (.*)$/gm)].map((match) => match[1]));
    },
  );

  it('has its five examples, and names every class', () => {
    expect(examples).toHaveLength(5);
    for (const name of exported.keys()) expect(readme).toContain(`\`${name}\``);
  });
});
