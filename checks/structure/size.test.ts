import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sourcesOf, workspacePackages } from '../workspace.ts';

/** A folder with more files side by side no longer shows what belongs together. */
const MOST_FILES = 16;

/** A longer file does more than one thing. */
const MOST_LINES = 300;

/** Longer files, each with its reason. An entry that no longer stands for anything fails the check. */
const LONGER: readonly (readonly [file: string, why: string])[] = [];

const owners = (['packages', 'apps'] as const).flatMap((group) =>
  workspacePackages(group).map((owner) => [`${group}/${owner.folder}`, owner] as const),
);

describe.each(owners)('%s', (where, owner) => {
  const sources = sourcesOf(owner);

  it(`has at most ${MOST_FILES} files side by side`, () => {
    const counts = new Map<string, number>();
    for (const { name } of sources) counts.set(dirname(name), (counts.get(dirname(name)) ?? 0) + 1);
    expect([...counts].filter(([, count]) => count > MOST_FILES)).toEqual([]);
  });

  it(`has no file of more than ${MOST_LINES} lines but those that say why`, () => {
    const long = sources
      .filter(({ text }) => text.trimEnd().split('\n').length > MOST_LINES)
      .map(({ name }) => `${where}/${name}`);
    const allowed = LONGER.map(([file]) => file).filter((file) => file.startsWith(`${where}/`));
    expect(long.sort()).toEqual(allowed.sort());
  });
});
