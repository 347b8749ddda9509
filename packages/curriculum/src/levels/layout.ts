/** Where the standard levels write. One-hot of the domain, one-hot of the operation, then the values of each domain. */
export const layout = {
  domain: { math: 0, text: 1, timeseries: 2, logic: 3, mathAdvanced: 4 },
  operation: {
    add: 5,
    subtract: 6,
    multiply: 7,
    divide: 8,
    length: 9,
    startsWithVowel: 10,
    vowelCount: 11,
    arithmetic: 12,
    geometric: 13,
    alternating: 14,
    xor: 15,
    and: 16,
    or: 17,
    implies: 18,
  },
  /** Three operands, shared by `math` and `mathAdvanced`. */
  operands: 19,
  /** Four elements of a sequence. */
  elements: 22,
  /** Two noisy bits. */
  bits: 26,
  /** Eight letters of five bits. */
  letters: 28,
  width: 68,
} as const;
