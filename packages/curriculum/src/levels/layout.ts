/**
 * Where the standard levels write: a one-hot of the domain, a one-hot of the operation, then values. The four values
 * mean operands, elements or bits, as the one-hots say: the tasks have to share the network, as they share its input.
 */
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
  values: 19,
  /** Eight letters of five bits each; a place with no letter is all 0. */
  letters: 23,
  width: 63,
} as const;
