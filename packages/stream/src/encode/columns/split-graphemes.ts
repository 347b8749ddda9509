import { EXTENDING_RANGES } from './extending-ranges.js';

const JOINER = 0x200d;
let bounds: Uint32Array | undefined;

/**
 * Splits a text into what its reader would call characters: a code point with all that extends it, two regional
 * indicators (a flag), and what a joiner joins. Unlike Intl.Segmenter, whose answer changes with the engine's version
 * of Unicode, it is the same everywhere. It keeps to UAX 29 but for Indic conjuncts, which it splits after the virama.
 *
 * @param limit - the most characters that are returned.
 */
export function splitGraphemes(text: string, limit: number): string[] {
  const graphemes: string[] = [];
  let joined = false;
  let flag = false;
  for (const character of text) {
    const point = character.codePointAt(0) as number;
    const regional = point >= 0x1f1e6 && point <= 0x1f1ff;
    const continues: boolean = joined || (flag && regional) || (point >= 0x300 && extendsPrevious(point));
    if (continues && graphemes.length > 0) graphemes[graphemes.length - 1] += character;
    else if (graphemes.length >= limit) break;
    else graphemes.push(character);
    flag = regional && !(flag && continues);
    joined = point === JOINER;
  }
  return graphemes;
}

function extendsPrevious(point: number): boolean {
  bounds ??= Uint32Array.from(
    EXTENDING_RANGES.split(' ').flatMap((range) => {
      const [first, last] = range.split('-');
      return [Number.parseInt(first!, 16), Number.parseInt(last ?? first!, 16) + 1];
    }),
  );
  // The number of bounds at or below the point is odd inside a range.
  let low = 0;
  let high = bounds.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (bounds[middle]! <= point) low = middle + 1;
    else high = middle;
  }
  return low % 2 === 1;
}
