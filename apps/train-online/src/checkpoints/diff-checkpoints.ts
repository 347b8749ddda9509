import { compareTrees, type Difference, digest } from '@graph/checkpoint';
import { grouped, short } from '../terminal/format.js';
import { loadCheckpoint } from './load-checkpoint.js';
import type { VerbResult } from './verb-result.js';

// What fits on a screen; --json has all.
const shownLines = 40;

/** Says where the states of two checkpoints differ, and by how much. */
export async function diffCheckpoints(first: string, second: string): Promise<VerbResult> {
  const a = await loadCheckpoint(first);
  const b = await loadCheckpoint(second);
  const differences = compareTrees(a.tree, b.tree, 'values');
  // Not the digests that they carry: two releases may hash the same state in different ways.
  const same = digest(a.tree) === digest(b.tree);
  const lines = differences.map((one) => `  ${one.path}: ${sentence(one)}`);
  const text = [
    `${a.file}  ${grouped(a.info.examples)} examples`,
    `${b.file}  ${grouped(b.info.examples)} examples`,
    ...(same ? ['The same state, bit for bit.'] : []),
    ...lines.slice(0, shownLines),
    ...(lines.length > shownLines
      ? [`  and ${grouped(lines.length - shownLines)} more (--json has all)`]
      : []),
  ].join('\n');
  const json = {
    first: { file: a.file, examples: a.info.examples, stateDigest: a.info.stateDigest },
    second: { file: b.file, examples: b.info.examples, stateDigest: b.info.stateDigest },
    same,
    differences,
  };
  return { text, json, warnings: [...a.warnings, ...b.warnings] };
}

function sentence({ kind, first, second, changed, largest }: Difference): string {
  if (kind === 'missing') return `${first} is not in the second`;
  if (kind === 'extra') return `${second} is not in the first`;
  if (changed === undefined) return `${first} is ${second} in the second`;
  return `${grouped(changed)} values of ${first} differ, by at most ${short(largest)}`;
}
