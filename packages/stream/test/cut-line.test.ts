import { describe, expect, it } from 'vitest';
import { type ByteSource, TableReader } from '../src/index.js';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A text in chunks of `step` bytes; `seekable` where it can be opened anywhere. */
function sourceOf(text: string, step: number, seekable: boolean): ByteSource {
  return {
    name: 'table',
    seekable,
    async *open(from = 0) {
      const bytes = bytesOf(text);
      for (let at = from; at < bytes.length; at += step) yield bytes.slice(at, at + step);
    },
  };
}

async function rowsOf(reader: TableReader): Promise<number[]> {
  const batch = reader.createBatch(100);
  await reader.read(batch, 100);
  return [...batch.truths.subarray(0, batch.size)];
}

const formats = {
  csv: { whole: 'x,y\n1,10\n2,20\n3,34\n4,40\n', cut: 'x,y\n1,10\n2,20\n3,3' },
  'csv with CRLF': { whole: 'x,y\r\n1,10\r\n2,20\r\n3,34\r\n4,40\r\n', cut: 'x,y\r\n1,10\r\n2,20\r\n3,3' },
  'csv that lacked only the line feed': {
    whole: 'x,y\n1,10\n2,20\n3,3\n4,40\n',
    cut: 'x,y\n1,10\n2,20\n3,3',
  },
  jsonl: {
    whole: '{"x":1,"y":10}\n{"x":2,"y":20}\n{"x":3,"y":3}  \n{"x":4,"y":40}\n',
    cut: '{"x":1,"y":10}\n{"x":2,"y":20}\n{"x":3,"y":3}',
  },
};

describe('a last line without a line feed', () => {
  it.each(Object.entries(formats))('of %s that grows later is given once', async (_, { whole, cut }) => {
    for (const seekable of [true, false]) {
      for (const step of [1, 3, 7, 1000]) {
        const first = await TableReader.open(sourceOf(cut, step, seekable), {
          target: 'y',
          task: 'regression',
        });
        expect(await rowsOf(first)).toEqual([10, 20, 3]);
        const resumed = await TableReader.from(first.state(), sourceOf(whole, step, seekable));
        expect(await rowsOf(resumed)).toEqual([40]);
        const again = await TableReader.from(first.state(), sourceOf(cut, step, seekable));
        expect(await rowsOf(again)).toEqual([]);
      }
    }
  });
});
