import type { KeyedLearner, LearnerFactory } from '../../src/index.js';

/** A learner whose state is a rolling hash of what it was given; a body that begins with 255 is poison, after half of its work. */
export class Toy implements KeyedLearner {
  hash: number;

  constructor(hash: number) {
    this.hash = hash;
  }

  apply(body: Uint8Array): Uint8Array {
    for (const byte of body) this.hash = (Math.imul(this.hash, 31) + byte + 1) >>> 0;
    if (body[0] === 255) throw new Error('poison');
    return this.state();
  }

  state(): Uint8Array {
    return Uint8Array.of(this.hash, this.hash >>> 8, this.hash >>> 16, this.hash >>> 24);
  }
}

export const toys: LearnerFactory = {
  layout: 'toy',
  create: () => new Toy(1),
  restore: (_, state) => new Toy(new DataView(state.buffer, state.byteOffset).getUint32(0, true)),
};
