import type { Writable } from 'node:stream';
import type { RowOutput } from './row-output.js';

/** Writes to a stream such as standard output; a reader that leaves (`| head`) is no error. */
export function streamOutput(stream: Writable): RowOutput {
  let isLeft = false;
  // Without a listener the failure of a write would end the process.
  stream.on('error', () => {
    isLeft = true;
  });
  return {
    write: (text) =>
      new Promise((done, fail) => {
        if (isLeft) done(false);
        else
          stream.write(text, (error) => {
            if (error === undefined || error === null) done(true);
            else if ((error as NodeJS.ErrnoException).code === 'EPIPE') done(false);
            else fail(error);
          });
      }),
    finish: () => undefined,
    abandon: () => undefined,
  };
}
