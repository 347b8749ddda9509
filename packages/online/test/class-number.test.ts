import { describe, expect, it } from 'vitest';
import { classNumber } from '../src/table/class-number.js';

describe('the numbers of classes', () => {
  it('are apart from one another', () => {
    expect(Array.from({ length: 6 }, (_, at) => classNumber(at))).toEqual([0, 1, 0.5, 0.25, 0.75, 0.125]);
    const numbers = Array.from({ length: 1000 }, (_, at) => classNumber(at)).sort((a, b) => a - b);
    for (let at = 1; at < 1000; at += 1)
      expect(numbers[at]! - numbers[at - 1]!).toBeGreaterThanOrEqual(1 / 1024);
  });
});
