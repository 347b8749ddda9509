import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../workspace.ts';

/** Examples in the README of one part that need another: no part's own tests could run them. */
const COMPOSED = [{ readme: 'packages/replay/README.md', packages: ['@graph/learner', '@graph/replay'] }];

it.each(COMPOSED)(
  '$readme shows its package composed with another, and prints what it prints',
  async (composed) => {
    const text = readFileSync(join(root, composed.readme), 'utf8');
    const example = [...text.matchAll(/```[tj]s\n([\s\S]*?)```/g)]
      .map((match) => match[1]!)
      .find((each) => composed.packages.every((name) => each.includes(`from '${name}'`)));
    const modules = Object.fromEntries(
      await Promise.all(composed.packages.map(async (name) => [name, await import(name)] as const)),
    );
    const printed: string[] = [];
    const body = example!
      .replace(/^import (\{.*\}) from '(.*)';$/gm, "const $1 = modules['$2'];")
      .replaceAll('console.log', 'print');
    new Function('modules', 'print', body)(modules, (...values: unknown[]) => printed.push(values.join(' ')));
    expect(printed).toEqual([...example!.matchAll(/\/\/> (.*)$/gm)].map((match) => match[1]));
  },
);
