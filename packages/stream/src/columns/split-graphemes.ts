/** Ranges of code points that continue the character before them: marks, joiners, variation selectors, skin tones. */
const EXTENDS: readonly (readonly [number, number])[] = [
  [0x300, 0x36f],
  [0x200d, 0x200d],
  [0xfe00, 0xfe0f],
];

/** Splits a text into what a reader would call characters, at most `limit` of them. */
export function splitGraphemes(text: string, limit: number): string[] {
  const graphemes: string[] = [];
  let joined = false;
  for (const point of text) {
    const extend = EXTENDS.some(
      ([low, high]) => point.codePointAt(0)! >= low && point.codePointAt(0)! <= high,
    );
    if (graphemes.length > 0 && (extend || joined)) graphemes[graphemes.length - 1] += point;
    else if (graphemes.length >= limit) break;
    else graphemes.push(point);
    joined = point === '\u200d';
  }
  return graphemes;
}
