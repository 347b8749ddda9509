import { type HistoryFigures, RunHistory, type RunHistoryState } from '@graph/report';
import type { FigureLine } from '../saving/figure-line.js';

/** A number array as text, so that a manifest can hold it to the bit, NaN included. */
type SavedArray = { readonly float64: string };

/** What a manifest keeps of a recorder: outside of the state, because nothing of it decides what is learned. */
export type SavedHistory = {
  readonly history: Readonly<Record<string, string | number | SavedArray>>;
  /** Sums at the last point, from which the next one is told. */
  readonly sums: Readonly<Record<string, number>>;
  /** Figures that hold until they are taken again. */
  readonly looked: HistoryFigures;
  /** The last point that went to `--metrics` or `--tensorboard`. */
  readonly logged?: FigureLine;
};

/** Makes plain JSON of a history. */
export function packHistory(history: RunHistory): SavedHistory['history'] {
  return Object.fromEntries(
    Object.entries(history.state()).map(([name, value]) => [
      name,
      value instanceof Float64Array ? packed(value) : (value as string | number),
    ]),
  );
}

/** Restores what `packHistory` made. @throws ReportError if it is no history. */
export function unpackHistory(saved: SavedHistory['history']): RunHistory {
  const entries = Object.entries(saved).map(([name, value]) => [
    name,
    typeof value === 'object' ? unpacked(value) : value,
  ]);
  return RunHistory.from(Object.fromEntries(entries) as RunHistoryState);
}

function packed({ buffer, byteOffset, byteLength }: Float64Array): SavedArray {
  return { float64: Buffer.from(buffer, byteOffset, byteLength).toString('base64') };
}

function unpacked({ float64 }: SavedArray): Float64Array {
  return new Float64Array(Uint8Array.from(Buffer.from(float64, 'base64')).buffer);
}
