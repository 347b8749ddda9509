import type { Level } from '../level.js';
import { layout } from './layout.js';
import { words } from './words.js';

const MOST_LETTERS = 8;
const VOWELS = 'aeiou';
const CONSONANTS = 'bcdfghjklmnpqrstvwxyz';
const REAL = words.map((word) => Uint8Array.from(word, (letter) => letter.charCodeAt(0) - 96));
const IS_VOWEL = Uint8Array.from({ length: 27 }, (_, code) =>
  Number(VOWELS.includes(String.fromCharCode(96 + code))),
);
const VOWEL_CODES = Uint8Array.from(VOWELS, (letter) => letter.charCodeAt(0) - 96);
const CONSONANT_CODES = Uint8Array.from(CONSONANTS, (letter) => letter.charCodeAt(0) - 96);
const made = new Uint8Array(MOST_LETTERS);

/** Level 3. */
export const textPatterns: Level = {
  name: 'Text patterns',
  domain: 'text',
  inputWidth: layout.width,
  generate(random, { inputs, targets }) {
    const question = random.below(3);
    let word = made;
    let length: number;
    if (random.below(2) === 0) {
      word = REAL[random.below(REAL.length)] as Uint8Array<ArrayBuffer>;
      length = word.length;
    } else {
      length = 2 + random.below(7);
      let vowel = random.below(2) === 0;
      for (let index = 0; index < length; index += 1) {
        made[index] = vowel ? VOWEL_CODES[random.below(5)]! : CONSONANT_CODES[random.below(21)]!;
        vowel = random.below(10) < (vowel ? 2 : 7);
      }
    }
    inputs[layout.domain.text] = 1;
    inputs[layout.operation.length + question] = 1;
    let vowels = 0;
    for (let index = 0; index < length; index += 1) {
      const code = word[index]!;
      vowels += IS_VOWEL[code]!;
      for (let bit = 0; bit < 5; bit += 1) inputs[layout.letters + 5 * index + bit] = (code >> bit) & 1;
    }
    if (question === 0) targets[0] = (length - 5) / 3;
    else if (question === 1) targets[0] = 2 * IS_VOWEL[word[0]!]! - 1;
    else targets[0] = vowels / 2 - 1;
  },
};
