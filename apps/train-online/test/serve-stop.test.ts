import { join } from 'node:path';
import { NodeFileSystem } from '@graph/checkpoint/node';
import { FileEventLog, restoreAt } from '@graph/serve';
import { describe, expect, it } from 'vitest';
import { cli, scratch } from './cli.js';
import { serve } from './serving.js';

const SMALL = ['--target', 'fraud', '--learner', 'network', '--hidden', '4', '--store', 'shop'];
const CLIENTS = 8;

const features = (at: number) => ({ amount: (at * 37) % 101, country: ['DE', 'NO', 'FR'][at % 3] });

/** What the log of a store says, read by another process than the one that wrote it. */
async function past(folder: string) {
  const log = await FileEventLog.open({
    fileSystem: new NodeFileSystem(),
    folder: join(folder, 'shop/events'),
  });
  const labelled: string[] = [];
  for await (const events of log.read(0))
    for (const event of events) if (event.kind === 'learn') labelled.push(event.id!);
  const { digest } = await restoreAt({ log });
  await log.close();
  return { labelled, digest };
}

describe('SIGTERM under load', () => {
  it.each(['fsync', 'interval:50ms', 'none'])(
    'with %s loses nothing that was answered, and exits 0',
    async (durability) => {
      const folder = scratch();
      const served = await serve([...SMALL, '--durability', durability], folder);
      const told: string[] = [];
      let next = 0;
      let isOver = false;
      const client = async (): Promise<void> => {
        while (!isOver) {
          const at = next;
          next += 1;
          const answer = await served
            .ask('/v1/learn', { id: `id-${at}`, features: features(at), label: at % 3 === 0 })
            // The server is gone: what was not answered may be sent again.
            .catch(() => undefined);
          if (answer === undefined) return;
          expect(answer.status).toBe(200);
          expect(answer.json['durable']).toBe(durability === 'fsync' ? undefined : false);
          told.push(`id-${at}`);
        }
      };
      const clients = Array.from({ length: CLIENTS }, client);
      while (told.length < 40) await new Promise((resolve) => setTimeout(resolve, 5));
      expect(await served.end('SIGTERM')).toBe(0);
      isOver = true;
      await Promise.all(clients);
      const { labelled, digest } = await past(folder);
      expect(new Set(labelled).size).toBe(labelled.length);
      expect(told.filter((id) => !labelled.includes(id))).toEqual([]);
      expect(served.stderr()).toContain(digest);
    },
  );
});

it('a store is only read beside the server that writes to it, and a port that is taken leaves no trace', async () => {
  const folder = scratch();
  const writer = await serve(SMALL, folder);
  for (let at = 0; at < 5; at += 1) await writer.ask('/v1/learn', { features: features(at), label: at > 2 });
  const { json: report } = await writer.ask('/v1/model');
  const reader = await serve(['--store', 'shop', '--read-only'], folder);
  expect((await reader.ask('/v1/model')).json.digest).toBe(report.digest);
  expect((await reader.ask('/v1/predict', { features: features(7) })).json.version).toBe(5);
  expect(await reader.ask('/v1/learn', { features: features(7), label: true })).toMatchObject({
    status: 403,
    json: { error: { code: 'READ_ONLY' } },
  });
  expect(await reader.end('SIGTERM')).toBe(0);
  expect(await writer.ask('/v1/learn', { features: features(7), label: true })).toMatchObject({
    status: 200,
  });
  const second = await cli(['serve', '--store', 'shop', '--port', '0'], folder);
  expect(second).toMatchObject({ code: 2, stderr: expect.stringMatching(/process \d+ on .* is writing/) });
  const { port } = new URL(writer.url);
  const taken = await cli(['serve', '--target', 'y', '--store', 'other', '--port', port], folder);
  expect(taken).toMatchObject({ code: 2, stderr: expect.stringContaining('cannot be listened on') });
  const nothing = await cli(['serve', '--store', 'other', '--read-only', '--port', '0'], folder);
  expect(nothing).toMatchObject({ code: 2, stderr: expect.stringContaining('other holds no events') });
  expect(await writer.end('SIGTERM')).toBe(0);
});
