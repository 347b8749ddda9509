import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Worker } from 'node:worker_threads';
import { bundle } from '../bundle.ts';
import { entry } from '../entry.ts';
import type { Host } from './host.ts';
import { parseAnswer } from './parse-answer.ts';

/** A thread of the process that runs this. */
export const workerThread: Host = {
  name: 'Node, worker thread',
  evaluates: true,
  compiles: true,
  run: async (folder) => {
    const [script] = await bundle(entry('script'));
    const file = join(folder, 'worker.mjs');
    writeFileSync(file, script!.code);
    const worker = new Worker(file, { stdout: true, execArgv: [], env: {} });
    const [printed] = await Promise.all([text(worker.stdout), once(worker, 'exit')]);
    return parseAnswer(printed);
  },
};
