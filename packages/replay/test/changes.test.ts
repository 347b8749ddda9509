import fc from 'fast-check';
import { expect, it } from 'vitest';
import { balancedFifo, type Eviction, fifo, ReplayMemory, reservoir } from '../src/index.js';
import { fillRows, schema } from './rows.js';

it('reports every byte that changed, and few others', () => {
  fc.assert(
    fc.property(
      fc.constantFrom<Eviction>(fifo(), reservoir(), balancedFifo({ by: 'domains' })),
      fc.array(fc.tuple(fc.constantFrom('add', 'remove', 'take'), fc.integer({ min: 1, max: 60 })), {
        maxLength: 30,
      }),
      (eviction, operations) => {
        const memory = new ReplayMemory({ schema, capacity: 3000, seed: 1, eviction });
        const batch = memory.createBatch(64);
        const known: Record<string, Uint8Array> = {};
        const copy = (): void => {
          const state = memory.state();
          for (const [name, ranges] of Object.entries(memory.takeChanges())) {
            const { buffer, byteOffset, byteLength } = state[name as 'records' | 'ids']!;
            const now = new Uint8Array(buffer, byteOffset, byteLength);
            const next = new Uint8Array(byteLength);
            next.set((known[name] ?? next).subarray(0, byteLength));
            for (const [from, to] of ranges) next.set(now.subarray(from, to), from);
            expect(Buffer.compare(next, now)).toBe(0);
            known[name] = next;
          }
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
        for (const ranges of Object.values(memory.takeChanges())) expect(ranges).toEqual([]);
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
  const bytes = memory.takeChanges()['records']!.reduce((sum, [from, to]) => sum + to - from, 0);
  expect(bytes).toBeLessThanOrEqual(2 * 65_536);
});
