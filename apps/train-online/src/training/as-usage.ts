import { StreamError } from '@graph/stream';
import { UsageError } from '../settings/usage-error.js';

/** Says what is wrong with the data as what it is to the user of the command: something to mend and try again. */
export async function asUsage<T>(open: () => Promise<T>): Promise<T> {
  try {
    return await open();
  } catch (error) {
    if (StreamError.is(error) || (error as NodeJS.ErrnoException).code === 'ENOENT')
      throw new UsageError((error as Error).message, { cause: error });
    throw error;
  }
}
