import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isNode, lineOf, type Node, parse, walk } from '../syntax.ts';
import { type Source, sourcesOf, workspacePackages } from '../workspace.ts';

/**
 * Where a type cannot say it, each with its reason. An entry that no longer stands for anything fails the check.
 */
const ALLOWED: readonly (readonly [file: string, what: string, why: string])[] = [
  [
    'packages/core/src/define-error.ts',
    'as unknown as',
    'no class type can say that Object.assign adds the fields of a type parameter',
  ],
  [
    'packages/core/src/state/state-reader.ts',
    'as never',
    'hands what was saved to the `from` that checks it, whatever state that takes',
  ],
];

describe.each(workspacePackages('packages').map((owner) => [owner.manifest.name, owner] as const))(
  '%s',
  (_, owner) => {
    const prefix = `packages/${owner.folder}/`;
    const found = sourcesOf(owner).flatMap((source) => holesOf(source, prefix));

    it('has no any, and no cast that switches the compiler off', () => {
      const open = found.filter(
        ({ file, what }) => !ALLOWED.some(([path, kind]) => path === file && kind === what),
      );
      expect(open.map(({ file, line, what }) => `${file}:${line} ${what}`)).toEqual([]);
    });

    it('makes no exception that it does not need', () => {
      const own = ALLOWED.filter(([path]) => path.startsWith(prefix));
      expect(
        own.filter(([path, kind]) => !found.some(({ file, what }) => file === path && what === kind)),
      ).toEqual([]);
    });

    it('says in test/types.test-d.ts what compiles and what must not', () => {
      const file = join(owner.path, 'test', 'types.test-d.ts');
      expect(existsSync(file)).toBe(true);
      expect(readFileSync(file, 'utf8')).toMatch(/\/\/ @ts-expect-error/);
    });
  },
);

type Hole = { readonly file: string; readonly line: number; readonly what: string };

function holesOf(source: Source, prefix: string): readonly Hole[] {
  return [...walk(parse(source))].flatMap((node) => {
    const what = holeOf(node);
    return what === undefined ? [] : [{ file: prefix + source.name, line: lineOf(source, node.start), what }];
  });
}

function holeOf(node: Node): string | undefined {
  if (node.type === 'TSAnyKeyword') return 'any';
  if (!isCast(node)) return undefined;
  if (typeOf(node) === 'TSNeverKeyword') return 'as never';
  const inner = node['expression'];
  return isNode(inner) && isCast(inner) && typeOf(inner) === 'TSUnknownKeyword' ? 'as unknown as' : undefined;
}

const isCast = ({ type }: Node): boolean => type === 'TSAsExpression' || type === 'TSTypeAssertion';

const typeOf = (cast: Node): string => (cast['typeAnnotation'] as Node).type;
