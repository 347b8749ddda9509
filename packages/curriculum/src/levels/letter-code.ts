const UNITS = [
  ...[
    '10000',
    '00110',
    '10110',
    '11110',
    '01000',
    '01110',
    '01010',
    '11010',
    '01100',
    '10010',
    '10011',
    '11011',
    '01011',
  ],
  ...[
    '01111',
    '11100',
    '11111',
    '10111',
    '00111',
    '00101',
    '10101',
    '10100',
    '11101',
    '01101',
    '01001',
    '00100',
    '11001',
  ],
];

/**
 * The telegraph code of a to z, five bits a letter, `[26, 5]`: International Telegraph Alphabet No. 1 (Baudot 1874).
 * It says which letter, nothing about the word. Vowels have neither of the last two bits, but neither has y: being a
 * vowel is a function of all five that has to be learned, as has counting.
 */
export const letterCode: Float32Array = Float32Array.from(UNITS.join(''), Number);
