import { describe, expect, it } from 'vitest';
import { Curriculum } from '../src/index.js';

describe('Curriculum', () => {
  it('fills the same rows however the calls are sliced', () => {
    const whole = new Curriculum({ seed: 42 });
    const sliced = new Curriculum({ seed: 42 });
    const a = whole.createBatch(32);
    const b = sliced.createBatch(32);
    expect(whole.fill(a, 32)).toBe(32);
    expect(sliced.fill(b, 16) + sliced.fill(b, 16)).toBe(32);
    expect(b).toEqual(a);
    expect(sliced.state()).toEqual(whole.state());
  });
});
