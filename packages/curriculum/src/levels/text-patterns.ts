import type { Level } from '../level.js';
import { layout } from './layout.js';
import { letterCode } from './letter-code.js';
import { words } from './words.js';

const VOWELS = numbers('aeiou');
const CONSONANTS = numbers('bcdfghjklmnpqrstvwxyz');
const IS_VOWEL = Uint8Array.from({ length: 26 }, (_, letter) => Number(VOWELS.includes(letter)));
const MOST_LETTERS = 8;
/** The real words one after the other, and where each starts: no object is touched for a word. */
const REAL_LETTERS = numbers(words.join(''));
const REAL_STARTS = starts(words);

/**
 * Level 3: a word of two to eight letters in a five-bit code, and a question: its length, whether it starts with a
 * vowel (a, e, i, o, u), how many vowels it has. Every other word is a common English one, the rest are made up.
 */
export const textPatterns: Level = {
  name: 'Text patterns',
  domain: 'text',
  inputWidth: layout.width,
  generate(random, { inputs, targets }) {
    const question = random.below(3);
    const word = random.below(2) === 0 ? random.below(words.length) : -1;
    const start = word < 0 ? 0 : REAL_STARTS[word]!;
    const length = word < 0 ? 2 + random.below(MOST_LETTERS - 1) : REAL_STARTS[word + 1]! - start;
    let isVowel = word < 0 && random.below(2) === 0;
    let first = 0;
    let vowels = 0;
    for (let index = 0; index < length; index += 1) {
      let letter: number;
      if (word < 0) {
        letter = isVowel ? VOWELS[random.below(5)]! : CONSONANTS[random.below(21)]!;
        // A consonant mostly follows a vowel and a vowel a consonant, so that made-up words look like words.
        isVowel = random.below(10) < (isVowel ? 2 : 7);
      } else letter = REAL_LETTERS[start + index]!;
      const vowel = IS_VOWEL[letter]!;
      if (index === 0) first = vowel;
      vowels += vowel;
      const place = layout.letters + 5 * index;
      for (let bit = 0; bit < 5; bit += 1) inputs[place + bit] = letterCode[5 * letter + bit]!;
    }
    inputs[layout.domain.text] = 1;
    inputs[layout.operation.length + question] = 1;
    if (question === 0) targets[0] = (length - 5) / 3;
    else if (question === 1) targets[0] = first;
    else targets[0] = vowels / 2 - 1;
  },
};

function numbers(letters: string): Uint8Array {
  return Uint8Array.from(letters, (letter) => letter.charCodeAt(0) - 97);
}

function starts(list: readonly string[]): Uint16Array {
  const result = new Uint16Array(list.length + 1);
  for (const [index, word] of list.entries()) result[index + 1] = result[index]! + word.length;
  return result;
}
