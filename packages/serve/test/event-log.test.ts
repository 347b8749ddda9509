import { MemoryFileSystem } from '@graph/checkpoint';
import { describe, expect, it } from 'vitest';
import { eventLogContract } from '../src/contract/index.js';
import { FileEventLog, MemoryEventLog, type ServedEvent } from '../src/index.js';

describe('MemoryEventLog', () => {
  const make = () => {
    const log = new MemoryEventLog();
    return { open: async () => log };
  };
  for (const { name, run } of eventLogContract(make)) it(name, run);
});

describe.each([1, 300, 1 << 20])('FileEventLog with files of %i bytes', (segmentBytes) => {
  const make = () => {
    const fileSystem = new MemoryFileSystem();
    return { open: () => FileEventLog.open({ fileSystem, folder: '/run/events', segmentBytes }) };
  };
  for (const { name, run } of eventLogContract(make)) it(name, run);
});

/** A log of `groups` groups of three events in one file. */
async function filled(groups: number): Promise<{ path: string; bytes: Uint8Array }> {
  const fileSystem = new MemoryFileSystem();
  const log = await FileEventLog.open({ fileSystem, folder: '/log' });
  for (let group = 0; group < groups; group += 1) await log.append(events(group * 3 + 1, 3));
  await log.close();
  const [[path, bytes]] = [...fileSystem.files()] as [[string, Uint8Array]];
  return { path, bytes };
}

const events = (first: number, count: number): ServedEvent[] =>
  Array.from({ length: count }, (_, at) => ({ sequence: first + at, at: 7, kind: 'expiry' }));

async function lastOf(files: [string, Uint8Array][]): Promise<number> {
  const log = await FileEventLog.open({ fileSystem: new MemoryFileSystem({ files }), folder: '/log' });
  let last = 0;
  for await (const group of log.read(0)) last = group.at(-1)!.sequence;
  expect(last).toBe(log.last);
  return last;
}

describe('a file that was cut or damaged', () => {
  it('has whole groups only, wherever a crash has cut it, and goes on behind them', async () => {
    const { path, bytes } = await filled(4);
    const ends = [...bytes.keys()].filter((at) => bytes[at] === 10).map((at) => at + 1);
    for (let length = 0; length <= bytes.length; length += 1) {
      const whole = Math.max(ends.filter((end) => end <= length).length - 1, 0);
      const fileSystem = new MemoryFileSystem({ files: [[path, bytes.slice(0, length)]] });
      const log = await FileEventLog.open({ fileSystem, folder: '/log' });
      expect(log.last).toBe(whole * 3);
      await log.append(events(whole * 3 + 1, 1));
      await log.close();
      expect(await lastOf([...fileSystem.files()])).toBe(whole * 3 + 1);
    }
  });

  it('never gives other events than were appended, whichever bit has flipped', async () => {
    const { path, bytes } = await filled(3);
    let refused = 0;
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const rotten = bytes.slice();
      rotten[bit >> 3]! ^= 1 << (bit & 7);
      // The last group cannot be told from one that was cut; anything before it is refused by name.
      const last = await lastOf([[path, rotten]]).catch((error: { code: string }) => {
        expect(error.code).toBe('LOG_DAMAGED');
        refused += 1;
        return 9;
      });
      expect([6, 9]).toContain(last);
    }
    expect(refused).toBeGreaterThan(bytes.length * 4);
  });

  it('is refused where a whole file is missing between two others', async () => {
    const fileSystem = new MemoryFileSystem();
    const log = await FileEventLog.open({ fileSystem, folder: '/log', segmentBytes: 1 });
    for (let group = 0; group < 4; group += 1) await log.append(events(group + 1, 1));
    await log.close();
    const files = [...fileSystem.files()].filter(([name]) => !name.includes('2-0000'));
    expect(files).toHaveLength(3);
    await expect(lastOf(files)).rejects.toMatchObject({ code: 'LOG_DAMAGED' });
  });
});
