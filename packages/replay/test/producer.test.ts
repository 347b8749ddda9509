import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { type ProducerPort, ReplayError, ReplayMemory, ReplayProducer, uniform } from '../src/index.js';
import { fillRows, isRow, schema } from './rows.js';

/** A thread that puts rows numbered from `first` in steps of `step` into its ring, through the built package. */
function startProducer(port: ProducerPort, rows: number, first: number): Worker {
  const source = `
    const { workerData } = require('node:worker_threads');
    import(workerData.entry).then(({ ReplayProducer }) => {
      const producer = new ReplayProducer(workerData.port);
      const size = 37;
      const rows = {
        size,
        levels: new Uint8Array(size),
        inputs: new Float32Array(3 * size),
        domains: new Uint16Array(size),
        targets: new Float64Array(size),
      };
      const domainOf = (id) => Math.min(4, Math.clz32(Math.imul(id + 1, 0x9e3779b1)));
      for (let done = 0; done < workerData.rows; ) {
        rows.size = Math.min(size, workerData.rows - done);
        for (let at = 0; at < rows.size; at += 1) {
          const id = workerData.first + done + at;
          rows.levels[at] = id % 256;
          rows.inputs.set([id, id + 0.25, -id], at * 3);
          rows.domains[at] = domainOf(id);
          rows.targets[at] = id / 3;
        }
        for (let from = 0; from < rows.size; from += producer.add(rows, { from })) producer.waitForRoom();
        done += rows.size;
      }
    });
  `;
  const entry = new URL('../dist/index.js', import.meta.url).href;
  // Without the conditions that make this test read sources: a thread reads what was built.
  return new Worker(source, { eval: true, execArgv: [], workerData: { entry, port, rows, first } });
}

describe('ReplayProducer', () => {
  it('fills a memory from two threads while their owner draws: every row whole, in order, none lost', async () => {
    const rows = 20_000;
    const memory = new ReplayMemory({ schema, capacity: 5000, seed: 1, strategy: uniform(), shared: true });
    const workers = [0, 500_000].map((first) => startProducer(memory.openProducer(200), rows, first));
    let failure: Error | undefined;
    const exits = workers.map((worker) =>
      new Promise((done, failed) => worker.on('exit', done).on('error', failed)).catch((error) => {
        failure = error;
      }),
    );
    const batch = memory.createBatch(32);
    const last = [-1, 499_999];
    let torn = 0;
    let disordered = 0;
    let checked = 0;
    while (memory.added < 2 * rows && failure === undefined) {
      memory.receive();
      // The newest rows, each of the thread whose number comes next.
      for (; checked < memory.added; checked += 1) {
        const number = memory.inspect(checked)?.values.targets[0];
        if (number === undefined) continue;
        const id = Math.round(number * 3);
        const thread = id < 500_000 ? 0 : 1;
        if (id <= last[thread]!) disordered += 1;
        last[thread] = id;
      }
      const drawn = memory.sample(batch, 32);
      for (let at = 0; at < drawn; at += 1)
        if (!isRow(batch, at, Math.round(batch.targets.data[at]! * 3))) torn += 1;
      await new Promise((resume) => setImmediate(resume));
    }
    await Promise.all(exits);
    expect(failure).toBeUndefined();
    expect([torn, disordered, memory.added, memory.size]).toEqual([0, 0, 2 * rows, 5000]);
    expect(last).toEqual([rows - 1, 500_000 + rows - 1]);
  });

  it('takes what there is room for, and the rest when it is offered again', () => {
    const memory = new ReplayMemory({ schema, capacity: 100, seed: 1 });
    const port = memory.openProducer(5);
    expect(port.capacity).toBe(8);
    const producer = new ReplayProducer<typeof schema>(structuredClone(port));
    const rows = memory.createBatch(13);
    fillRows(rows, 0, 13);
    expect(producer.add(rows)).toBe(8);
    expect([producer.room, producer.add(rows, { from: 8 }), producer.waitForRoom(1)]).toEqual([0, 0, false]);
    expect([memory.receive(3), producer.room, memory.size]).toEqual([3, 3, 3]);
    expect(producer.add(rows, { from: 8 })).toBe(3);
    expect(memory.receive()).toBe(8);
    expect(producer.add(rows, { from: 11 })).toBe(2);
    expect([memory.receive(), memory.receive(), memory.size]).toEqual([2, 0, 13]);
    expect([...memory].map((row) => row.values.targets[0])).toEqual(
      Array.from({ length: 13 }, (_, at) => at / 3),
    );
  });

  it('continues when its counters overflow', () => {
    const memory = new ReplayMemory({ schema, capacity: 10, seed: 1 });
    const port = memory.openProducer(4);
    new Int32Array(port.buffer).fill(-3, 0, 32);
    const producer = new ReplayProducer<typeof schema>(port);
    const rows = memory.createBatch(3);
    for (let round = 0; round < 4; round += 1) {
      fillRows(rows, round * 3, 3);
      expect([producer.room, producer.add(rows), memory.receive()]).toEqual([4, 3, 3]);
    }
    expect([...memory].map((row) => Math.round(row.values.targets[0]! * 3))).toEqual([
      2, 3, 4, 5, 6, 7, 8, 9, 10, 11,
    ]);
  });

  it('refuses what is not a port, and rings of no size', () => {
    const memory = new ReplayMemory({ schema, capacity: 10, seed: 1 });
    expect(() => new ReplayProducer({} as never)).toThrow(ReplayError);
    for (const rows of [0, 1.5, 2 ** 25, Number.NaN])
      expect(() => memory.openProducer(rows)).toThrow(/rows of a producer's ring is/);
  });
});
