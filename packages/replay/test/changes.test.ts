import fc from 'fast-check';
import { expect, it } from 'vitest';
import { balancedFifo, type Eviction, fifo, ReplayMemory, reservoir } from '../src/index.js';
import { fillRows, schema } from './rows.js';

it('says of every byte that changed that it may have, and of few others', () => {
  fc.assert(
    fc.property(
      fc.constantFrom<Eviction>(fifo(), reservoir(), balancedFifo({ by: 'domains' })),
      fc.array(fc.tuple(fc.constantFrom('add', 'remove', 'take'), fc.integer({ min: 1, max: 60 })), {
        maxLength: 30,
      }),
      (eviction, operations) => {
        const memory = new ReplayMemory({ schema, capacity: 3000, seed: 1, eviction });
        const batch = memory.createBatch(64);
        let known = new Uint8Array(0);
        const copy = (): void => {
          const { records } = memory.state();
          const next = new Uint8Array(records.length);
          next.set(known.subarray(0, records.length));
          for (const [from, to] of memory.takeChanges()) next.set(records.subarray(from, to), from);
          expect(next).toEqual(Uint8Array.from(records));
          known = next;
        };
        for (const [operation, count] of operations) {
          if (operation === 'take') copy();
          else if (operation === 'remove') memory.remove([...memory.ids()].slice(0, count));
          else
            for (let round = 0; round < 20; round += 1) {
              fillRows(batch, memory.added, count);
              memory.add(batch);
            }
        }
        copy();
        expect(memory.takeChanges()).toEqual([]);
      },
    ),
    { numRuns: 60 },
  );
});

it('marks one block of 64 KiB for rows that lie side by side', () => {
  const memory = new ReplayMemory({ schema, capacity: 100_000, seed: 1, eviction: fifo() });
  const batch = memory.createBatch(64);
  for (let round = 0; round < 200; round += 1) {
    fillRows(batch, memory.added, 64);
    memory.add(batch);
  }
  memory.takeChanges();
  fillRows(batch, memory.added, 8);
  memory.add(batch);
  const bytes = memory.takeChanges().reduce((sum, [from, to]) => sum + to - from, 0);
  expect(bytes).toBeLessThanOrEqual(2 * 65_536);
});
