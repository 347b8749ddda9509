import { describe, expect, it } from 'vitest';
import { OnlineModel } from '../src/index.js';

/** Bytes that `work` leaves behind for the garbage collector, at the least of some rounds: others allocate too. */
function bytesOf(work: () => void): number {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 7; round += 1) {
    const before = process.memoryUsage().heapUsed;
    work();
    const left = process.memoryUsage().heapUsed - before;
    // A round in which garbage was collected tells nothing.
    if (left >= 0 && left < least) least = left;
  }
  return least;
}

describe('a call', () => {
  it('allocates its answer and next to nothing else, after 100,000 calls as after 1,000', () => {
    const model = new OnlineModel({
      target: 'y',
      learner: 'network',
      replay: { ratio: 0.5, capacity: 500 },
      network: { hidden: [8] },
      updatesPerBatch: 1,
      onDrift: 'ignore',
    });
    const rows = Array.from({ length: 64 }, (_, at) => ({ a: at, b: (at * 7) % 5, y: at % 3 === 0 }));
    const calls = (count: number): void => {
      for (let at = 0; at < count; at += 1) {
        model.learnOne(rows[at % rows.length]!);
        model.predictOne(rows[(at * 5) % rows.length]!);
      }
    };
    calls(20_000);
    const early = bytesOf(() => calls(256)) / 512;
    calls(80_000);
    const late = bytesOf(() => calls(256)) / 512;
    // An answer is one or two small objects with numbers that are boxed; a row's objects of cells would be kilobytes.
    expect(late).toBeLessThan(1500);
    expect(late).toBeLessThan(early * 1.5 + 200);
  });
});
