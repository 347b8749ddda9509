import { parseBoolean } from './parse-boolean.js';

/** The no that belongs to a yes, and the other way round, while only one of them has been met. */
const OTHER: ReadonlyMap<string, string> = new Map(
  [
    ['true', 'false'],
    ['yes', 'no'],
    ['y', 'n'],
    ['t', 'f'],
    ['on', 'off'],
    ['1', '0'],
  ].flatMap(([yes, no]) => [
    [yes!, no!],
    [no!, yes!],
  ]),
);

/** The word that is no where `word` is yes, and the other way round; `fallback` where there is no such. */
export function counterpart(word: string, fallback: string): string {
  return OTHER.get(word.toLowerCase()) ?? fallback;
}

/** Reads what is known by a word (`wordOf`) as no or yes, 0 or 1; NaN where it is neither. */
export function yesOf(word: string): number {
  if (word === '0' || word === '1') return Number(word);
  return parseBoolean(word);
}

/** The words of no and yes that come first among some. */
export function yesNoWords(words: Iterable<string>): readonly [no: string, yes: string] {
  const found: [no: string, yes: string] = ['', ''];
  for (const word of words) {
    const yes = yesOf(word);
    if ((yes === 0 || yes === 1) && found[yes] === '') found[yes] = word;
  }
  const [no, yes] = found;
  return [no || counterpart(yes, 'false'), yes || counterpart(no, 'true')];
}
