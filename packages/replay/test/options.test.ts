import { describe, expect, it } from 'vitest';
import {
  balanced,
  balancedFifo,
  balancedReservoir,
  bytesFor,
  mixed,
  prioritized,
  ReplayError,
  ReplayMemory,
  ReplayProducer,
  recency,
  uniform,
} from '../src/index.js';
import { fillRows, schema } from './rows.js';

const options = { schema, capacity: 4, seed: 1 };
const part = { share: 1, strategy: uniform() };

// As JavaScript would call them.
const refusals: readonly (readonly [act: () => unknown, message: RegExp])[] = [
  [
    () => new ReplayMemory({ ...options, evictions: 'fifo' } as never),
    /no option evictions; did you mean eviction/,
  ],
  [() => new ReplayMemory(undefined as never), /options of ReplayMemory are undefined/],
  [() => new ReplayMemory({ ...options, capacity: 0 }), /capacity is 0, wanted a whole number from 1/],
  [() => new ReplayMemory({ ...options, seed: 1.5 }), /seed is 1.5/],
  [() => new ReplayMemory({ ...options, newPriority: -1 }), /newPriority is -1/],
  [() => new ReplayMemory({ ...options, kernel: 'wasm' as never }), /kernel is "wasm"/],
  [() => new ReplayMemory({ ...options, shared: 1 as never }), /shared is 1, wanted true or false/],
  [() => new ReplayMemory({ ...options, eviction: { kind: 'lifo' } as never }), /eviction is .*lifo/],
  [() => new ReplayMemory({ ...options, eviction: balancedFifo({ by: 'inputs' }) }), /is by "inputs"/],
  [() => uniform({ replacment: true } as never), /did you mean replacement/],
  [() => uniform({ replacement: 1 as never }), /replacement of uniform is 1/],
  [() => prioritized({ alpha: 9 }), /alpha of prioritized is 9, wanted a number from 0 to 8/],
  [() => prioritized({ epsilon: -1 }), /epsilon of prioritized is -1/],
  [() => prioritized({ stratified: 'yes' as never }), /stratified of prioritized/],
  [() => prioritized({ alpa: 1 } as never), /did you mean alpha/],
  [() => prioritized({ beta: 2 }), /beta of prioritized is 2/],
  [() => prioritized({ beta: { from: 0, to: 1, draws: 0 } }), /beta.draws of prioritized is 0/],
  [() => prioritized({ beta: { from: 0, to: 1, steps: 9 } as never }), /no option steps/],
  [() => prioritized({ normalise: 'max' as never }), /normalise of prioritized is "max"/],
  [() => recency({ halfLife: 0 }), /halfLife of recency is 0/],
  [() => recency({ halflife: 3 } as never), /did you mean halfLife/],
  [() => recency(undefined as never), /options of recency are undefined/],
  [() => balanced({ by: 3 as never }), /balanced has by 3/],
  [() => balanced({ by: 'domains', beta: -1 }), /beta of balanced is -1/],
  [() => mixed([]), /mixed has no parts/],
  [() => mixed([{ ...part, share: 0 }]), /share of a part of mixed is 0/],
  [() => mixed([{ ...part, weight: 1 } as never]), /a part of mixed has no option weight/],
  [() => mixed([part], { betta: 1 } as never), /did you mean beta/],
  [() => balancedFifo({} as never), /balancedFifo has by undefined/],
  [
    () => balancedReservoir({ by: 'domains', capacity: 3 } as never),
    /balancedReservoir has no option capacity/,
  ],
  [() => bytesFor(schema, 0), /capacity is 0/],
  [() => new ReplayMemory(options).add({ size: 0 } as never, { frm: 1 } as never), /did you mean from/],
  [() => new ReplayMemory(options).resize(0), /capacity is 0/],
  [() => new ReplayMemory(options).top(-1), /count of top is -1/],
  [() => new ReplayMemory(options).openProducer(0), /rows of a producer's ring is 0/],
  [
    () => ReplayMemory.from(new ReplayMemory(options).state(), { capcity: 3 } as never),
    /did you mean capacity/,
  ],
  [() => ReplayMemory.from(new ReplayMemory(options).state(), { newPriority: -1 }), /newPriority is -1/],
  [
    () =>
      new ReplayProducer<typeof schema>(new ReplayMemory(options).openProducer(2)).add(
        new ReplayMemory(options).createBatch(1),
        { frm: 1 } as never,
      ),
    /did you mean from/,
  ],
];

describe('an option', () => {
  it.each(refusals)(
    'that is unknown or out of its range is refused with the code OPTION: %s',
    (act, message) => {
      expect(act).toThrow(message);
      expect(act).toThrow(expect.objectContaining({ code: 'OPTION', name: 'ReplayError' }));
    },
  );

  it('of a strategy written by hand is checked as one that was made', () => {
    const memory = new ReplayMemory(options);
    const byHand = [
      { kind: 'prioritized', alpha: 9 },
      { kind: 'uniform', replace: true },
      { kind: 'mixed', parts: [{ share: -1, strategy: uniform() }] },
      { kind: 'mixed' },
    ];
    for (const strategy of byHand)
      expect(() => memory.setStrategy(strategy as never)).toThrow(
        expect.objectContaining({ code: 'OPTION' }),
      );
    for (const strategy of [undefined, {}, { kind: 'best' }, { kind: 'mixed', parts: [{ share: 1 }] }])
      expect(() => memory.setStrategy(strategy as never)).toThrow(
        expect.objectContaining({ code: 'STRATEGY' }),
      );
    expect(memory.strategy).toEqual(mixed());
  });
});

describe('ReplayError', () => {
  it('is known by its code and by is()', () => {
    const error: unknown = new ReplayError('SHAPE', 'wrong', { cause: 1 });
    expect(ReplayError.is(error)).toBe(true);
    expect(ReplayError.is(new Error('SHAPE'))).toBe(false);
  });
});

describe('uniform draws without replacement', () => {
  it('find a random set of rows, but not in a random order', () => {
    const memory = new ReplayMemory({ ...options, capacity: 8, strategy: uniform() });
    const batch = memory.createBatch(8);
    fillRows(batch, 0, 8);
    memory.add(batch);
    // With as many rows as there are, the order has little to do with chance.
    let fixed = 0;
    for (let draw = 0; draw < 50; draw += 1) {
      memory.sample(batch, 8);
      expect(new Set(batch.ids).size).toBe(8);
      if (batch.ids[0] === 0) fixed += 1;
    }
    expect(fixed).toBeGreaterThan(25);
  });
});
