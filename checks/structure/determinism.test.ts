import { describe, expect, it } from 'vitest';
import { dottedName, lineOf, type Node, parse, walk } from '../syntax.ts';
import { type Source, sourcesOf, workspacePackages } from '../workspace.ts';

/** Clocks and randomness from outside: the same seed would no longer give the same run. */
const HIDDEN_INPUT = new Set([
  'Math.random',
  'Date.now',
  'performance.now',
  'crypto.getRandomValues',
  'crypto.randomUUID',
  'process.hrtime',
]);

/** Functions whose last bits ECMAScript leaves to the engine (ECMA-262, 21.3.2); Math.sqrt and fround are exact. */
const UNPORTABLE_MATHS = new Set(
  'acos acosh asin asinh atan atan2 atanh cbrt cos cosh exp expm1 hypot log log10 log1p log2 pow sin sinh tan tanh'
    .split(' ')
    .map((name) => `Math.${name}`),
);

/**
 * Where a rule does not apply, each with its reason: [file or folder, name, why]. An entry that no longer stands for anything
 * fails the check.
 */
const ALLOWED: readonly (readonly [path: string, name: string, why: string])[] = [
  [
    'packages/checkpoint/src/checkpoint-store.ts',
    'crypto.randomUUID',
    'tells two writers of one folder apart; it stands in the lock, never in a state or its digest',
  ],
  [
    'packages/checkpoint/src/node/',
    'Date.now',
    'is the clock of the injected file system: what a manifest says about when it was written',
  ],
];

describe.each(workspacePackages('packages').map((owner) => [owner.manifest.name, owner] as const))(
  '%s',
  (_, owner) => {
    const uses = sourcesOf(owner).flatMap((source) => usesOf(source, `packages/${owner.folder}/`));
    const allowed = (use: Use): boolean =>
      ALLOWED.some(([file, name]) => use.file.startsWith(file) && name === use.name);

    it('reads no clock and no randomness but what it is given', () => {
      const hidden = uses.filter(({ name }) => HIDDEN_INPUT.has(name) || name === 'new Date');
      expect(hidden.filter((use) => !allowed(use)).map(where)).toEqual([]);
    });

    it('computes with nothing whose last bits differ between engines', () => {
      const unportable = uses.filter(({ name }) => UNPORTABLE_MATHS.has(name) || name === '**');
      expect(unportable.filter((use) => !allowed(use)).map(where)).toEqual([]);
    });

    it('makes no exception that it does not need', () => {
      const own = ALLOWED.filter(([file]) => file.startsWith(`packages/${owner.folder}/`));
      const idle = own.filter(
        ([file, name]) => !uses.some((use) => use.file.startsWith(file) && use.name === name),
      );
      expect(idle).toEqual([]);
    });
  },
);

type Use = { readonly file: string; readonly line: number; readonly name: string };

const where = ({ file, line, name }: Use): string => `${file}:${line} ${name}`;

function usesOf(source: Source, prefix: string): readonly Use[] {
  const found: Use[] = [];
  for (const node of walk(parse(source))) {
    const name = nameOf(node);
    if (name !== undefined)
      found.push({ file: prefix + source.name, line: lineOf(source, node.start), name });
  }
  return found;
}

function nameOf(node: Node): string | undefined {
  if (node.type === 'MemberExpression') return dottedName(node)?.replace(/^globalThis\./, '');
  if (node.type === 'NewExpression' && dottedName(node['callee']) === 'Date')
    return (node['arguments'] as Node[]).length === 0 ? 'new Date' : undefined;
  // Powers of two by whole numbers are exact, so a power of two constant is fine; anything else is a Math.pow.
  if (node.type === 'BinaryExpression' && node['operator'] === '**')
    return [node['left'], node['right']].every(isWholeConstant) ? undefined : '**';
  return undefined;
}

function isWholeConstant(value: unknown): boolean {
  const node = value as Node;
  if (node.type === 'UnaryExpression' && node['operator'] === '-') return isWholeConstant(node['argument']);
  return node.type === 'Literal' && (Number.isInteger(node['value']) || typeof node['value'] === 'bigint');
}
