import { availableMemory } from 'node:process';
import type { TrainingStream } from '@graph/online';
import { bytesFor } from '@graph/replay';
import type { TrainSettings } from '../settings/train-settings.js';
import { UsageError } from '../settings/usage-error.js';
import { bytes, grouped } from '../terminal/format.js';

/** What one memory of a kernel can have: 4 GiB of addresses, less what it needs beside rows or parameters. */
const KERNEL_BYTES: number = 0.9 * 2 ** 32;

/** Of a parameter: in the kernel its value, its gradient and two moments; in all, while it is made and saved, so many. */
const KERNEL_BYTES_PER_PARAMETER = 16;
const BYTES_PER_PARAMETER = 64;

/**
 * Refuses what this machine cannot hold, before anything is made.
 *
 * @returns the bytes of a full memory.
 * @throws UsageError with the number that it can.
 */
export function checkMemory(
  settings: Pick<TrainSettings, 'hidden' | 'grow' | 'replay-capacity'>,
  stream: Pick<TrainingStream, 'memorySchema' | 'inputWidth' | 'outputWidth'>,
  available: number = availableMemory(),
): number {
  checkNetwork(settings, stream, available);
  const capacity = settings['replay-capacity'];
  const perRow = bytesFor(stream.memorySchema, 1);
  const most = Math.floor(Math.min(0.8 * available, KERNEL_BYTES) / perRow);
  const needed = bytesFor(stream.memorySchema, capacity);
  if (capacity > most)
    throw new UsageError(
      `--replay-capacity ${grouped(capacity)} needs ${bytes(needed)} (${grouped(needed)} bytes): lower it to ${grouped(most)} or less, ${reason(available)}.`,
    );
  return needed;
}

function checkNetwork(
  { hidden, grow }: Pick<TrainSettings, 'hidden' | 'grow'>,
  { inputWidth, outputWidth }: Pick<TrainingStream, 'inputWidth' | 'outputWidth'>,
  available: number,
): void {
  const most = Math.floor(
    Math.min((0.8 * available) / BYTES_PER_PARAMETER, KERNEL_BYTES / KERNEL_BYTES_PER_PARAMETER),
  );
  const sizeOf = (layers: readonly number[]): number => parameters([inputWidth, ...layers, outputWidth]);
  const largest = (sizeAt: (neurons: number) => number): number => {
    let [fits, not] = [0, 65_537];
    while (not - fits > 1) {
      const middle = Math.floor((fits + not) / 2);
      if (sizeAt(middle) <= most) fits = middle;
      else not = middle;
    }
    return fits;
  };
  if (sizeOf(hidden) > most) {
    const each = largest((neurons) => sizeOf(hidden.map(() => neurons)));
    throw new UsageError(
      `--hidden ${hidden.join(',')} makes ${grouped(sizeOf(hidden))} parameters, at most ${grouped(most)} can be had: with ${hidden.length === 1 ? 'one layer' : `${hidden.length} layers`} ${grouped(each)} neurons each or fewer, ${reason(available)}.`,
    );
  }
  if (grow === undefined) return;
  // What is added goes to the last layer.
  const grown = (neurons: number): number =>
    sizeOf([...hidden.slice(0, -1), Math.max(hidden.at(-1)!, neurons - sum(hidden.slice(0, -1)))]);
  if (grown(grow) > most)
    throw new UsageError(
      `--grow ${grouped(grow)} makes up to ${grouped(grown(grow))} parameters: lower it to ${grouped(largest(grown))} or less, ${reason(available)}.`,
    );
}

function parameters(widths: readonly number[]): number {
  return widths.slice(1).reduce((all, width, at) => all + width * (widths[at]! + 1), 0);
}

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);

const reason = (available: number): string =>
  `since this machine has ${bytes(available)} left and a kernel addresses ${bytes(2 ** 32)}`;
